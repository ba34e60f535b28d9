package janus.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ModulusTest {
  private static final long LARGEST = (1L << 62) - 1;

  private static void check(long divisor, long value) {
    var modulus = new Modulus(divisor);
    assertEquals(value % divisor, modulus.of(value), value + " mod " + divisor);
    assertEquals(value / divisor, modulus.quotient(value), value + " / " + divisor);
  }

  // The product with a rounded inverse is off by whole divisors for large values.
  @Test
  void remaindersAreThoseOfDivision() {
    var random = new SplittableRandom(5);
    for (int i = 0; i < 100_000; i++) {
      check(random.nextLong(1, 1 << 20), random.nextLong(LARGEST) >>> random.nextInt(62));
    }
  }

  @Test
  void theLargestValueAndMultiplesAreExact() {
    for (long divisor : new long[] {1, 2, 3, 14, 16, 1000, (1 << 20) - 1, 1 << 20}) {
      check(divisor, 0);
      check(divisor, LARGEST);
      check(divisor, LARGEST / divisor * divisor);
      check(divisor, LARGEST / divisor * divisor - 1);
    }
  }
}
