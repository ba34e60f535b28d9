package janus.inference;

/**
 * The kernels in plain Java, written so that the JIT compiler vectorises the products: it needs
 * every row in an array of its own, indexed alike.
 */
final class PlainKernels implements Kernels {
  private static final int R = 2;
  private static final int C = 128;

  /** Column tiles that are multiplied together. */
  private static final int MOST_TILES = 4;

  private static final float LOG2_E = 1.442695f;
  private static final float LN2_HIGH = 0.6933594f;
  private static final float LN2_LOW = -0.00021219444f;
  private static final float TO_INTEGER = 0x1.8p23f;

  /** Rows of a tile of B and the two sums, one set a thread. */
  private static final ThreadLocal<float[][]> ROWS = ThreadLocal.withInitial(() -> new float[0][]);

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
    // Rows that are several tiles long have fewer ends of compiled loops.
    int atOnce = Math.min(columnTiles, MOST_TILES);
    float[][] rows = rows(depth, atOnce * C);
    var sum0 = new float[atOnce * C];
    var sum1 = new float[atOnce * C];
    for (int tile = 0; tile < columnTiles; tile += atOnce) {
      int tiles = Math.min(atOnce, columnTiles - tile);
      int width = tiles * C;
      for (int k = 0; k < depth; k++) {
        for (int t = 0; t < tiles; t++) {
          System.arraycopy(b, bAt + (tile + t) * bStride + k * C, rows[k], t * C, C);
        }
      }
      for (int row = 0; row < rowTiles; row++) {
        int to = cAt + row * R * cStride + tile * C;
        if (add) {
          System.arraycopy(c, to, sum0, 0, width);
          System.arraycopy(c, to + cStride, sum1, 0, width);
        } else {
          java.util.Arrays.fill(sum0, 0);
          java.util.Arrays.fill(sum1, 0);
        }
        int at = aAt + row * aStride;
        int k = 0;
        for (; k + 4 <= depth; k += 4) {
          float[] b0 = rows[k];
          fourSteps(a, at + k * R, b0, rows[k + 1], rows[k + 2], rows[k + 3], sum0, sum1, width);
        }
        for (; k < depth; k++) {
          oneStep(a[at + k * R], rows[k], sum0, width);
          oneStep(a[at + k * R + 1], rows[k], sum1, width);
        }
        System.arraycopy(sum0, 0, c, to, width);
        System.arraycopy(sum1, 0, c, to + cStride, width);
      }
    }
  }

  private static float[][] rows(int depth, int width) {
    float[][] rows = ROWS.get();
    if (rows.length < depth || rows[0].length < width) {
      rows = new float[depth][width];
      ROWS.set(rows);
    }
    return rows;
  }

  private static void fourSteps(
      float[] a,
      int at,
      float[] b0,
      float[] b1,
      float[] b2,
      float[] b3,
      float[] sum0,
      float[] sum1,
      int width) {
    float a00 = a[at];
    float a10 = a[at + 1];
    float a01 = a[at + 2];
    float a11 = a[at + 3];
    float a02 = a[at + 4];
    float a12 = a[at + 5];
    float a03 = a[at + 6];
    float a13 = a[at + 7];
    for (int j = 0; j < width; j++) {
      sum0[j] =
          Math.fma(
              a03,
              b3[j],
              Math.fma(a02, b2[j], Math.fma(a01, b1[j], Math.fma(a00, b0[j], sum0[j]))));
      sum1[j] =
          Math.fma(
              a13,
              b3[j],
              Math.fma(a12, b2[j], Math.fma(a11, b1[j], Math.fma(a10, b0[j], sum1[j]))));
    }
  }

  private static void oneStep(float x, float[] row, float[] sum, int width) {
    for (int j = 0; j < width; j++) {
      sum[j] = Math.fma(x, row[j], sum[j]);
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
    float y = Math.fma(p, r * r, r) + 1f;
    return y * Float.intBitsToFloat((Float.floatToRawIntBits(shifted) << 23) + 0x3f800000);
  }

  @Override
  public void softmaxColumns(
      float[] s, int at, int rows, float scale, float[] maxima, float[] sums) {
    for (int j = 0; j < C; j++) {
      maxima[j] = Float.NEGATIVE_INFINITY;
      sums[j] = 0;
    }
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
    for (int i = 0; i < count; i += LANES) {
      for (int lane = 0; lane < LANES; lane++) {
        lanes[lane] += exp(x[at + i + lane] - shift);
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

  private static float inOrder(float[] lanes) {
    float sum = 0;
    for (float lane : lanes) {
      sum += lane;
    }
    return sum;
  }

  @Override
  public void silu(float[] gate, int gateAt, float[] up, int upAt, int count) {
    for (int i = 0; i < count; i++) {
      float x = gate[gateAt + i];
      gate[gateAt + i] = x / (exp(-x) + 1f) * up[upAt + i];
    }
  }

  @Override
  public void gelu(float[] gate, int gateAt, float[] up, int upAt, int count) {
    for (int i = 0; i < count; i++) {
      gate[gateAt + i] = gelu(gate[gateAt + i]) * up[upAt + i];
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
    int size = 256;
    var sum0 = new float[C];
    var sum1 = new float[C];
    var row = new float[C];
    var a = new float[8];
    for (int i = 0; i < steps; i++) {
      for (int j = 0; j < size; j++) {
        fourSteps(a, 0, row, row, row, row, sum0, sum1, C);
      }
    }
    // The sums are 0; reading one keeps the work from being optimised away.
    return steps * (long) size * 16 * C + (sum0[0] + sum1[0] == 0 ? 0 : 1);
  }
}
