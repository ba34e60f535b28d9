package janus.inference;

import java.util.Arrays;

/**
 * The kernels in plain Java, written so that the JIT compiler vectorises the products. It does so
 * where every row is an array of its own, indexed alike, and the body of the loop is small: three
 * rows times three steps need three loads of {@code B} and three loads and stores of sums for nine
 * multiply-adds; four steps or four rows more are not vectorised on JDK 17. Both ends of a compiled
 * loop run element by element, so rows are long.
 */
final class PlainKernels implements Kernels {
  private static final int R = 3;
  private static final int C = 64;

  /** Column tiles that are multiplied together. */
  private static final int MOST_TILES = 16;

  /**
   * Rows of {@code B} that are copied together, a multiple of 3, so that they stay in the cache.
   */
  private static final int MOST_DEPTH = 96;

  /** Numbers behind a row, which keep rows that lie one behind the other alike in a cache line. */
  private static final int PADDING = 12;

  private static final float LOG2_E = 1.442695f;
  private static final float LN2_HIGH = 0.6933594f;
  private static final float LN2_LOW = -0.00021219444f;
  private static final float TO_INTEGER = 0x1.8p23f;

  /** Rows of B and the sums of a tile of rows, one set a thread. */
  private static final ThreadLocal<float[][]> ROWS =
      ThreadLocal.withInitial(() -> new float[MOST_DEPTH + R][MOST_TILES * C + PADDING]);

  @Override
  public String name() {
    return "plain";
  }

  @Override
  public int rowTile() {
    return R;
  }

  @Override
  public int columnTile() {
    return C;
  }

  @Override
  public int manyColumns() {
    return MOST_TILES * C / 2;
  }

  @Override
  public int rowTilesAtOnce() {
    return 256 / R;
  }

  @Override
  public int columnTilesAtOnce(int depth) {
    return MOST_TILES;
  }

  @Override
  public void multiply(
      float[] a,
      int aAt,
      int aStride,
      int rowTiles,
      float[] b,
      int bAt,
      int bStride,
      int columnTiles,
      int depth,
      float[] c,
      int cAt,
      int cStride,
      boolean add) {
    float[][] rows = ROWS.get();
    for (int tile = 0; tile < columnTiles; tile += MOST_TILES) {
      int tiles = Math.min(MOST_TILES, columnTiles - tile);
      int to = cAt + tile * C;
      for (int k = 0; k < depth; k += MOST_DEPTH) {
        int steps = Math.min(MOST_DEPTH, depth - k);
        for (int i = 0; i < steps; i++) {
          for (int t = 0; t < tiles; t++) {
            System.arraycopy(b, bAt + (tile + t) * bStride + (k + i) * C, rows[i], t * C, C);
          }
        }
        boolean more = add || k > 0;
        for (int row = 0; row < rowTiles; row++) {
          int from = aAt + row * aStride + k * R;
          multiply(a, from, rows, steps, tiles * C, c, to + row * R * cStride, cStride, more);
        }
      }
    }
  }

  /** Three rows of {@code A} by some of {@code B}. */
  private static void multiply(
      float[] a,
      int aAt,
      float[][] rows,
      int steps,
      int width,
      float[] c,
      int cAt,
      int cStride,
      boolean add) {
    float[] sum0 = rows[MOST_DEPTH];
    float[] sum1 = rows[MOST_DEPTH + 1];
    float[] sum2 = rows[MOST_DEPTH + 2];
    if (add) {
      System.arraycopy(c, cAt, sum0, 0, width);
      System.arraycopy(c, cAt + cStride, sum1, 0, width);
      System.arraycopy(c, cAt + 2 * cStride, sum2, 0, width);
    } else {
      Arrays.fill(sum0, 0, width, 0);
      Arrays.fill(sum1, 0, width, 0);
      Arrays.fill(sum2, 0, width, 0);
    }
    int k = 0;
    for (; k + 3 <= steps; k += 3) {
      threeSteps(a, aAt + k * R, rows[k], rows[k + 1], rows[k + 2], sum0, sum1, sum2, width);
    }
    for (; k < steps; k++) {
      oneStep(a, aAt + k * R, rows[k], sum0, sum1, sum2, width);
    }
    System.arraycopy(sum0, 0, c, cAt, width);
    System.arraycopy(sum1, 0, c, cAt + cStride, width);
    System.arraycopy(sum2, 0, c, cAt + 2 * cStride, width);
  }

  private static void threeSteps(
      float[] a,
      int at,
      float[] b0,
      float[] b1,
      float[] b2,
      float[] sum0,
      float[] sum1,
      float[] sum2,
      int width) {
    float a00 = a[at];
    float a10 = a[at + 1];
    float a20 = a[at + 2];
    float a01 = a[at + 3];
    float a11 = a[at + 4];
    float a21 = a[at + 5];
    float a02 = a[at + 6];
    float a12 = a[at + 7];
    float a22 = a[at + 8];
    for (int j = 0; j < width; j++) {
      float x0 = b0[j];
      float x1 = b1[j];
      float x2 = b2[j];
      sum0[j] = Math.fma(a02, x2, Math.fma(a01, x1, Math.fma(a00, x0, sum0[j])));
      sum1[j] = Math.fma(a12, x2, Math.fma(a11, x1, Math.fma(a10, x0, sum1[j])));
      sum2[j] = Math.fma(a22, x2, Math.fma(a21, x1, Math.fma(a20, x0, sum2[j])));
    }
  }

  private static void oneStep(
      float[] a, int at, float[] b, float[] sum0, float[] sum1, float[] sum2, int width) {
    float a0 = a[at];
    float a1 = a[at + 1];
    float a2 = a[at + 2];
    for (int j = 0; j < width; j++) {
      float x = b[j];
      sum0[j] = Math.fma(a0, x, sum0[j]);
      sum1[j] = Math.fma(a1, x, sum1[j]);
      sum2[j] = Math.fma(a2, x, sum2[j]);
    }
  }

  /** As Cephes' expf, good to an ulp or two; 0 below -87.7. */
  static float exp(float x) {
    float clamped = Math.min(Math.max(x, -88f), 88f);
    float shifted = Math.fma(clamped, LOG2_E, TO_INTEGER);
    return mantissa(clamped, shifted) * powerOfTwo(shifted);
  }

  /** {@code exp(x - n ln 2)}, where {@code shifted} is n and what makes an integer of it. */
  private static float mantissa(float x, float shifted) {
    float n = shifted - TO_INTEGER;
    float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, x));
    float p = Math.fma(0.00019875691f, r, 0.0013981999f);
    p = Math.fma(p, r, 0.008333452f);
    p = Math.fma(p, r, 0.041665796f);
    p = Math.fma(p, r, 0.16666666f);
    p = Math.fma(p, r, 0.5f);
    return Math.fma(p, r * r, r) + 1f;
  }

  private static float powerOfTwo(float shifted) {
    return Float.intBitsToFloat((Float.floatToRawIntBits(shifted) << 23) + 0x3f800000);
  }

  /**
   * {@link #exp(float)} of the first {@code count} numbers, the bits of a power of two apart, which
   * the compiler does not vectorise.
   *
   * @param shifted scratch
   */
  private static void exp(float[] x, float[] shifted, int count) {
    for (int j = 0; j < count; j++) {
      float clamped = Math.min(Math.max(x[j], -88f), 88f);
      float s = Math.fma(clamped, LOG2_E, TO_INTEGER);
      shifted[j] = s;
      x[j] = mantissa(clamped, s);
    }
    for (int j = 0; j < count; j++) {
      x[j] *= powerOfTwo(shifted[j]);
    }
  }

  @Override
  public void softmaxColumns(
      float[] s, int at, int rows, float scale, float[] maxima, float[] sums) {
    float[][] scratch = ROWS.get();
    float[] some = scratch[0];
    float[] shifted = scratch[1];
    float[] wideMaxima = scratch[2];
    Arrays.fill(wideMaxima, Float.NEGATIVE_INFINITY);
    for (int i = 0; i < rows; i += MOST_TILES) {
      int count = Math.min(MOST_TILES, rows - i) * C;
      System.arraycopy(s, at + i * C, some, 0, count);
      largest(wideMaxima, some, count);
    }
    for (int j = 0; j < C; j++) {
      for (int i = 1; i < MOST_TILES; i++) {
        wideMaxima[j] = Math.max(wideMaxima[j], wideMaxima[i * C + j]);
      }
      maxima[j] = wideMaxima[j];
      sums[j] = 0;
    }
    for (int i = 1; i < MOST_TILES; i++) {
      System.arraycopy(wideMaxima, 0, wideMaxima, i * C, C);
    }
    for (int i = 0; i < rows; i += MOST_TILES) {
      int count = Math.min(MOST_TILES, rows - i) * C;
      System.arraycopy(s, at + i * C, some, 0, count);
      lower(some, wideMaxima, scale, count);
      exp(some, shifted, count);
      System.arraycopy(some, 0, s, at + i * C, count);
      for (int row = 0; row < count; row += C) {
        for (int j = 0; j < C; j++) {
          sums[j] += some[row + j];
        }
      }
    }
  }

  private static void largest(float[] maxima, float[] x, int count) {
    for (int j = 0; j < count; j++) {
      maxima[j] = Math.max(maxima[j], x[j]);
    }
  }

  private static void lower(float[] x, float[] by, float scale, int count) {
    for (int j = 0; j < count; j++) {
      x[j] = scale * (x[j] - by[j]);
    }
  }

  @Override
  public float max(float[] x, int at, int count) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = at; i < at + count; i++) {
      max = Math.max(max, x[i]);
    }
    return max;
  }

  @Override
  public float sumExp(float[] x, int at, int count, float shift) {
    float[][] scratch = ROWS.get();
    float[] row = scratch[0];
    var lanes = new float[LANES];
    for (int first = 0; first < count; first += MOST_TILES * C) {
      int some = Math.min(MOST_TILES * C, count - first);
      for (int j = 0; j < some; j++) {
        row[j] = x[at + first + j] - shift;
      }
      exp(row, scratch[1], some);
      for (int i = 0; i < some; i += LANES) {
        for (int lane = 0; lane < LANES; lane++) {
          lanes[lane] += row[i + lane];
        }
      }
    }
    return inOrder(lanes);
  }

  @Override
  public float sumSquares(float[] x, int at, int count) {
    var lanes = new float[LANES];
    for (int i = 0; i < count; i++) {
      lanes[i % LANES] = Math.fma(x[at + i], x[at + i], lanes[i % LANES]);
    }
    return inOrder(lanes);
  }

  @Override
  public void add(float[] x, int at, float[] to, int toAt, int count) {
    for (int i = 0; i < count; i++) {
      to[toAt + i] += x[at + i];
    }
  }

  @Override
  public void scale(float[] x, int at, float factor, float[] weight, float[] to, int toAt) {
    for (int i = 0; i < weight.length; i++) {
      to[toAt + i] = x[at + i] * factor * weight[i];
    }
  }

  private static float inOrder(float[] lanes) {
    float sum = 0;
    for (float lane : lanes) {
      sum += lane;
    }
    return sum;
  }

  @Override
  public void silu(float[] x, int at, int rows, int stride) {
    float[][] scratch = ROWS.get();
    float[] gate = scratch[0];
    float[] up = scratch[1];
    float[] below = scratch[2];
    for (int first = 0; first < rows; first += MOST_TILES) {
      int some = Math.min(MOST_TILES, rows - first);
      for (int i = 0; i < some; i++) {
        System.arraycopy(x, at + (first + i) * stride, gate, i * C, C);
        System.arraycopy(x, at + (first + i) * stride + C, up, i * C, C);
      }
      negate(gate, below, some * C);
      exp(below, scratch[3], some * C);
      open(gate, below, up, some * C);
      for (int i = 0; i < some; i++) {
        System.arraycopy(gate, i * C, x, at + (first + i) * stride, C);
      }
    }
  }

  private static void negate(float[] x, float[] to, int count) {
    for (int j = 0; j < count; j++) {
      to[j] = -x[j];
    }
  }

  private static void open(float[] gate, float[] below, float[] up, int count) {
    for (int j = 0; j < count; j++) {
      gate[j] = gate[j] / (below[j] + 1f) * up[j];
    }
  }

  @Override
  public void gelu(float[] x, int at, int rows, int stride) {
    for (int i = 0; i < rows; i++) {
      int row = at + i * stride;
      for (int j = row; j < row + C; j++) {
        x[j] = gelu(x[j]) * x[j + C];
      }
    }
  }

  static float gelu(float x) {
    float inner = Math.fma(x * x * x, 0.044715f, x);
    return x / (exp(inner * -1.5957692f) + 1f);
  }

  @Override
  public double divergence(float[] logP, int pAt, float[] logQ, int qAt, int count) {
    var lanes = new double[LANES];
    for (int i = 0; i < count; i++) {
      float p = logP[pAt + i];
      lanes[i % LANES] += (double) (exp(p) * (p - logQ[qAt + i]));
    }
    double sum = 0;
    for (double lane : lanes) {
      sum += lane;
    }
    return sum;
  }

  @Override
  public long multiplyAdds(int steps) {
    int width = MOST_TILES * C;
    var sums = new float[R][width + PADDING];
    var rows = new float[3][width + PADDING];
    var a = new float[9];
    for (int i = 0; i < steps; i++) {
      threeSteps(a, 0, rows[0], rows[1], rows[2], sums[0], sums[1], sums[2], width);
    }
    // The sums are 0; reading one keeps the work from being optimised away.
    return 18L * width * steps + (sums[0][0] == 0 ? 0 : 1);
  }
}
