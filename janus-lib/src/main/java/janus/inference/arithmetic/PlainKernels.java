package janus.inference.arithmetic;

import java.util.Arrays;

/**
 * The kernels in plain Java: every one is the loop that its contract describes, and the reference
 * for the others. The compiler vectorises what it can, which is a good deal less than the Vector
 * API reaches.
 */
final class PlainKernels implements Kernels {
  private static final int R = 3;
  private static final int C = 128;

  private static final float LOG2_E = 1.442695f;
  private static final float LN2_HIGH = 0.6933594f;
  private static final float LN2_LOW = -0.00021219444f;
  private static final float TO_INTEGER = 0x1.8p23f;

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
    return C;
  }

  @Override
  public int rowTilesAtOnce() {
    return 32;
  }

  @Override
  public int columnTilesAtOnce(int depth) {
    return 2;
  }

  /** The compiler vectorises loops over whole arrays best: a row of each side is copied. */
  @Override
  public void multiply(Tiles a, Tiles b, int depth, RowMajor c, boolean add) {
    var sums = new float[C];
    var step = new float[C];
    for (int row = 0; row < a.count() * R; row++) {
      for (int tile = 0; tile < b.count(); tile++) {
        int to = c.at(row) + tile * C;
        if (add) {
          System.arraycopy(c.data(), to, sums, 0, C);
        } else {
          Arrays.fill(sums, 0);
        }
        for (int k = 0; k < depth; k++) {
          System.arraycopy(b.data(), b.at(tile) + k * C, step, 0, C);
          addMultiple(a.data()[a.at(row / R) + k * R + row % R], step, sums);
        }
        System.arraycopy(sums, 0, c.data(), to, C);
      }
    }
  }

  /** {@code to = to + x b}. */
  private static void addMultiple(float x, float[] b, float[] to) {
    for (int j = 0; j < to.length; j++) {
      to[j] = Math.fma(x, b[j], to[j]);
    }
  }

  /** As Cephes' expf, good to an ulp or two; 0 below -87.7. */
  static float exp(float x) {
    float clamped = Math.min(Math.max(x, -88f), 88f);
    float shifted = Math.fma(clamped, LOG2_E, TO_INTEGER);
    float n = shifted - TO_INTEGER;
    float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, clamped));
    float p = Math.fma(0.00019875691f, r, 0.0013981999f);
    p = Math.fma(p, r, 0.008333452f);
    p = Math.fma(p, r, 0.041665796f);
    p = Math.fma(p, r, 0.16666666f);
    p = Math.fma(p, r, 0.5f);
    float mantissa = Math.fma(p, r * r, r) + 1f;
    return mantissa * Float.intBitsToFloat((Float.floatToRawIntBits(shifted) << 23) + 0x3f800000);
  }

  @Override
  public void softmaxColumns(
      float[] s, int at, int rows, float scale, float[] maxima, float[] sums) {
    Arrays.fill(maxima, 0, C, Float.NEGATIVE_INFINITY);
    Arrays.fill(sums, 0, C, 0);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < C; j++) {
        maxima[j] = Math.max(maxima[j], s[at + i * C + j]);
      }
    }
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < C; j++) {
        float e = exp(scale * (s[at + i * C + j] - maxima[j]));
        s[at + i * C + j] = e;
        sums[j] += e;
      }
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
    var lanes = new float[LANES];
    for (int i = 0; i < count; i++) {
      lanes[i % LANES] += exp(x[at + i] - shift);
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
    for (int i = 0; i < rows * columns; i++) {
      x[at + i] /= by[i % columns];
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
    for (int i = 0; i < rows; i++) {
      int row = at + i * stride;
      for (int j = row; j < row + C; j++) {
        x[j] = x[j] / (exp(-x[j]) + 1f) * x[j + C];
      }
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
    var x = new float[C];
    var sums = new float[C];
    for (int i = 0; i < steps; i++) {
      addMultiple(0.999f, x, sums);
    }
    // The sums are 0; reading one keeps the work from being optimised away.
    return 2L * C * steps + (sums[0] == 0 ? 0 : 1);
  }
}
