package janus.inference.llamacpp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.inference.arithmetic.Kernels;
import janus.inference.arithmetic.LeftMatrix;
import janus.inference.arithmetic.RowMajor;
import janus.inference.arithmetic.Scratch;
import janus.inference.arithmetic.Tiles;
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
    var left = new float[rows * depth];
    var right = new float[columns * depth];
    for (int k = 0; k < depth; k++) {
      for (int j = 0; j < columns; j++) {
        right[j / c * depth * c + k * c + j % c] = b[j * depth + k];
      }
    }
    var arithmetic = new GgmlArithmetic(kernels, 0, false);
    for (int tile = 0; tile < 2; tile++) {
      var rowsOfTile = new RowMajor(a, tile * r * depth, depth);
      arithmetic.write(rowsOfTile, depth, new LeftMatrix(left, depth), tile, 0);
    }
    var scratch = new Scratch();
    var weights = new Tiles(right, 0, depth * c, 3);
    arithmetic.arrange(weights, depth, scratch);
    var out = new float[rows * columns];
    arithmetic.multiply(
        new LeftMatrix(left, depth).tiles(0, 2, r),
        arithmetic.arranged(weights, scratch),
        depth,
        new RowMajor(out, 0, columns),
        scratch);
    var expected = new float[rows * columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        expected[i * columns + j] = dot(a, i * depth, b, j * depth, depth);
      }
    }
    assertArrayEquals(expected, out, kernels.name() + ", " + depth);
  }

  @Test
  void normalisationDividesByTheRootOfTheMeanSquare() {
    float[] to = new float[4];
    float[] weight = {1, 2, 1, 2};
    GgmlArithmetic.normalise(new float[] {9, 3, -3, 3, -3}, 1, weight, 0, to, 0);
    assertArrayEquals(new float[] {1, -2, 1, -2}, to);
  }

  @Test
  void onlyLlamaCppsOwnSchemesAreComputedSo() {
    assertTrue(GgmlArithmetic.appliesTo(scheme("q4_0", "q8_0", "ggml", "all"), 64));
    assertTrue(GgmlArithmetic.appliesTo(scheme("iq4_nl", "f16", "ggml", "all"), 64));
    assertEquals(false, GgmlArithmetic.appliesTo(scheme("q4_0", "q8_0", "none", "all"), 64));
    assertEquals(
        false, GgmlArithmetic.appliesTo(scheme("q4_0", "q8_0", "ggml", "window(4,32)"), 64));
    assertEquals(
        false, GgmlArithmetic.appliesTo(scheme("q4_0-prerope", "q8_0", "ggml", "all"), 64));
    assertTrue(GgmlArithmetic.appliesTo(scheme("f16", "q4_0", "ggml", "all"), 64));
    assertTrue(GgmlArithmetic.appliesTo(scheme("f16", "f16", "ggml", "all"), 64));
    assertEquals(false, GgmlArithmetic.appliesTo(scheme("bf16", "q4_0", "ggml", "all"), 64));
    assertEquals(false, GgmlArithmetic.appliesTo(scheme("q4_0", "f32", "ggml", "all"), 64));
    assertEquals(false, GgmlArithmetic.appliesTo(scheme("f16", "bf16", "ggml", "all"), 80));
    assertEquals(false, GgmlArithmetic.appliesTo(scheme("int4-token", "f16", "ggml", "all"), 64));
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
