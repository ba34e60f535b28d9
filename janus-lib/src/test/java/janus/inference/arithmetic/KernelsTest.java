package janus.inference.arithmetic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import janus.kvcache.Fp16;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The fast kernels against the plain ones, to the bit, and the plain ones against definitions. */
class KernelsTest {
  private static final Kernels PLAIN = Kernels.plain();
  private static final Kernels BEST = Kernels.best();

  private static float[] random(int count, double deviation) {
    var random = new SplittableRandom(5);
    var numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) (deviation * (random.nextDouble() + random.nextDouble() - 1));
    }
    return numbers;
  }

  @Test
  void theVectorKernelsAreFoundWhereTheirModuleIs() {
    assertEquals(Kernels.hasVectorModule(), !BEST.name().equals("plain"), BEST.name());
  }

  /** A product through tiles: {@code a} is (rows, depth) and {@code b} (depth, columns). */
  private static float[] product(
      Kernels kernels, float[] a, float[] b, int rows, int depth, int columns, int split) {
    int r = kernels.rowTile();
    int c = kernels.columnTile();
    int rowTiles = (rows + r - 1) / r;
    int columnTiles = (columns + c - 1) / c;
    var left = new float[rowTiles * r * depth];
    var right = new float[columnTiles * c * depth];
    for (int k = 0; k < depth; k++) {
      for (int i = 0; i < rows; i++) {
        left[i / r * r * depth + k * r + i % r] = a[i * depth + k];
      }
      for (int j = 0; j < columns; j++) {
        right[j / c * depth * c + k * c + j % c] = b[k * columns + j];
      }
    }
    var out = new float[rowTiles * r * columnTiles * c];
    int stride = columnTiles * c;
    var to = new RowMajor(out, 0, stride);
    var a0 = new Tiles(left, 0, r * depth, rowTiles);
    var b0 = new Tiles(right, 0, depth * c, columnTiles);
    kernels.multiply(a0, b0, split, to, false);
    var a1 = new Tiles(left, split * r, r * depth, rowTiles);
    var b1 = new Tiles(right, split * c, depth * c, columnTiles);
    kernels.multiply(a1, b1, depth - split, to, true);
    var result = new float[rows * columns];
    for (int i = 0; i < rows; i++) {
      System.arraycopy(out, i * stride, result, i * columns, columns);
    }
    return result;
  }

  @Test
  void aProductIsAChainOfFusedMultiplyAdds() {
    int rows = 13;
    int depth = 37;
    int columns = 70;
    float[] a = random(rows * depth, 1);
    float[] b = random(depth * columns, 2);
    var expected = new float[rows * columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        float sum = 0;
        for (int k = 0; k < depth; k++) {
          sum = Math.fma(a[i * depth + k], b[k * columns + j], sum);
        }
        expected[i * columns + j] = sum;
      }
    }
    for (Kernels kernels : new Kernels[] {PLAIN, BEST}) {
      assertArrayEquals(expected, product(kernels, a, b, rows, depth, columns, 0), kernels.name());
      assertArrayEquals(expected, product(kernels, a, b, rows, depth, columns, 20), kernels.name());
    }
  }

  @Test
  void sumsAndMaximaAgreeToTheBit() {
    float[] x = random(333, 9);
    assertEquals(PLAIN.sumSquares(x, 3, 329), BEST.sumSquares(x, 3, 329));
    assertEquals(PLAIN.max(x, 5, 320), BEST.max(x, 5, 320));
    assertEquals(PLAIN.sumExp(x, 5, 320, 9), BEST.sumExp(x, 5, 320, 9));
    float[] below = random(320, 9);
    for (int i = 0; i < below.length; i++) {
      below[i] = i % 7 == 0 ? Float.NEGATIVE_INFINITY : 40 * below[i] - 400;
    }
    assertEquals(PLAIN.max(below, 0, 320), BEST.max(below, 0, 320));
    assertEquals(PLAIN.sumExp(below, 0, 320, -40), BEST.sumExp(below, 0, 320, -40));
  }

  @Test
  void columnsAreDivided() {
    int rows = 37;
    for (Kernels kernels : new Kernels[] {PLAIN, BEST}) {
      int columns = 2 * kernels.columnTile();
      float[] x = random(3 + rows * columns, 5);
      float[] by = random(columns, 2);
      float[] quotient = x.clone();
      kernels.divideColumns(quotient, 3, rows, by, columns);
      for (int i = 0; i < x.length; i++) {
        assertEquals(i < 3 ? x[i] : x[i] / by[(i - 3) % columns], quotient[i]);
      }
    }
  }

  @Test
  void sumsAndProductsOfRowsAreThoseOfTheirElements() {
    float[] x = random(333, 9);
    float[] weight = random(77, 2);
    float[] base = random(90, 3);
    for (Kernels kernels : new Kernels[] {PLAIN, BEST}) {
      float[] sum = base.clone();
      kernels.add(x, 5, sum, 3, 77);
      float[] product = base.clone();
      kernels.scale(x, 5, 0.3f, weight, product, 3);
      for (int i = 0; i < base.length; i++) {
        boolean inside = i >= 3 && i < 80;
        assertEquals(inside ? base[i] + x[i + 2] : base[i], sum[i]);
        assertEquals(inside ? x[i + 2] * 0.3f * weight[i - 3] : base[i], product[i]);
      }
    }
  }

  @Test
  void weightedRowsAreAddedInOrder() {
    for (Kernels kernels : new Kernels[] {PLAIN, BEST}) {
      for (int columns : new int[] {32, 96, 128}) {
        float[] x = random(7 + 5 * columns, 3);
        float[] weights = random(9, 1);
        float[] sums = random(columns + 3, 2);
        var rows = new RowMajor(x, 7, columns);
        float[] halves = sums.clone();
        float[] expected = sums.clone();
        float[] expectedHalves = sums.clone();
        for (int j = 0; j < 5; j++) {
          for (int k = 0; k < columns; k++) {
            float value = x[7 + j * columns + k];
            expected[k] = Math.fma(value, weights[2 + j], expected[k]);
            expectedHalves[k] = Fp16.round(Math.fma(value, weights[2 + j], expectedHalves[k]));
          }
        }
        kernels.addWeighted(rows, 5, weights, 2, sums);
        assertArrayEquals(expected, sums, kernels.name());
        kernels.addWeightedInHalves(rows, 5, weights, 2, halves);
        assertArrayEquals(expectedHalves, halves, kernels.name());
      }
    }
  }

  @Test
  void halvesAreRoundedAtBothEnds() {
    float[] x = new float[32];
    float[] numbers = {1e-7f, 3e-8f, 2.5f * 0x1p-24f, 0x1.002p-14f, 65519, 65520, 0x1.002p0f};
    System.arraycopy(numbers, 0, x, 0, numbers.length);
    for (Kernels kernels : new Kernels[] {PLAIN, BEST}) {
      var sums = new float[32];
      kernels.addWeightedInHalves(new RowMajor(x, 0, 32), 1, new float[] {-1}, 0, sums);
      for (int k = 0; k < numbers.length; k++) {
        assertEquals(Fp16.round(-x[k]), sums[k], kernels.name() + " " + x[k]);
      }
    }
  }

  @Test
  void gatesAgreeToTheBit() {
    for (boolean gelu : new boolean[] {true, false}) {
      for (int deviation : new int[] {30, 300}) {
        float[] gate = random(999, deviation);
        float[] up = random(999, 2);
        assertArrayEquals(gated(PLAIN, gelu, gate, up), gated(BEST, gelu, gate, up));
      }
    }
  }

  /** Some rows as they fit, with space between them. */
  private static float[] gated(Kernels kernels, boolean gelu, float[] gate, float[] up) {
    int c = kernels.columnTile();
    int rows = (gate.length + c - 1) / c;
    int stride = 2 * c + 5;
    var x = new float[3 + rows * stride];
    for (int i = 0; i < gate.length; i++) {
      x[3 + i / c * stride + i % c] = gate[i];
      x[3 + i / c * stride + c + i % c] = up[i];
    }
    if (gelu) {
      kernels.gelu(x, 3, rows, stride);
    } else {
      kernels.silu(x, 3, rows, stride);
    }
    var result = new float[gate.length];
    for (int i = 0; i < gate.length; i++) {
      result[i] = x[3 + i / c * stride + i % c];
    }
    return result;
  }

  @Test
  void gatesAreWhatTheySay() {
    float[] x = {-100, -3, -0.5f, 0, 0.5f, 3, 100, 1};
    float[] ones = new float[x.length];
    Arrays.fill(ones, 1);
    float[] gate = gated(PLAIN, false, x, ones);
    for (int i = 0; i < x.length; i++) {
      assertEquals(x[i] / (1 + Math.exp(-x[i])), gate[i], 1e-6 * Math.max(1, Math.abs(x[i])));
    }
    gate = gated(PLAIN, true, x, ones);
    for (int i = 0; i < x.length; i++) {
      double inner = Math.sqrt(2 / Math.PI) * (x[i] + 0.044715 * Math.pow(x[i], 3));
      assertEquals(
          0.5 * x[i] * (1 + Math.tanh(inner)), gate[i], 1e-6 * Math.max(1, Math.abs(x[i])));
    }
  }

  @Test
  void softmaxRunsDownColumns() {
    for (Kernels kernels : new Kernels[] {PLAIN, BEST}) {
      int c = kernels.columnTile();
      int rows = 40;
      // Column j holds the numbers of one sequence, whatever the width.
      float[] source = random(rows, 8);
      var s = new float[rows * c];
      for (int i = 0; i < rows * c; i++) {
        s[i] = source[i / c] + i % c;
      }
      var maxima = new float[c];
      var sums = new float[c];
      kernels.softmaxColumns(s, 0, rows, 0.25f, maxima, sums);
      float max = Float.NEGATIVE_INFINITY;
      for (float x : source) {
        max = Math.max(max, x);
      }
      float sum = 0;
      for (int i = 0; i < rows; i++) {
        assertEquals(PlainKernels.exp(0.25f * (source[i] - max)), s[i * c], kernels.name());
        sum += s[i * c];
      }
      assertEquals(max, maxima[0]);
      assertEquals(sum, sums[0], kernels.name());
      assertEquals(max + c - 1, maxima[c - 1]);
    }
  }

  @Test
  void softmaxHidesWhatIsInfinitelyLow() {
    for (Kernels kernels : new Kernels[] {PLAIN, BEST}) {
      int c = kernels.columnTile();
      var s = new float[3 * c];
      Arrays.fill(s, 0, c, -500);
      Arrays.fill(s, c, 2 * c, Float.NEGATIVE_INFINITY);
      Arrays.fill(s, 2 * c, 3 * c, -700);
      var sums = new float[c];
      kernels.softmaxColumns(s, 0, 3, 1, new float[c], sums);
      for (int j = 0; j < c; j++) {
        assertEquals(1, s[j], kernels.name());
        assertEquals(0, s[c + j], kernels.name());
        assertEquals(0, s[2 * c + j], kernels.name());
        assertEquals(1, sums[j], kernels.name());
      }
    }
  }

  @Test
  void softmaxDoesNotLoseWhatIsNotANumber() {
    for (Kernels kernels : new Kernels[] {PLAIN, BEST}) {
      int c = kernels.columnTile();
      for (int bits : new int[] {0x7fc00000, 0xffc00000}) {
        for (int row = 0; row < 2; row++) {
          var s = new float[2 * c];
          s[row * c + 5] = Float.intBitsToFloat(bits);
          var sums = new float[c];
          kernels.softmaxColumns(s, 0, 2, 1, new float[c], sums);
          for (int j = 0; j < c; j++) {
            assertEquals(j == 5 ? Float.NaN : 2, sums[j], kernels.name());
          }
        }
      }
    }
  }

  @Test
  void theExponentialIsGoodToTwoUlps() {
    for (float x = -87; x < 88; x += 0.0137f) {
      double exact = StrictMath.exp(x);
      assertEquals(exact, PlainKernels.exp(x), 2 * Math.ulp((float) exact), "exp " + x);
    }
    assertEquals(0, PlainKernels.exp(Float.NEGATIVE_INFINITY));
  }

  @Test
  void divergenceIsTheSumOverTheVocabulary() {
    // p = (1/2, 1/4, 1/4), q = (1/4, 1/2, 1/4): 1/2 ln 2 - 1/4 ln 2 = 1/4 ln 2.
    float[] p = {ln(0.5), ln(0.25), ln(0.25)};
    float[] q = {ln(0.25), ln(0.5), ln(0.25)};
    assertEquals(Math.log(2) / 4, PLAIN.divergence(p, 0, q, 0, 3), 1e-7);
    float[] a = random(500, 4);
    float[] b = random(510, 4);
    assertEquals(PLAIN.divergence(a, 1, b, 7, 499), BEST.divergence(a, 1, b, 7, 499));
  }

  private static float ln(double x) {
    return (float) Math.log(x);
  }
}
