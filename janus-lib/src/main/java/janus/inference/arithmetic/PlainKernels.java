package janus.inference.arithmetic;

import java.util.Arrays;

/**
 * The kernels in plain Java, written so that the JIT compiler vectorises the products. It does so
 * where every row is an array of its own, indexed alike, and the body of the loop is small: three
 * rows times three steps need three loads of {@code B} and three loads and stores of sums for nine
 * multiply-adds; four steps or four rows more are not vectorised on JDK 17.
 *
 * <p>A compiled loop begins element by element, once at least and until it is at a cache line, and
 * ends so. Rows therefore begin at {@link #START}, where a cache line does, the loops one element
 * before, and rows are multiples of two vectors long. Where the JVM was not asked to put objects at
 * cache lines, up to fifteen elements more are lost at the ends, less if rows are long.
 */
final class PlainKernels implements Kernels {
  private static final int R = 3;
  private static final int C = 64;

  /** Column tiles that are multiplied together. */
  private static final int MOST_TILES = 10;

  /** Rows of {@code B} that are copied together, a multiple of 3. */
  private static final int MOST_DEPTH = 21;

  /** Row tiles whose sums are kept over the whole depth. */
  private static final int MOST_ROW_TILES = 86;

  /** Floats kept in the first-level cache: rows of {@code B} and three rows of sums. */
  private static final int FIRST_CACHE_FLOATS = 9 << 10;

  /** Floats kept in the second-level cache: sums. */
  private static final int SECOND_CACHE_FLOATS = 166_000;

  /** Numbers that functions of single elements take at a time. */
  private static final int MOST_ELEMENTS = 1024;

  private static final float LOG2_E = 1.442695f;
  private static final float LN2_HIGH = 0.6933594f;
  private static final float LN2_LOW = -0.00021219444f;
  private static final float TO_INTEGER = 0x1.8p23f;

  /** Rows of B and sums, one set a thread. */
  private static final ThreadLocal<float[][]> ROWS =
      ThreadLocal.withInitial(
          () -> new float[MOST_DEPTH + MOST_ROW_TILES * R][START + MOST_TILES * C]);

  /** Scratch for functions of single elements. */
  private static final ThreadLocal<float[][]> ELEMENTS =
      ThreadLocal.withInitial(() -> new float[4][MOST_ELEMENTS]);

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
    return 512;
  }

  @Override
  public int rowTilesAtOnce() {
    return MOST_ROW_TILES;
  }

  @Override
  public int columnTilesAtOnce(int depth) {
    return 2 * MOST_TILES;
  }

  @Override
  public void multiply(Tiles a, Tiles b, int depth, RowMajor c, boolean add) {
    int parts = (b.count() + MOST_TILES - 1) / MOST_TILES;
    for (int part = 0; part < parts; part++) {
      int tile = b.count() * part / parts;
      int tiles = b.count() * (part + 1) / parts - tile;
      int most = Math.min(MOST_ROW_TILES, SECOND_CACHE_FLOATS / (tiles * C * R));
      for (int row = 0; row < a.count(); row += most) {
        int count = Math.min(most, a.count() - row);
        multiplyPart(
            new Tiles(a.data(), a.at(row), a.stride(), count),
            new Tiles(b.data(), b.at(tile), b.stride(), tiles),
            depth,
            new RowMajor(c.data(), c.at(row * R) + tile * C, c.stride()),
            add);
      }
    }
  }

  /** As many tiles as the caches hold sums of. */
  private static void multiplyPart(Tiles a, Tiles b, int depth, RowMajor c, boolean add) {
    float[][] rows = ROWS.get();
    int width = b.count() * C;
    int mostSteps = Math.min(MOST_DEPTH, (FIRST_CACHE_FLOATS / width - 3) / 3 * 3);
    load(c, width, rows, a.count() * R, add);
    for (int k = 0; k < depth; k += mostSteps) {
      int steps = Math.min(mostSteps, depth - k);
      copyRows(b, k, steps, rows);
      for (int i = 0; i < a.count(); i++) {
        multiply(a.data(), a.at(i) + k * R, rows, steps, MOST_DEPTH + i * R, width);
      }
    }
    for (int i = 0; i < a.count() * R; i++) {
      System.arraycopy(rows[MOST_DEPTH + i], START, c.data(), c.at(i), width);
    }
  }

  /** Loads the sums, or zeros. */
  private static void load(RowMajor c, int width, float[][] rows, int count, boolean add) {
    for (int i = 0; i < count; i++) {
      if (add) {
        System.arraycopy(c.data(), c.at(i), rows[MOST_DEPTH + i], START, width);
      } else {
        Arrays.fill(rows[MOST_DEPTH + i], START, START + width, 0);
      }
    }
  }

  private static void copyRows(Tiles b, int firstStep, int steps, float[][] rows) {
    for (int t = 0; t < b.count(); t++) {
      for (int k = 0; k < steps; k++) {
        System.arraycopy(b.data(), b.at(t) + (firstStep + k) * C, rows[k], START + t * C, C);
      }
    }
  }

  /** Three rows of {@code A} by some of {@code B}. */
  private static void multiply(float[] a, int at, float[][] rows, int steps, int sums, int width) {
    float[] sum0 = rows[sums];
    float[] sum1 = rows[sums + 1];
    float[] sum2 = rows[sums + 2];
    for (int k = 0; k < steps; k += 3) {
      int count = Math.min(3, steps - k);
      multiply(
          a, at + k * R, count, rows[k], rows[k + 1], rows[k + 2], sum0, sum1, sum2, START + width);
    }
  }

  /**
   * Up to three steps. The compiler inlines a smaller method, as this would be with three steps
   * alone, and then does not always vectorise it.
   */
  private static void multiply(
      float[] a,
      int at,
      int count,
      float[] b0,
      float[] b1,
      float[] b2,
      float[] sum0,
      float[] sum1,
      float[] sum2,
      int end) {
    float a00 = a[at];
    float a10 = a[at + 1];
    float a20 = a[at + 2];
    if (count == 1) {
      for (int j = START - 1; j < end; j++) {
        float x0 = b0[j];
        sum0[j] = Math.fma(a00, x0, sum0[j]);
        sum1[j] = Math.fma(a10, x0, sum1[j]);
        sum2[j] = Math.fma(a20, x0, sum2[j]);
      }
      return;
    }
    float a01 = a[at + 3];
    float a11 = a[at + 4];
    float a21 = a[at + 5];
    if (count == 2) {
      for (int j = START - 1; j < end; j++) {
        float x0 = b0[j];
        float x1 = b1[j];
        sum0[j] = Math.fma(a01, x1, Math.fma(a00, x0, sum0[j]));
        sum1[j] = Math.fma(a11, x1, Math.fma(a10, x0, sum1[j]));
        sum2[j] = Math.fma(a21, x1, Math.fma(a20, x0, sum2[j]));
      }
      return;
    }
    float a02 = a[at + 6];
    float a12 = a[at + 7];
    float a22 = a[at + 8];
    for (int j = START - 1; j < end; j++) {
      float x0 = b0[j];
      float x1 = b1[j];
      float x2 = b2[j];
      sum0[j] = Math.fma(a02, x2, Math.fma(a01, x1, Math.fma(a00, x0, sum0[j])));
      sum1[j] = Math.fma(a12, x2, Math.fma(a11, x1, Math.fma(a10, x0, sum1[j])));
      sum2[j] = Math.fma(a22, x2, Math.fma(a21, x1, Math.fma(a20, x0, sum2[j])));
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
    float[][] scratch = ELEMENTS.get();
    float[] some = scratch[0];
    float[] shifted = scratch[1];
    float[] wideMaxima = scratch[2];
    Arrays.fill(wideMaxima, Float.NEGATIVE_INFINITY);
    for (int i = 0; i < rows; i += MOST_ELEMENTS / C) {
      int count = Math.min(MOST_ELEMENTS / C, rows - i) * C;
      System.arraycopy(s, at + i * C, some, 0, count);
      largest(wideMaxima, some, count);
    }
    for (int j = 0; j < C; j++) {
      for (int i = 1; i < MOST_ELEMENTS / C; i++) {
        wideMaxima[j] = Math.max(wideMaxima[j], wideMaxima[i * C + j]);
      }
      maxima[j] = wideMaxima[j];
      sums[j] = 0;
    }
    for (int i = 1; i < MOST_ELEMENTS / C; i++) {
      System.arraycopy(wideMaxima, 0, wideMaxima, i * C, C);
    }
    for (int i = 0; i < rows; i += MOST_ELEMENTS / C) {
      int count = Math.min(MOST_ELEMENTS / C, rows - i) * C;
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
    float[][] scratch = ELEMENTS.get();
    float[] row = scratch[0];
    var lanes = new float[LANES];
    for (int first = 0; first < count; first += MOST_ELEMENTS) {
      int some = Math.min(MOST_ELEMENTS, count - first);
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

  @Override
  public void addWeighted(RowMajor x, int rows, float[] weights, int weightsAt, float[] to) {
    for (int j = 0; j < rows; j++) {
      float weight = weights[weightsAt + j];
      int from = x.at(j);
      for (int k = 0; k < x.stride(); k++) {
        to[k] = Math.fma(x.data()[from + k], weight, to[k]);
      }
    }
  }

  @Override
  public void addWeightedInHalves(
      RowMajor x, int rows, float[] weights, int weightsAt, float[] to) {
    for (int j = 0; j < rows; j++) {
      float weight = weights[weightsAt + j];
      int from = x.at(j);
      for (int k = 0; k < x.stride(); k++) {
        to[k] = toHalf(Math.fma(x.data()[from + k], weight, to[k]));
      }
    }
  }

  /** As {@code Fp16.round}, but 0 has no sign. */
  private static float toHalf(float x) {
    int power = Math.max(Float.floatToRawIntBits(x) & 0x7f800000, 0x38800000);
    float large = Float.intBitsToFloat(power) * 12288;
    return (x + large - large) * 0x1p112f * 0x1p-112f;
  }

  @Override
  public void divideColumns(float[] x, int at, int rows, float[] by, int columns) {
    float[][] scratch = ELEMENTS.get();
    float[] some = scratch[0];
    float[] divisors = scratch[1];
    int atOnce = MOST_ELEMENTS / C;
    for (int column = 0; column < columns; column += C) {
      for (int i = 0; i < atOnce; i++) {
        System.arraycopy(by, column, divisors, i * C, C);
      }
      for (int first = 0; first < rows; first += atOnce) {
        int from = at + first * columns + column;
        int count = Math.min(atOnce, rows - first);
        for (int i = 0; i < count; i++) {
          System.arraycopy(x, from + i * columns, some, i * C, C);
        }
        divide(some, divisors, count * C);
        for (int i = 0; i < count; i++) {
          System.arraycopy(some, i * C, x, from + i * columns, C);
        }
      }
    }
  }

  private static void divide(float[] x, float[] by, int count) {
    for (int j = 0; j < count; j++) {
      x[j] /= by[j];
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
    float[][] scratch = ELEMENTS.get();
    float[] gate = scratch[0];
    float[] up = scratch[1];
    float[] below = scratch[2];
    for (int first = 0; first < rows; first += MOST_ELEMENTS / C) {
      int some = Math.min(MOST_ELEMENTS / C, rows - first);
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
    var rows = new float[6][START + width];
    var a = new float[9];
    for (int i = 0; i < steps; i++) {
      multiply(a, 0, 3, rows[0], rows[1], rows[2], rows[3], rows[4], rows[5], START + width);
    }
    // The sums are 0; reading one keeps the work from being optimised away.
    return 18L * width * steps + (rows[3][START] == 0 ? 0 : 1);
  }
}
