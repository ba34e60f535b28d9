package janus.inference.llamacpp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import janus.inference.arithmetic.Rope;
import org.junit.jupiter.api.Test;

class GgmlRopeTableTest {
  // Angles are multiplied up in FP32: close to p * base^(-2i/channels), not equal.
  @Test
  void anglesAreMultipliedUpPairByPair() {
    int channels = 64;
    float[] x = new float[channels];
    for (int i = 0; i < channels; i += 2) {
      x[i] = 1;
    }
    new GgmlRopeTable(new Rope(channels, 10000, 1, false), null, 300).turn(x, 0, 299);
    float ratio = (float) Math.pow(10000, -2f / channels);
    float angle = 299;
    for (int i = 0; i < channels; i += 2) {
      assertEquals(Math.cos(angle), x[i], 1e-6, "channel " + i);
      assertEquals(Math.sin(angle), x[i + 1], 1e-6, "channel " + i);
      angle *= ratio;
    }
  }

  // a cos - b sin rounds b sin and fuses the rest.
  @Test
  void oneProductIsRoundedAndOneFused() {
    float a = 0x1.000002p0f;
    float b = 0x1.fffffep-1f;
    float[] x = {a, b};
    new GgmlRopeTable(new Rope(2, 10000, 1, true), null, 2).turn(x, 0, 1);
    float cos = GnuMath.cos(1);
    float sin = GnuMath.sin(1);
    assertEquals(Math.fma(a, cos, -(b * sin)), x[0]);
    assertEquals(Math.fma(a, sin, b * cos), x[1]);
  }

  @Test
  void factorsDivideAngles() {
    float[] x = {1, 0};
    new GgmlRopeTable(new Rope(2, 10000, 1, false), new float[] {4}, 5).turn(x, 0, 4);
    assertEquals(GnuMath.cos(1), x[0]);
  }
}
