package janus.inference.arithmetic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.inference.arithmetic.Scratch.Use;
import org.junit.jupiter.api.Test;

class ScratchTest {
  private final Scratch scratch = new Scratch();

  @Test
  void anArrayIsUsedAgainUntilItIsTooShort() {
    float[] first = scratch.get(Use.SCORES, 8);
    assertSame(first, scratch.get(Use.SCORES, 3));
    float[] longer = scratch.get(Use.SCORES, 9);
    assertNotSame(first, longer);
    assertTrue(longer.length >= 9);
  }

  @Test
  void usesDoNotShareAnArray() {
    assertNotSame(scratch.get(Use.SCORES, 4), scratch.get(Use.OUTPUT, 4));
  }

  @Test
  void zerosAreZerosAgain() {
    scratch.get(Use.SUMS, 2)[1] = 5;
    assertEquals(0, scratch.zeros(Use.SUMS, 2)[1]);
  }
}
