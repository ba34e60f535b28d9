package janus.kvcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class Fp16Test {
  /** The definition, in double: value = (-1)^s 2^(e-15) (1 + f/1024), subnormal 2^-14 f/1024. */
  private static double definition(int half) {
    int sign = half >> 15 & 1;
    int exponent = half >> 10 & 31;
    int fraction = half & 1023;
    double magnitude =
        exponent == 31
            ? (fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN)
            : exponent == 0 ? fraction * 0x1p-24 : Math.scalb(1 + fraction / 1024.0, exponent - 15);
    return sign == 0 ? magnitude : -magnitude;
  }

  @Test
  void everyHalfHasTheValueOfItsDefinitionAndComesBack() {
    for (int half = 0; half < 65536; half++) {
      float value = Fp16.toFloat((short) half);
      assertEquals((float) definition(half), value);
      if (Float.isNaN(value)) {
        assertTrue(Float.isNaN(Fp16.toFloat(Fp16.fromFloat(value))));
      } else {
        assertEquals((short) half, Fp16.fromFloat(value));
        assertEquals(Float.floatToRawIntBits(value), Float.floatToRawIntBits(Fp16.round(value)));
      }
    }
  }

  @Test
  void betweenTwoHalvesTheNearerWinsAndTiesGoToEven() {
    for (int half = 0; half < 0x7bff; half++) {
      float low = Fp16.toFloat((short) half);
      float high = Fp16.toFloat((short) (half + 1));
      float middle = (low + high) / 2;
      assertEquals((half & 1) == 0 ? low : high, Fp16.round(middle));
      assertEquals(low, Fp16.round(Math.nextDown(middle)));
      assertEquals(high, Fp16.round(Math.nextUp(middle)));
      assertEquals(-high, Fp16.round(-Math.nextUp(middle)));
    }
  }

  @Test
  void overflowIsInfiniteFrom65520() {
    assertEquals(65504f, Fp16.round(Math.nextDown(65520f)));
    assertEquals(Float.POSITIVE_INFINITY, Fp16.round(65520f));
    assertEquals(65504f, Fp16.roundSaturating(1e30f));
    assertTrue(Float.isNaN(Fp16.roundSaturating(Float.NaN)));
  }

  // The nearest neighbour found by search among all halves, for random floats of every exponent.
  @Test
  void randomFloatsRoundToTheNearestOfAllHalves() {
    var random = new Random(1);
    for (int i = 0; i < 200_000; i++) {
      float x = Float.intBitsToFloat(random.nextInt());
      if (!(Math.abs(x) < 65504)) {
        continue;
      }
      double error = Math.abs((double) Fp16.round(x) - x);
      short rounded = Fp16.fromFloat(x);
      for (int step = -1; step <= 1; step += 2) {
        if ((rounded & 0x7fff) + step < 0) {
          continue;
        }
        assertTrue(error <= Math.abs((double) Fp16.toFloat((short) (rounded + step)) - x));
      }
    }
  }
}
