package janus.inference.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.provenance.BadInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsModelTest {
  static final String CONFIG =
      """
      {"model_type": "llama", "_name_or_path": "maker/tiny", "hidden_size": 4,
       "num_hidden_layers": 1, "num_attention_heads": 2, "num_key_value_heads": 1,
       "intermediate_size": 8, "vocab_size": 6, "max_position_embeddings": 64,
       "rms_norm_eps": 1e-05, "rope_theta": 10000.0, "hidden_act": "silu",
       "tie_word_embeddings": true, "bos_token_id": 1, "eos_token_id": 2}
      """;

  static final String TOKENIZER =
      "{\"added_tokens\": [{\"id\": 1, \"content\": \"<s>\", \"special\": true},"
          + "{\"id\": 2, \"content\": \"</s>\", \"special\": true}],"
          + "\"normalizer\": {\"type\": \"Sequence\", \"normalizers\": ["
          + "{\"type\": \"Prepend\", \"prepend\": \"▁\"},"
          + "{\"type\": \"Replace\", \"pattern\": {\"String\": \" \"}, \"content\": \"▁\"}]},"
          + "\"pre_tokenizer\": null,"
          + "\"post_processor\": {\"type\": \"TemplateProcessing\", \"single\": ["
          + "{\"SpecialToken\": {\"id\": \"<s>\", \"type_id\": 0}},"
          + "{\"Sequence\": {\"id\": \"A\", \"type_id\": 0}}]},"
          + "\"model\": {\"type\": \"BPE\", \"unk_token\": \"<unk>\", \"byte_fallback\": true,"
          + "\"vocab\": {\"<unk>\": 0, \"<s>\": 1, \"</s>\": 2, \"▁a\": 3, \"▁\": 4, \"a\": 5},"
          + "\"merges\": [\"▁ a\"]}}";

  /** Hugging Face's names of the tiny model's tensors, by GGUF's. */
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("token_embd.weight", "model.embed_tokens.weight"),
          Map.entry("output_norm.weight", "model.norm.weight"),
          Map.entry("blk.0.attn_norm.weight", "model.layers.0.input_layernorm.weight"),
          Map.entry("blk.0.attn_q.weight", "model.layers.0.self_attn.q_proj.weight"),
          Map.entry("blk.0.attn_k.weight", "model.layers.0.self_attn.k_proj.weight"),
          Map.entry("blk.0.attn_v.weight", "model.layers.0.self_attn.v_proj.weight"),
          Map.entry("blk.0.attn_output.weight", "model.layers.0.self_attn.o_proj.weight"),
          Map.entry("blk.0.ffn_norm.weight", "model.layers.0.post_attention_layernorm.weight"),
          Map.entry("blk.0.ffn_gate.weight", "model.layers.0.mlp.gate_proj.weight"),
          Map.entry("blk.0.ffn_up.weight", "model.layers.0.mlp.up_proj.weight"),
          Map.entry("blk.0.ffn_down.weight", "model.layers.0.mlp.down_proj.weight"));

  static byte[] file(String header, byte[] data) {
    var out = new ByteArrayOutputStream();
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    GgufBuilder.number(out, json.length, 8);
    out.writeBytes(json);
    out.writeBytes(data);
    return out.toByteArray();
  }

  /** The tensors of a model as a safetensors file, queries and keys in Hugging Face's row order. */
  private static byte[] copy(ModelFile model, java.util.Set<String> names) {
    var data = new ByteArrayOutputStream();
    var entries = new TreeMap<String, String>();
    for (String name : names) {
      TensorInfo tensor = model.tensor(name);
      float[] values = new float[(int) tensor.elements()];
      model.read(tensor, 0, values.length, values, 0);
      if (name.contains("attn_q.") || name.contains("attn_k.")) {
        values = separateHalves(values, (int) tensor.columns(), 2);
      }
      var shape = new java.util.ArrayList<>(tensor.shape());
      java.util.Collections.reverse(shape);
      entries.put(
          NAMES.get(name),
          String.format(
              "\"%s\": {\"dtype\": \"F32\", \"shape\": %s, \"data_offsets\": [%d, %d]}",
              NAMES.get(name), shape, data.size(), data.size() + 4 * values.length));
      data.writeBytes(GgufBuilder.floats(values));
    }
    return file("{" + String.join(", ", entries.values()) + "}", data.toByteArray());
  }

  // Of each head, GGUF's rows 0, 2, 4... come first, then 1, 3, 5...
  private static float[] separateHalves(float[] rows, int columns, int headDim) {
    float[] out = new float[rows.length];
    for (int row = 0; row < rows.length / columns; row++) {
      int in = row % headDim;
      int to = row - in + (in % 2) * (headDim / 2) + in / 2;
      System.arraycopy(rows, row * columns, out, to * columns, columns);
    }
    return out;
  }

  private static Path folder(Path folder, String config) throws IOException {
    Files.writeString(folder.resolve("config.json"), config);
    Files.writeString(folder.resolve("tokenizer.json"), TOKENIZER);
    return folder;
  }

  private static void assertSameWeights(ModelFile expected, ModelFile actual) {
    assertEquals(expected.tensors().keySet(), actual.tensors().keySet());
    for (String name : expected.tensors().keySet()) {
      TensorInfo tensor = expected.tensor(name);
      assertEquals(tensor.shape(), actual.tensor(name).shape(), name);
      int count = (int) tensor.elements();
      float[] a = new float[count];
      float[] b = new float[count];
      expected.read(tensor, 0, count, a, 0);
      actual.read(actual.tensor(name), 0, count, b, 0);
      assertArrayEquals(a, b, name);
      actual.readOnce(actual.tensor(name), 0, count, b, 0);
      assertArrayEquals(a, b, name + " once");
      var raw = actual.raw(actual.tensor(name), 0, (int) tensor.rows());
      actual.tensor(name).type().decode(raw, 0, count, b, 0);
      assertArrayEquals(a, b, name + " raw");
      actual.read(actual.tensor(name), count / 2, 1, b, 0);
      assertEquals(a[count / 2], b[0], name);
    }
  }

  @Test
  void aCopyOfAGgufModelHasItsWeightsShapeAndKeys(@TempDir Path folder) throws IOException {
    var gguf = GgufFile.of("tiny.gguf", GgufBuilder.tinyModel().build());
    Files.write(folder.resolve("model.safetensors"), copy(gguf, gguf.tensors().keySet()));
    try (var model = Models.open(folder(folder, CONFIG))) {
      assertSameWeights(gguf, model);
      assertEquals(gguf.spec(), model.spec());
      for (String key : gguf.metadata().keys()) {
        if (key.startsWith("llama.") || key.startsWith("general.")) {
          assertEquals(read(gguf.metadata(), key), read(model.metadata(), key), key);
        }
      }
      // "a a" is the start token, then U+2581 a twice.
      assertArrayEquals(new int[] {1, 3, 3}, model.tokenizer().encode("a a", true));
    }
  }

  private static String read(Metadata metadata, String key) {
    try {
      return metadata.getString(key);
    } catch (BadInputException e) {
      return String.valueOf(metadata.getFloat(key));
    }
  }

  @Test
  void partsAreFoundByTheIndex(@TempDir Path folder) throws IOException {
    var gguf = GgufFile.of("tiny.gguf", GgufBuilder.tinyModel().build());
    var first = java.util.Set.of("token_embd.weight", "blk.0.attn_q.weight");
    var second = new java.util.TreeSet<>(gguf.tensors().keySet());
    second.removeAll(first);
    Files.write(folder.resolve("model-1-of-2.safetensors"), copy(gguf, first));
    Files.write(folder.resolve("model-2-of-2.safetensors"), copy(gguf, second));
    var map = new TreeMap<String, String>();
    gguf.tensors()
        .keySet()
        .forEach(
            name ->
                map.put(
                    NAMES.get(name),
                    String.format(
                        "\"%s\": \"model-%d-of-2.safetensors\"",
                        NAMES.get(name), first.contains(name) ? 1 : 2)));
    Files.writeString(
        folder.resolve("model.safetensors.index.json"),
        "{\"weight_map\": {" + String.join(",", map.values()) + "}}");
    try (var model = Models.open(folder(folder, CONFIG))) {
      assertEquals(
          gguf.tensors().keySet(), new java.util.LinkedHashSet<>(model.tensors().keySet()));
      float[] a = new float[16];
      float[] b = new float[16];
      gguf.read(gguf.tensor("blk.0.attn_q.weight"), 0, 16, a, 0);
      model.read(model.tensor("blk.0.attn_q.weight"), 0, 16, b, 0);
      assertArrayEquals(a, b);
      String before = model.sha256();
      Files.writeString(folder.resolve("tokenizer_config.json"), "{}");
      try (var again = Models.open(folder)) {
        assertNotEquals(before, again.sha256());
      }
    }
  }

  @Test
  void anIndexCannotLeadOutOfTheFolder(@TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve("model.safetensors.index.json"),
        "{\"weight_map\": {\"model.norm.weight\": \"../x.safetensors\"}}");
    assertTrue(
        assertThrows(BadInputException.class, () -> Models.open(folder(folder, CONFIG)))
            .getMessage()
            .contains("expected a .safetensors file beside it, found '../x.safetensors'"));
  }

  @Test
  void otherFamiliesAreRefused(@TempDir Path folder) throws IOException {
    var e =
        assertThrows(
            BadInputException.class,
            () -> Models.open(folder(folder, CONFIG.replace("llama", "mamba"))));
    assertEquals(
        folder.resolve("config.json")
            + ", model_type: expected one of llama, mistral, qwen2, qwen3, found \"mamba\"",
        e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "'\"hidden_act\": \"gelu\"', 'hidden_act: expected silu, found \"gelu\"'",
    "'\"hidden_act\": \"silu\", \"partial_rotary_factor\": 0.5', "
        + "'partial_rotary_factor: expected 1, found 0.5'"
  })
  void whatIsNotComputedIsRefused(String fields, String complaint, @TempDir Path folder)
      throws IOException {
    String config = CONFIG.replace("\"hidden_act\": \"silu\"", fields);
    var e = assertThrows(BadInputException.class, () -> Models.open(folder(folder, config)));
    assertEquals(folder.resolve("config.json") + ", " + complaint, e.getMessage());
  }

  // Llama 3.2: head dimension 64, base 500000, factor 32, of an original context of 8192. Pair 0
  // turns fastest (wavelength 2 pi < 8192/4): 1. Pair 31 has wavelength 2 pi 500000^(31/32) =
  // 2.085e6 > 8192: 32. Pair 16 has 2 pi sqrt(500000) = 4442.9, between 2048 and 8192: smooth =
  // (8192/4442.9 - 1)/3 = 0.28128, divisor 1/((1 - 0.28128)/32 + 0.28128) = 3.2924.
  @Test
  void llama3ScalingBecomesDivisorsOfTheFrequencies(@TempDir Path folder) throws IOException {
    String config =
        CONFIG
            .replace("\"hidden_size\": 4", "\"hidden_size\": 4, \"head_dim\": 64")
            .replace("10000.0", "500000.0")
            .replace(
                "\"hidden_act\"",
                "\"rope_scaling\": {\"rope_type\": \"llama3\", \"factor\": 32.0, \"low_freq_factor\":"
                    + " 1.0, \"high_freq_factor\": 4.0, \"original_max_position_embeddings\": 8192},"
                    + " \"hidden_act\"");
    Files.write(
        folder.resolve("model.safetensors"),
        file(
            "{\"model.embed_tokens.weight\": {\"dtype\": \"F32\", \"shape\": [6, 4],"
                + " \"data_offsets\": [0, 96]}}",
            new byte[96]));
    try (var model = Models.open(folder(folder, config))) {
      float[] divisors = new float[32];
      assertEquals(List.of(32L), model.tensor("rope_freqs.weight").shape());
      model.read(model.tensor("rope_freqs.weight"), 0, 32, divisors, 0);
      assertEquals(1f, divisors[0]);
      assertEquals(3.2924f, divisors[16], 1e-3f);
      assertEquals(32f, divisors[31]);
    }
  }

  @Test
  void overlapsAndWrongSizesAreNamed() {
    assertTrue(
        complaint(
                "{\"a\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 8]},"
                    + "\"b\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [4, 12]}}")
            .contains("tensor 'b': expected bytes of its own, found an overlap with 'a'"));
    assertTrue(
        complaint("{\"a\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 4]}}")
            .contains("tensor 'a': expected 8 bytes, found 4"));
    assertTrue(
        complaint("{\"a\": {\"dtype\": \"F8\", \"shape\": [2], \"data_offsets\": [0, 2]}}")
            .contains("expected F32, F16 or BF16, found 'F8'"));
    assertTrue(
        complaint("{\"a\": {\"dtype\": \"F32\", \"shape\": [9], \"data_offsets\": [0, 36]}}")
            .contains("expected data_offsets within 16 bytes"));
  }

  private static String complaint(String header) {
    byte[] bytes = file(header, new byte[16]);
    return assertThrows(
            BadInputException.class, () -> SafetensorsHeader.read("x", ByteSource.of(bytes)))
        .getMessage();
  }
}
