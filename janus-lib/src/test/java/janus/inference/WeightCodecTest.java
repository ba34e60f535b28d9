package janus.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.inference.arithmetic.Kernels;
import janus.kvcache.KvScheme;
import janus.progress.Progress;
import janus.provenance.BadInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeightCodecTest {
  private static final int[] TOKENS = {260, 300, 271, 288, 301};

  @TempDir private Path folder;

  // 7 levels of 1 for a group with amax 7; the last two inputs are a group of their own.
  @Test
  void theLastGroupMayBeShorter() {
    var row = new float[18];
    row[0] = 7;
    row[1] = 2.6f;
    row[16] = 0.7f;
    row[17] = 0.26f;
    WeightCodec codec = WeightCodec.parse("int4-g16");
    codec.apply(row, 0, 18);
    assertArrayEquals(new float[] {7, 3}, Arrays.copyOf(row, 2));
    assertEquals(0.3, row[17], 1e-3);
    assertEquals(18 * 4 + 2 * 16, codec.bits(18));
  }

  @ParameterizedTest
  @CsvSource({"q4_0,4.5", "q8_0,8.5", "mxfp4,4.25", "int4-g32,4.5", "f16,16"})
  void bitsAreThoseOfTheRows(String spelling, double bitsPerWeight) {
    WeightCodec codec = WeightCodec.parse(spelling);
    codec.requireInputs(64);
    assertEquals((long) (64 * bitsPerWeight), codec.bits(64));
    assertEquals(spelling, codec.spelling());
  }

  @ParameterizedTest
  @ValueSource(strings = {"int4", "int4-channel-g32", "int4-token-prerope", "nvfp4", "q4_9"})
  void whatCodesNoRowsIsRefused(String spelling) {
    assertThrows(BadInputException.class, () -> WeightCodec.parse(spelling));
  }

  @Test
  void rowsThatAreNoWholeBlocksAreNamed() {
    var error =
        assertThrows(BadInputException.class, () -> WeightCodec.parse("q4_0").requireInputs(172));
    assertEquals(
        "weights q4_0: codec q4_0 needs inputs of a linear map to be a multiple of 32: 172",
        error.getMessage());
  }

  private float[] hidden(Path file, String weights) {
    try (var model = LanguageModel.open(file, 1, Kernels.plain(), weights)) {
      model.load(TOKENS.length, Progress.NONE);
      return model.hidden(TOKENS, 0, KvScheme.uncompressed());
    }
  }

  // The linear maps of the layers are 2 (4096 * 2 + 2048 * 2 + 3 * 6144) weights.
  @Test
  void layersAreCodedAndNothingElse() throws IOException {
    Path file = SyntheticModel.write("qwen2", folder);
    assertArrayEquals(hidden(file, "stored"), hidden(file, "f32"));
    float error = 0;
    float[] exact = hidden(file, "stored");
    float[] coded = hidden(file, "int8-g32");
    for (int i = 0; i < exact.length; i++) {
      error = Math.max(error, Math.abs(exact[i] - coded[i]));
    }
    assertTrue(error > 0.001 && error < 0.2, "largest difference " + error);
    try (var model = LanguageModel.open(file, 1, Kernels.plain(), "int8-g32")) {
      assertEquals(8.5, model.weights().codedBitsPerWeight());
    }
    try (var model = LanguageModel.open(file, 1, Kernels.plain())) {
      assertNull(model.weights().codedBitsPerWeight());
    }
  }

  @Test
  void weightsLeftInTheFileAreCodedAlike() throws IOException {
    Path file = SyntheticModel.write("llama", folder);
    try (var model = LanguageModel.open(file, 1, Kernels.plain(), "q4_0")) {
      model.leaveWeightsInFile(TOKENS.length);
      assertArrayEquals(hidden(file, "q4_0"), model.hidden(TOKENS, 0, KvScheme.uncompressed()));
    }
  }
}
