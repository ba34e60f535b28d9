package janus.inference.llamacpp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import janus.inference.arithmetic.GateTile;
import janus.inference.arithmetic.RowMajor;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Against the definitions of the functions. */
class GgmlFunctionsTest {
  private static float[] random(int count, double deviation) {
    var random = new SplittableRandom(13);
    var numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) (deviation * (random.nextDouble() + random.nextDouble() - 1));
    }
    return numbers;
  }

  @Test
  void theExponentialIsGoodToTwoUlpsAndEndsWhereFloatsDo() {
    for (double x = -87; x < 88; x += 0.01) {
      float exact = (float) Math.exp((float) x);
      assertEquals(exact, GgmlFunctions.exp((float) x), 2 * Math.ulp(exact), "exp " + x);
    }
    assertEquals(0, GgmlFunctions.exp(-1e9f));
    assertEquals(0, GgmlFunctions.exp(Float.NEGATIVE_INFINITY));
    assertEquals(Float.POSITIVE_INFINITY, GgmlFunctions.exp(1e9f));
    float subnormal = GgmlFunctions.exp(-100);
    assertEquals(Math.exp(-100), subnormal, Float.MIN_VALUE);
  }

  @Test
  void gatesAreWhatTheySay() {
    float[] gates = random(64, 8);
    float[] silu = gates.clone();
    // Gates 0 to 31 of a row of 40: the last eight are behind whole vectors of 16.
    GgmlFunctions.silu(new GateTile(new RowMajor(silu, 0, 64), 1, 32, 8, 40));
    float[] gelu = gates.clone();
    GgmlFunctions.gelu(new GateTile(new RowMajor(gelu, 0, 64), 1, 32, 0, 32));
    for (int i = 0; i < 32; i++) {
      double x = gates[i];
      double up = gates[i + 32];
      assertEquals(x / (1 + Math.exp(-x)) * up, silu[i], 1e-5);
      double inner = Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x);
      assertEquals(0.5 * x * (1 + Math.tanh(inner)) * up, gelu[i], 0.03);
    }
  }

  @Test
  void geluIsLookedUpInBinary16() {
    float[] gates = {1.0001f, -12, 12, 1, 1, 1};
    GgmlFunctions.gelu(new GateTile(new RowMajor(gates, 0, 6), 1, 3, 0, 3));
    // gelu(1) = 0.8412 (tanh form), as binary16.
    assertEquals(0x1.aecp-1f, gates[0]);
    assertEquals(0, gates[1]);
    assertEquals(12, gates[2]);
  }

  // Pairs 8 apart are added first: in FP32, 2^24 + 1 is 2^24.
  @Test
  void sixteenNumbersAreAddedPairwise() {
    var x = new float[32];
    x[0] = 0x1p24f;
    x[8] = 1;
    x[1] = 1;
    x[9] = 1;
    x[16] = 3;
    assertEquals(0x1p24 + 2 + 3, GgmlFunctions.sumOfVectors(x, 32));
  }
}
