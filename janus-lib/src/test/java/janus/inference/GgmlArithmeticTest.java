package janus.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.kvcache.KvCodecs;
import janus.kvcache.KvScheme;
import janus.kvcache.KvSemanticsParser;
import janus.kvcache.QueryCodec;
import janus.kvcache.Rotation;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Each part against its definition; LlamaCppParityTest holds the whole to llama.cpp's bits. */
class GgmlArithmeticTest {
  private static float[] random(int count, double deviation) {
    var random = new SplittableRandom(13);
    var numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) (deviation * (random.nextDouble() + random.nextDouble() - 1));
    }
    return numbers;
  }

  @Test
  void elementsOfAPartialSumLieSideBySide() {
    LaneOrder order = LaneOrder.of(32);
    assertEquals(new LaneOrder(32, 16, 2), order);
    assertEquals(0, order.place(0));
    assertEquals(1, order.place(16));
    assertEquals(2, order.place(1));
    assertEquals(31, order.place(31));
    LaneOrder odd = LaneOrder.of(172);
    assertEquals(new LaneOrder(172, 64, 2), odd);
    assertEquals(44, odd.rest());
    assertEquals(3, odd.place(65));
    assertEquals(171, odd.place(171));
  }

  /** A dot product as the vector code of AVX-512 reads, one element at a time. */
  private static float dot(float[] a, int aAt, float[] b, int bAt, int n) {
    int lanes = n % 16 == 0 ? 16 : 64;
    var sums = new float[lanes];
    int whole = n / lanes * lanes;
    for (int k = 0; k < whole; k++) {
      sums[k % lanes] = Math.fma(a[aAt + k], b[bAt + k], sums[k % lanes]);
    }
    for (int half = lanes / 2; half > 0; half /= 2) {
      for (int i = 0; i < half; i++) {
        sums[i] += sums[i + half];
      }
    }
    float sum = sums[0];
    for (int k = whole; k < n; k++) {
      float x = a[aAt + k];
      float y = b[bAt + k];
      sum = k < n - (n - whole) % 8 ? sum + x * y : Math.fma(x, y, sum);
    }
    return sum;
  }

  @Test
  void productsAreAddedAsVectorsOf16LanesDo() {
    for (Kernels kernels : new Kernels[] {Kernels.plain(), Kernels.best()}) {
      for (int depth : new int[] {16, 96, 172, 40}) {
        check(kernels, depth);
      }
    }
  }

  private static void check(Kernels kernels, int depth) {
    int r = kernels.rowTile();
    int c = kernels.columnTile();
    int rows = 2 * r;
    int columns = 3 * c;
    float[] a = random(rows * depth, 1);
    float[] b = random(columns * depth, 0.5);
    LaneOrder order = LaneOrder.of(depth);
    var left = new float[rows * depth];
    var right = new float[columns * depth];
    for (int k = 0; k < depth; k++) {
      for (int i = 0; i < rows; i++) {
        left[RowTiles.index(i, depth, r) + order.place(k) * r] = a[i * depth + k];
      }
      for (int j = 0; j < columns; j++) {
        right[j / c * depth * c + k * c + j % c] = b[j * depth + k];
      }
    }
    var arranged = new float[columns * depth];
    GgmlArithmetic.arrange(order, right, 0, 3, c, arranged, 0);
    var out = new float[rows * columns];
    GgmlArithmetic.multiply(
        kernels, order, left, 0, 2, arranged, 0, 3, out, 0, columns, new Scratch());
    var expected = new float[rows * columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        expected[i * columns + j] = dot(a, i * depth, b, j * depth, depth);
      }
    }
    assertArrayEquals(expected, out, kernels.name() + ", " + depth);
  }

  @Test
  void theExponentialIsGoodToTwoUlpsAndEndsWhereFloatsDo() {
    for (double x = -87; x < 88; x += 0.01) {
      float exact = (float) Math.exp((float) x);
      assertEquals(exact, GgmlArithmetic.exp((float) x), 2 * Math.ulp(exact), "exp " + x);
    }
    assertEquals(0, GgmlArithmetic.exp(-1e9f));
    assertEquals(0, GgmlArithmetic.exp(Float.NEGATIVE_INFINITY));
    assertEquals(Float.POSITIVE_INFINITY, GgmlArithmetic.exp(1e9f));
    float subnormal = GgmlArithmetic.exp(-100);
    assertEquals(Math.exp(-100), subnormal, Float.MIN_VALUE);
  }

  @Test
  void normalisationDividesByTheRootOfTheMeanSquare() {
    float[] to = new float[4];
    float[] weight = {1, 2, 1, 2};
    GgmlArithmetic.normalise(new float[] {9, 3, -3, 3, -3}, 1, weight, 0, to, 0);
    assertArrayEquals(new float[] {1, -2, 1, -2}, to);
  }

  @Test
  void gatesAreWhatTheySay() {
    float[] gates = random(64, 8);
    float[] silu = gates.clone();
    // Gates 0 to 31 of a row of 40: the last eight are behind whole vectors of 16.
    GgmlArithmetic.silu(silu, 0, 1, 64, 32, 8, 32, 40);
    float[] gelu = gates.clone();
    GgmlArithmetic.gelu(gelu, 0, 1, 64, 32);
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
    GgmlArithmetic.gelu(gates, 0, 1, 6, 3);
    // gelu(1) = 0.8412 (tanh form), as binary16.
    assertEquals(0x1.aecp-1f, gates[0]);
    assertEquals(0, gates[1]);
    assertEquals(12, gates[2]);
  }

  @Test
  void onlyLlamaCppsOwnSchemesAreComputedSo() {
    assertTrue(GgmlArithmetic.appliesTo(scheme("q4_0", "q8_0", "ggml", "ggml"), 64));
    assertTrue(GgmlArithmetic.appliesTo(scheme("iq4_nl", "f16", "ggml", "ggml"), 64));
    assertEquals(false, GgmlArithmetic.appliesTo(scheme("q4_0", "q8_0", "none", "ggml"), 64));
    assertEquals(
        false, GgmlArithmetic.appliesTo(scheme("q4_0", "q8_0", "ggml", "window(4,32)"), 64));
    assertEquals(
        false, GgmlArithmetic.appliesTo(scheme("q4_0-prerope", "q8_0", "ggml", "ggml"), 64));
    assertTrue(GgmlArithmetic.appliesTo(scheme("f16", "q4_0", "ggml", "ggml"), 64));
    assertTrue(GgmlArithmetic.appliesTo(scheme("f16", "f16", "ggml", "ggml"), 64));
    assertEquals(false, GgmlArithmetic.appliesTo(scheme("bf16", "q4_0", "ggml", "ggml"), 64));
    assertEquals(false, GgmlArithmetic.appliesTo(scheme("q4_0", "f32", "ggml", "ggml"), 64));
    assertEquals(false, GgmlArithmetic.appliesTo(scheme("f16", "bf16", "ggml", "ggml"), 80));
    assertEquals(false, GgmlArithmetic.appliesTo(scheme("int4-token", "f16", "ggml", "ggml"), 64));
  }

  private static KvScheme scheme(String keys, String values, String queries, String semantics) {
    return new KvScheme(
        KvCodecs.parse(keys),
        KvCodecs.parse(values),
        Rotation.NONE,
        QueryCodec.parse(queries),
        KvSemanticsParser.parse(semantics));
  }
}
