package janus.inference.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import janus.provenance.BadInputException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * Readers against damaged input: valid files with bits flipped, numbers replaced by extremes, bytes
 * cut out, doubled or swapped. A reader may accept or refuse with one line; nothing else.
 */
class FuzzTest {
  private static final long SEED = 20260101;
  private static final long[] EXTREMES = {
    0,
    1,
    -1,
    2,
    31,
    32,
    255,
    65535,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    1L << 32,
    1L << 40,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    Long.MAX_VALUE / 8,
    0x3fffffffffffffffL
  };

  @Test
  void damagedGgufFilesAreReadOrRefused() {
    var seeds =
        List.of(
            GgufBuilder.tinyModel().build(),
            new GgufBuilder(2)
                .text("general.architecture", "qwen2")
                .number("general.alignment", 32)
                .raw("nested", 9, nested())
                .text("tokenizer.ggml.model", "gpt2")
                .text("tokenizer.ggml.pre", "qwen2")
                .texts("tokenizer.ggml.tokens", List.of("a", "b", "ab", "Ġ", "<x>"))
                .texts("tokenizer.ggml.merges", List.of("a b"))
                .numbers("tokenizer.ggml.token_type", 1, 1, 1, 1, 4)
                .tensor("token_embd.weight", 8, new byte[34 * 5], 32, 5)
                .tensor("q", 14, new byte[210], 256)
                .build());
    int refused = fuzz(seeds, 170_000, bytes -> use(GgufFile.of("fuzz.gguf", bytes)));
    assertTrue(refused > 50_000, "refused " + refused);
  }

  private static byte[] nested() {
    var value = GgufBuilder.array(9, 2);
    value.writeBytes(GgufBuilder.array(0, 2).toByteArray());
    value.write(1);
    value.write(2);
    value.writeBytes(GgufBuilder.array(8, 0).toByteArray());
    return value.toByteArray();
  }

  private static void use(ModelFile file) {
    attempt(() -> file.spec().matrixWeights());
    attempt(() -> file.tokenizer().encode("a<x> ab\uD83D\uDE00", true));
    for (TensorInfo tensor : file.tensors().values()) {
      int count = (int) Math.min(tensor.elements(), 300);
      attempt(() -> file.read(tensor, tensor.elements() - count, count, new float[count], 0));
    }
  }

  @Test
  void damagedSafetensorsHeadersAreReadOrRefused() {
    String json =
        "{\"__metadata__\":{\"format\":\"pt\"},\"a\":{\"dtype\":\"F32\",\"shape\":[2,3],"
            + "\"data_offsets\":[0,24]},\"b\":{\"dtype\":\"BF16\",\"shape\":[4],"
            + "\"data_offsets\":[24,32]}}";
    int refused =
        fuzz(
            List.of(SafetensorsModelTest.file(json, new byte[32])),
            20_000,
            bytes -> SafetensorsHeader.read("fuzz.safetensors", ByteSource.of(bytes)));
    assertTrue(refused > 10_000, "refused " + refused);
  }

  @Test
  void damagedConfigsAndTokenizersAreReadOrRefused() {
    byte[] config = SafetensorsModelTest.CONFIG.replace("\n", "").getBytes(StandardCharsets.UTF_8);
    fuzz(
        List.of(config),
        10_000,
        bytes -> HuggingFaceConfig.of("config.json", json("config.json", bytes)).spec());
    var plain = HuggingFaceConfig.of("config.json", json("config.json", config));
    fuzz(
        List.of(SafetensorsModelTest.TOKENIZER.getBytes(StandardCharsets.UTF_8)),
        10_000,
        bytes -> {
          Tokenizer tokenizer =
              HuggingFaceTokenizer.of(
                  "tokenizer.json",
                  json("tokenizer.json", bytes),
                  json("tokenizer_config.json", "{}".getBytes(StandardCharsets.UTF_8)),
                  plain,
                  6);
          tokenizer.encode("a aa", true);
        });
  }

  private static JsonNode json(String name, byte[] bytes) {
    return HuggingFaceConfig.parseObject(name, bytes);
  }

  private static void attempt(Runnable use) {
    try {
      use.run();
    } catch (BadInputException e) {
      requireOneLine(e);
    }
  }

  /** How many of the damaged inputs were refused. */
  private static int fuzz(List<byte[]> seeds, int runs, Consumer<byte[]> reader) {
    var random = new SplittableRandom(SEED);
    int refused = 0;
    for (int run = 0; run < runs; run++) {
      byte[] input = seeds.get(run % seeds.size());
      int damages = 1 + random.nextInt(3);
      for (int i = 0; i < damages; i++) {
        input = damage(input, random);
      }
      try {
        reader.accept(input);
      } catch (BadInputException e) {
        requireOneLine(e);
        refused++;
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError("run " + run + " of seed " + SEED + ": " + e, e);
      }
    }
    return refused;
  }

  private static void requireOneLine(BadInputException e) {
    assertFalse(e.getMessage().contains("\n"), e.getMessage());
    assertTrue(e.getMessage().length() < 2000, e.getMessage());
  }

  private static byte[] damage(byte[] input, SplittableRandom random) {
    if (input.length < 16) {
      return input;
    }
    int at = random.nextInt(input.length);
    byte[] output = input.clone();
    switch (random.nextInt(6)) {
      case 0 -> output[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> output[at] = (byte) random.nextInt(256);
      case 2 -> {
        long extreme = EXTREMES[random.nextInt(EXTREMES.length)];
        int width = random.nextBoolean() ? 8 : 4;
        for (int i = 0; i < width && at + i < output.length; i++) {
          output[at + i] = (byte) (extreme >> (8 * i));
        }
      }
      case 3 -> output = Arrays.copyOf(input, at);
      case 4 -> {
        int length = Math.min(1 + random.nextInt(16), input.length - at);
        output = new byte[input.length - length];
        System.arraycopy(input, 0, output, 0, at);
        System.arraycopy(input, at + length, output, at, input.length - at - length);
      }
      default -> {
        int length = Math.min(1 + random.nextInt(64), input.length - at);
        output = new byte[input.length + length];
        System.arraycopy(input, 0, output, 0, at + length);
        System.arraycopy(input, at, output, at + length, input.length - at);
      }
    }
    return output;
  }

  // The damages must differ from run to run, or the numbers above mean nothing.
  @Test
  void damagesDiffer() {
    var random = new SplittableRandom(SEED);
    byte[] input = new byte[1000];
    var seen = new ArrayList<Integer>();
    for (int i = 0; i < 100; i++) {
      seen.add(Arrays.hashCode(damage(input, random)));
    }
    assertTrue(seen.stream().distinct().count() > 50, seen.toString());
    assertEquals(100, seen.size());
  }
}
