package janus.kvcache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodebookCodecsTest {
  // Max 1960, table I, N = 4, 8, 16.
  @Test
  void levelsAreThePublishedOnes() {
    assertArrayEquals(new double[] {0.4528, 1.510}, LloydMax.upperLevels(2), 5e-4);
    assertArrayEquals(new double[] {0.2451, 0.7560, 1.344, 2.152}, LloydMax.upperLevels(3), 5e-4);
    assertArrayEquals(
        new double[] {0.1284, 0.3881, 0.6568, 0.9424, 1.256, 1.618, 2.069, 2.733},
        LloydMax.upperLevels(4),
        6e-4);
    // One bit: the mean of the half normal, sqrt(2 / pi).
    assertEquals(Math.sqrt(2 / Math.PI), LloydMax.upperLevels(1)[0], 1e-12);
  }

  // Mean squared error of the optimal quantizer of N(0, 1), Max 1960: 0.1175, 0.03454, 0.009497.
  // A Gaussian vector of 128 channels, rotated, stays Gaussian; the norm costs next to nothing.
  @ParameterizedTest
  @CsvSource({
    "turbo2,0.1175", "turbo3,0.03454", "turbo4,0.009497",
    "planar2,0.1175", "planar3,0.03454", "planar4,0.009497"
  })
  void gaussianVectorsLoseWhatTheQuantizerLoses(String codec, double expected) {
    var random = new Random(11);
    KvCodec parsed = KvCodecs.parse(codec);
    double error = 0;
    double power = 0;
    for (int trial = 0; trial < 1000; trial++) {
      var x = new float[128];
      for (int i = 0; i < 128; i++) {
        x[i] = (float) (3 * random.nextGaussian());
      }
      float[] seen = x.clone();
      parsed.roundTrip(seen, 0, 128, 1, 128);
      for (int i = 0; i < 128; i++) {
        error += (seen[i] - x[i]) * (seen[i] - x[i]);
        power += x[i] * x[i];
      }
    }
    assertEquals(expected, error / power, 0.03 * expected);
  }

  // One channel carries everything. A planar rotation spreads it over 2 of 64 coordinates, beyond
  // the outermost level; the full rotation over all, which then sit at |y| = 1.
  @Test
  void onlyTheFullRotationTamesAnOutlier() {
    assertTrue(relativeErrorOfOneOutlier("turbo3") < 0.1);
    assertTrue(relativeErrorOfOneOutlier("planar3") > 0.3);
  }

  private static double relativeErrorOfOneOutlier(String codec) {
    var x = new float[64];
    x[5] = 10;
    float[] seen = x.clone();
    KvCodecs.parse(codec).roundTrip(seen, 0, 64, 1, 64);
    double error = 0;
    for (int i = 0; i < 64; i++) {
      error += (seen[i] - x[i]) * (seen[i] - x[i]);
    }
    return error / 100;
  }

  @Test
  void theSeedChoosesTheRotation() {
    var x = new float[64];
    Arrays.setAll(new double[64], i -> x[i] = (i * 37 % 64) - 31.5f);
    float[] one = x.clone();
    float[] again = x.clone();
    float[] other = x.clone();
    KvCodecs.parse("turbo3").roundTrip(one, 0, 64, 1, 64);
    KvCodecs.parse("turbo3-seed1").roundTrip(again, 0, 64, 1, 64);
    KvCodecs.parse("turbo3-seed2").roundTrip(other, 0, 64, 1, 64);
    assertArrayEquals(one, again);
    assertFalse(Arrays.equals(one, other));
    assertEquals("turbo3", KvCodecs.parse("turbo3-seed1").spelling());
    assertEquals(KvCodecs.parse("planar3"), new PlanarCodec(3, 1));
  }

  @Test
  void zeroAndNanSurvive() {
    var x = new float[64];
    KvCodecs.parse("turbo2").roundTrip(x, 0, 64, 1, 64);
    assertArrayEquals(new float[64], x);
    x[3] = Float.NaN;
    KvCodecs.parse("turbo2").roundTrip(x, 0, 64, 1, 64);
    assertTrue(Float.isNaN(x[0]));
  }

  // 80 = 16 * 5: five blocks of 16 are rotated.
  @Test
  void headsNeedNotBeAPowerOfTwo() {
    var x = new float[80];
    x[79] = 8;
    KvCodecs.parse("turbo4").roundTrip(x, 0, 80, 1, 80);
    assertTrue(x[79] > 4);
    assertThrows(IllegalArgumentException.class, () -> KvCodecs.parse("planar3").requireHeadDim(5));
  }

  // 3 + 16/128; a table of 8 levels; log2(128) sums for the query.
  @Test
  void bitsAndWorkCountNormTableAndRotation() {
    KvCodec turbo = KvCodecs.parse("turbo3");
    assertEquals(3.125, turbo.bitsPerElement(128));
    assertEquals(new ReadWork(0, 1 / 128.0, 1, 128, 7, 0), turbo.readWork(128));
    assertEquals(new ReadWork(0, 1 / 64.0, 1, 64, 1, 2), KvCodecs.parse("planar2").readWork(64));
  }

  // One level of one bit shrinks <y, x^> by 2 / pi in the mean; the signs of the residual mend
  // that.
  @Test
  void residualSignsRemoveTheBiasOfInnerProducts() {
    assertEquals(2 / Math.PI, meanRatio(seed -> new TurboCodec(1, seed)), 0.02);
    assertEquals(1, meanRatio(seed -> new TurboResidualCodec(2, seed)), 0.02);
  }

  /** Mean of {@code <x, x^> / <x, x>} over seeds. */
  private static double meanRatio(LongFunction<KvCodec> codec) {
    var x = new float[64];
    for (int i = 0; i < 64; i++) {
      x[i] = (float) new Random(17 + i).nextGaussian();
    }
    double sum = 0;
    for (int seed = 0; seed < 400; seed++) {
      float[] seen = x.clone();
      codec.apply(seed).roundTrip(seen, 0, 64, 1, 64);
      double dot = 0;
      double square = 0;
      for (int i = 0; i < 64; i++) {
        dot += x[i] * (double) seen[i];
        square += x[i] * (double) x[i];
      }
      sum += dot / square;
    }
    return sum / 400;
  }

  // 4 bits, two norms; the levels' work and a sign an element, a dense projection of the query.
  @Test
  void residualSignsAreCounted() {
    KvCodec codec = KvCodecs.parse("turbo4-qjl");
    assertEquals(4.5, codec.bitsPerElement(64));
    assertEquals(new ReadWork(1, 2 / 64.0, 1, 128, 6 + 64, 64), codec.readWork(64));
  }

  // Pre-RoPE: the same loss, and four products, two sums, sine and cosine for each pair read.
  @Test
  void preRopeKeysPayForTheirRotation() {
    KvCodec codec = KvCodecs.parse("int4-token-prerope");
    assertTrue(codec.isBeforeRope());
    assertEquals(new ReadWork(1, 2 + 1 / 64.0, 1, 0, 0, 0), codec.readWork(64));
    assertEquals(4.25, codec.bitsPerElement(64));
    var x = new float[] {7, 2.6f};
    codec.roundTrip(x, 0, 2, 1, 2);
    assertArrayEquals(new float[] {7, 3}, x);
  }
}
