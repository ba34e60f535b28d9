package janus.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import janus.inference.arithmetic.Rope;
import org.junit.jupiter.api.Test;

class RopeTableTest {
  // Pair i of 4 channels turns by p * 100^(-2i/4): p and p / 10.
  @Test
  void pairsTurnByTheirFrequency() {
    float[] x = {0, 1, 0, 1, 0, 7};
    new RopeTable(new Rope(4, 100, 1, false), null, 4).turn(x, 1, 3);
    assertEquals(Math.cos(3), x[1], 1e-7);
    assertEquals(Math.sin(3), x[2], 1e-7);
    assertEquals(Math.cos(0.3), x[3], 1e-7);
    assertEquals(Math.sin(0.3), x[4], 1e-7);
    assertEquals(7, x[5]);
  }

  @Test
  void pairsMayLieHalfAHeadApart() {
    float[] x = {1, 1, 0, 0};
    new RopeTable(new Rope(4, 100, 1, true), null, 4).turn(x, 0, 3);
    assertEquals(Math.cos(3), x[0], 1e-7);
    assertEquals(Math.sin(3), x[2], 1e-7);
    assertEquals(Math.cos(0.3), x[1], 1e-7);
    assertEquals(Math.sin(0.3), x[3], 1e-7);
  }

  @Test
  void factorsDivideFrequenciesAndPositionZeroTurnsNothing() {
    float[] x = {1, 0};
    var table = new RopeTable(new Rope(2, 100, 1, false), new float[] {2}, 4);
    table.turn(x, 0, 0);
    assertArrayEquals(new float[] {1, 0}, x);
    table.turn(x, 0, 3);
    assertEquals(Math.cos(1.5), x[0], 1e-7);
  }
}
