package janus.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import janus.inference.arithmetic.Kernels;
import janus.inference.weights.GgufBuilder;
import janus.inference.weights.Models;
import janus.provenance.BadInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is computed is what the file asks for, as llama.cpp reads it, or it is refused. */
class DecoderSpecTest {
  @TempDir private Path folder;

  private String refusal(String kind, Consumer<GgufBuilder> more) throws IOException {
    return refusal(SyntheticModel.write(kind, folder.resolve("model.gguf"), more));
  }

  private static String refusal(Path file) {
    try (var model = Models.open(file)) {
      var refused =
          assertThrows(BadInputException.class, () -> DecoderWeights.of(model, Kernels.plain()));
      return refused.getMessage().replace(file.toString(), "FILE");
    }
  }

  // llama.cpp takes 10000 for every family.
  @ParameterizedTest
  @CsvSource({"llama", "qwen3", "gemma3"})
  void withoutABaseRotationBeginsAt10000(String kind) throws IOException {
    Path file = SyntheticModel.write(kind, folder);
    byte[] bytes = Files.readAllBytes(file);
    overwrite(bytes, kind + ".rope.freq_base", kind + ".rope.nobody___");
    Files.write(file, bytes);
    try (var model = Models.open(file)) {
      var spec = DecoderSpec.of(model);
      assertEquals(10000, spec.rope().base());
      assertEquals(10000, spec.slidingRope().base());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "qwen2, output.bias",
    "llama, blk.0.attn_q_norm.weight",
    "llama, blk.1.attn_sinks.weight",
    "llama, blk.2.attn_norm.weight",
    "qwen3, blk.0.post_ffw_norm.weight"
  })
  void aTensorTheFamilyDoesNotComputeWithIsRefused(String kind, String name) throws IOException {
    assertEquals(
        "FILE: expected no tensor '"
            + name
            + "' in a model of architecture "
            + kind
            + " with 2 layers",
        refusal(kind, builder -> builder.tensor(name, new float[64], 64)));
  }

  @Test
  void itsNameIsOneLine() throws IOException {
    String message =
        refusal("llama", builder -> builder.tensor("a\n\u001b[2J\u009b2J", new float[1], 1));
    assertEquals(
        "FILE: expected no tensor 'a??[2J?2J' in a model of architecture llama with 2 layers",
        message);
  }

  @ParameterizedTest
  @CsvSource({
    "qwen3, blk.1.attn_q_norm.weight",
    "gemma3, blk.0.attn_k_norm.weight",
    "gemma3, blk.3.post_attention_norm.weight",
    "gemma3, blk.6.post_ffw_norm.weight"
  })
  void aTensorTheFamilyComputesWithIsMissed(String kind, String name) throws IOException {
    Path file = SyntheticModel.write(kind, folder);
    byte[] bytes = Files.readAllBytes(file);
    overwrite(bytes, name, name.replace("weight", "absent"));
    Files.write(file, bytes);
    assertEquals("FILE: expected a tensor '" + name + "', found none", refusal(file));
  }

  @Test
  void whatTheHeaderAsksForBesideIsRefused() throws IOException {
    assertEquals(
        "FILE, llama.rope.scaling.attn_factor: expected 1 for scaling linear, found '0.5'",
        refusal("llama", builder -> builder.real("llama.rope.scaling.attn_factor", 0.5f)));
    assertEquals(
        "FILE, qwen3.attention.causal: expected true, found 'false'",
        refusal("qwen3", builder -> builder.flag("qwen3.attention.causal", false)));
  }

  // s slides, g sees all.
  @ParameterizedTest
  @CsvSource({"0, sssssss", "1, ggggggg", "3, ssgssgs", ", sssssgs"})
  void everyHowManiethLayerSeesAllIsWhatTheHeaderSays(Integer said, String layers)
      throws IOException {
    String key = "gemma3.attention.sliding_window_pattern";
    assertEquals(
        layers,
        layers(
            builder -> {
              if (said != null) {
                builder.number(key, said);
              }
            }));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ssgssgs", "ggggggg", "sssssss", "gssgsgg"})
  void theSameLayerByLayer(String said) throws IOException {
    String key = "gemma3.attention.sliding_window_pattern";
    var slides = new boolean[7];
    for (int i = 0; i < slides.length; i++) {
      slides[i] = said.charAt(i) == 's';
    }
    assertEquals(said, layers(builder -> builder.flags(key, slides)));
    assertEquals(
        "FILE, " + key + ": expected as many as layers, 7, found a list of 2",
        refusal("gemma3", b -> b.flags(key, true, false)));
  }

  private String layers(Consumer<GgufBuilder> more) throws IOException {
    try (var model = Models.open(SyntheticModel.write("gemma3", folder.resolve("l"), more))) {
      return IntStream.range(0, model.spec().layers())
          .mapToObj(layer -> model.spec().attention().isSliding(layer) ? "s" : "g")
          .collect(Collectors.joining());
    }
  }

  /** Puts a name of the same length in another's place. */
  private static void overwrite(byte[] bytes, String name, String by) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int at = text.indexOf(name);
    System.arraycopy(by.getBytes(StandardCharsets.ISO_8859_1), 0, bytes, at, by.length());
  }
}
