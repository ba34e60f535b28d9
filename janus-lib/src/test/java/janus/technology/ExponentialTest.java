package janus.technology;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ExponentialTest {
  // StrictMath is fdlibm, right to 1 ulp.
  @Test
  void isThatOfTheLibraryToRounding() {
    var random = new Random(5);
    for (int i = 0; i < 200_000; i++) {
      double x = i < 100_000 ? random.nextDouble(-2, 2) : random.nextDouble(-720, 720);
      double expected = StrictMath.exp(x);
      assertEquals(expected, Exponential.exp(x), 1e-15 * expected, () -> "exp of " + x);
    }
  }

  @Test
  void edgesAreThoseOfTheLibrary() {
    for (double x : new double[] {0, -0.0, 1e-300, 710, -800, Double.POSITIVE_INFINITY}) {
      assertEquals(StrictMath.exp(x), Exponential.exp(x));
    }
    assertEquals(Double.NaN, Exponential.exp(Double.NaN));
  }
}
