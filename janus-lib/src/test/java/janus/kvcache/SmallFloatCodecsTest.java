package janus.kvcache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SmallFloatCodecsTest {
  /** Every non-negative finite value of a format, in order of its bit pattern. */
  private static float[] values(int exponentBits, int fractionBits, int bias, int patterns) {
    var values = new float[patterns];
    for (int pattern = 0; pattern < patterns; pattern++) {
      int exponent = pattern >> fractionBits;
      double fraction = (pattern & ((1 << fractionBits) - 1)) / (double) (1 << fractionBits);
      assertTrue(exponent < 1 << exponentBits);
      values[pattern] =
          (float)
              (exponent == 0
                  ? Math.scalb(fraction, 1 - bias)
                  : Math.scalb(1 + fraction, exponent - bias));
    }
    return values;
  }

  private static float roundTrip(String codec, float x) {
    var data = new float[] {x};
    KvCodecs.parse(codec).roundTrip(data, 0, 1, 1, 1);
    return data[0];
  }

  private static void checkEveryInterval(String codec, float[] values) {
    for (int i = 0; i + 1 < values.length; i++) {
      float middle = (values[i] + values[i + 1]) / 2;
      assertEquals(values[i], roundTrip(codec, values[i]));
      assertEquals(values[i], roundTrip(codec, Math.nextDown(middle)));
      assertEquals(values[i % 2 == 0 ? i : i + 1], roundTrip(codec, middle));
      assertEquals(-values[i + 1], roundTrip(codec, -Math.nextUp(middle)));
    }
  }

  // E4M3: pattern 0x7e is 448, 0x7f is NaN. E5M2: pattern 0x7b is 57344, 0x7c infinity.
  @Test
  void everyFp8ValueAndEveryTieIsRight() {
    float[] e4m3 = values(4, 3, 7, 0x7f);
    assertEquals(448, e4m3[0x7e]);
    checkEveryInterval("fp8-e4m3", e4m3);
    float[] e5m2 = values(5, 2, 15, 0x7c);
    assertEquals(57344, e5m2[0x7b]);
    checkEveryInterval("fp8-e5m2", e5m2);
  }

  @Test
  void fp8SaturatesAndKeepsNan() {
    assertEquals(448, roundTrip("fp8-e4m3", 1e9f));
    assertEquals(-57344, roundTrip("fp8-e5m2", Float.NEGATIVE_INFINITY));
    assertTrue(Float.isNaN(roundTrip("fp8-e4m3", Float.NaN)));
    assertEquals(0, roundTrip("fp8-e4m3", 1e-30f));
    assertEquals(8, KvCodecs.parse("fp8-e4m3").bitsPerElement(64));
  }

  // amax 7: X = 2^(2 - 2) = 1. The grid is 0 .5 1 1.5 2 3 4 6: 7 saturates to 6, 2.5 (tie) goes to
  // 2, 3.5 to 4, 5 to 4, 0.25 to 0, 0.75 to 1.
  @Test
  void mxfp4RoundsToItsEightValues() {
    var data = new float[32];
    float[] first = {7, 2.5f, 3.5f, 5, 0.25f, 0.75f, -1.3f, 5.1f};
    System.arraycopy(first, 0, data, 0, 8);
    KvCodecs.parse("mxfp4").roundTrip(data, 0, 32, 1, 32);
    assertArrayEquals(new float[] {6, 2, 4, 4, 0, 1, -1.5f, 6}, Arrays.copyOf(data, 8));
  }

  // The second block is 2^-10 of the first: X follows.
  @Test
  void mxfp4BlocksHaveTheirOwnPowerOfTwo() {
    var data = new float[64];
    data[0] = 6;
    data[1] = 3;
    data[32] = 6 * 0x1p-10f;
    data[33] = 3 * 0x1p-10f;
    float[] expected = data.clone();
    KvCodecs.parse("mxfp4").roundTrip(data, 0, 64, 1, 64);
    assertArrayEquals(expected, data);
    assertEquals(4.25, KvCodecs.parse("mxfp4").bitsPerElement(64));
    assertThrows(IllegalArgumentException.class, () -> KvCodecs.parse("mxfp4").requireHeadDim(48));
  }

  @Test
  void mxfp4SurvivesZeroTinyAndHuge() {
    var data = new float[32];
    KvCodecs.parse("mxfp4").roundTrip(data, 0, 32, 1, 32);
    assertArrayEquals(new float[32], data);
    data[0] = Float.MAX_VALUE;
    data[1] = -0x1p127f;
    KvCodecs.parse("mxfp4").roundTrip(data, 0, 32, 1, 32);
    assertEquals(1.5f * 0x1p127f, data[0]);
    assertEquals(-0x1p127f, data[1]);
    Arrays.fill(data, Float.MIN_VALUE);
    KvCodecs.parse("mxfp4").roundTrip(data, 0, 32, 1, 32);
    assertTrue(data[0] < 0x1p-126f);
  }
}
