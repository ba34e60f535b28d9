package janus.inference;

import janus.inference.Scratch.Use;
import janus.kvcache.Bf16Codec;
import janus.kvcache.Fp16;
import janus.kvcache.Fp16Codec;
import janus.kvcache.GgmlBlockCodec;
import janus.kvcache.GgmlSemantics;
import janus.kvcache.KvCodec;
import janus.kvcache.KvScheme;
import janus.kvcache.QueryCodec;

/**
 * The arithmetic of llama.cpp's CPU backend on AVX-512, addition by addition. A coarse type of keys
 * amplifies the last bits of what is coded: two programs that add in different orders, both
 * rightly, differ by half a percent of a perplexity after thirty layers. Where a scheme asks for
 * llama.cpp's rounding of queries and both sides are of ggml's types, the decoder therefore follows
 * its order too, and its hidden states are llama.cpp's, bit for bit, for weights in FP32. As found
 * in commit 0c1e570, built as it comes (GCC fuses products and sums) against the GNU C library:
 *
 * <ul>
 *   <li>products of matrices: {@link LaneOrder};
 *   <li>RMS normalisation: squares rounded to FP32, added one by one in FP64, {@code (x / rms) w};
 *   <li>SiLU: {@code x / (1 + exp(-x))} with {@link #exp}, and {@link GnuMath#exp} for what is left
 *       of a row behind whole vectors;
 *   <li>rotary angles multiplied up in FP32: {@link RopeTable#asGgml};
 *   <li>attention: {@link GgmlAttention}.
 * </ul>
 */
final class GgmlArithmetic {
  private static final int VECTOR = 16;

  /** Lanes of the smaller vector that a compiled loop ends with. */
  private static final int EIGHT = 8;

  /** Of exp: beyond, it is 0 or infinite. */
  private static final float MOST = 150;

  /** From here on gelu(x) is x, or 0. */
  private static final float MOST_GELU = 10;

  private static final float TO_INTEGER = 0x1.8p23f;
  private static final int BITS_OF_TO_INTEGER = Float.floatToRawIntBits(TO_INTEGER);

  private GgmlArithmetic() {}

  /** Whether a scheme is computed so, where heads are whole blocks of ggml's. */
  static boolean appliesTo(KvScheme scheme, int headDim) {
    KvCodec keys = scheme.keys();
    KvCodec values = scheme.values();
    return headDim % GgmlBlockCodec.BLOCK == 0
        && scheme.queries() == QueryCodec.GGML
        && scheme.semantics() instanceof GgmlSemantics
        && (keys instanceof GgmlBlockCodec || keys instanceof Fp16Codec)
        && (values instanceof GgmlBlockCodec
            || values instanceof Fp16Codec
            || values instanceof Bf16Codec);
  }

  /**
   * {@code to = x / sqrt(mean(x^2) + epsilon) * weight}.
   *
   * @param to may be {@code x}
   */
  static void normalise(float[] x, int at, float[] weight, float epsilon, float[] to, int toAt) {
    int n = weight.length;
    double sum = 0;
    for (int i = at; i < at + n; i++) {
      sum += x[i] * x[i];
    }
    float mean = (float) (sum / n);
    float inverse = 1f / (float) Math.sqrt(mean + epsilon);
    for (int i = 0; i < n; i++) {
      to[toAt + i] = x[at + i] * inverse * weight[i];
    }
  }

  /**
   * {@code gate = gate / (1 + exp(-gate)) * up}.
   *
   * @param gate rows of gates, and {@code width} behind each the number it lets pass
   * @param firstColumn of these gates in their row of the layer
   * @param count gates of a row
   * @param columns gates of a row of the layer
   */
  static void silu(
      float[] gate,
      int at,
      int rows,
      int stride,
      int width,
      int firstColumn,
      int count,
      int columns) {
    int inVectors = Math.max(0, Math.min(count, columns / VECTOR * VECTOR - firstColumn));
    for (int row = at; row < at + rows * stride; row += stride) {
      for (int i = row; i < row + inVectors; i++) {
        gate[i] = gate[i] / (1 + exp(-gate[i])) * gate[i + width];
      }
      for (int i = row + inVectors; i < row + count; i++) {
        gate[i] = gate[i] / (1 + GnuMath.exp(-gate[i])) * gate[i + width];
      }
    }
  }

  /**
   * {@code gate = gelu(gate) * up}, gelu looked up by the gate in binary16 within 10 of 0.
   *
   * @param gate rows of {@code width} gates, and behind each the number it lets pass
   */
  static void gelu(float[] gate, int at, int rows, int stride, int width) {
    for (int row = at; row < at + rows * stride; row += stride) {
      for (int i = row; i < row + width; i++) {
        float x = gate[i];
        float y = x <= -MOST_GELU ? 0 : x;
        if (x > -MOST_GELU && x < MOST_GELU) {
          y = Gelu.VALUES[Fp16.fromFloat(x) & 0xffff];
        }
        gate[i] = y * gate[i + width];
      }
    }
  }

  /** Made when first needed. */
  private static final class Gelu {
    /** Of every number of binary16. */
    private static final float[] VALUES = values();

    private static float[] values() {
      var values = new float[1 << Short.SIZE];
      for (int i = 0; i < values.length; i++) {
        float x = Fp16.toFloat((short) i);
        float inner = 0.7978846f * x * Math.fma(0.044715f * x, x, 1);
        values[i] = Fp16.round(0.5f * x * (1 + (float) StrictMath.tanh(inner)));
      }
      return values;
    }
  }

  /** The exponential of ggml's vectors: a polynomial of fifth degree after Arm's. */
  static float exp(float x) {
    float within = Math.max(-MOST, Math.min(MOST, x));
    float shifted = Math.fma(within, 0x1.715476p+0f, TO_INTEGER);
    float n = shifted - TO_INTEGER;
    float r = Math.fma(-n, 0x1.7f7d1cp-20f, Math.fma(-n, 0x1.62e4p-1f, within));
    float square = r * r;
    float high =
        Math.fma(
            Math.fma(0x1.0e4020p-7f, r, 0x1.573e2ep-5f),
            square,
            Math.fma(0x1.555e66p-3f, r, 0x1.fffdb6p-2f));
    float power = Math.fma(high, square, Math.fma(0x1.ffffecp-1f, r, 1));
    int exponent = Float.floatToRawIntBits(shifted) - BITS_OF_TO_INTEGER;
    // In two steps, so that what is no normal float is rounded once.
    int half = exponent >> 1;
    return power * powerOfTwo(half) * powerOfTwo(exponent - half);
  }

  private static float powerOfTwo(int exponent) {
    return Float.intBitsToFloat((exponent + 127) << 23);
  }

  /** The sum of some numbers: 16 by 16 pairwise, these sums in FP64; x is changed. */
  static double sumOfVectors(float[] x, int count) {
    double sum = 0;
    for (int at = 0; at < count; at += VECTOR) {
      for (int half = VECTOR / 2; half > 0; half /= 2) {
        for (int i = at; i < at + half; i++) {
          x[i] += x[i + half];
        }
      }
      sum += x[at];
    }
    return sum;
  }

  /**
   * {@code C = A B}, as {@link Kernels#multiply}, of matrices kept in lane order.
   *
   * @param scratch receives partial sums
   */
  static void multiply(
      Kernels kernels,
      LaneOrder order,
      float[] a,
      int aAt,
      int rowTiles,
      float[] b,
      int bAt,
      int columnTiles,
      float[] c,
      int cAt,
      int cStride,
      Scratch scratch) {
    var product = new Product(kernels, order, a, aAt, rowTiles, b, bAt, columnTiles, scratch);
    product.sum(0, 1, c, cAt, cStride);
    if (order.rest() > 0) {
      product.addRest(c, cAt, cStride);
    }
  }

  /** One product under way. */
  private static final class Product {
    private final Kernels kernels;
    private final LaneOrder order;
    private final float[] a;
    private final int aAt;
    private final int rowTiles;
    private final float[] b;
    private final int bAt;
    private final int columnTiles;
    private final int rows;
    private final int width;
    private final float[] levels;

    Product(
        Kernels kernels,
        LaneOrder order,
        float[] a,
        int aAt,
        int rowTiles,
        float[] b,
        int bAt,
        int columnTiles,
        Scratch scratch) {
      this.kernels = kernels;
      this.order = order;
      this.a = a;
      this.aAt = aAt;
      this.rowTiles = rowTiles;
      this.b = b;
      this.bAt = bAt;
      this.columnTiles = columnTiles;
      rows = rowTiles * kernels.rowTile();
      width = columnTiles * kernels.columnTile();
      int depth = Integer.numberOfTrailingZeros(order.lanes());
      levels = scratch.get(Use.PARTIAL_SUMS, Kernels.START + depth * rows * width);
    }

    /** The sum of the partial sums {@code lane}, {@code lane + step}, and so on. */
    void sum(int lane, int step, float[] to, int toAt, int toStride) {
      if (step == order.lanes()) {
        multiply(lane * order.perLane(), to, toAt, toStride);
        return;
      }
      sum(lane, 2 * step, to, toAt, toStride);
      int level = Integer.numberOfTrailingZeros(step);
      int other = Kernels.START + level * rows * width;
      sum(lane + step, 2 * step, levels, other, width);
      for (int row = 0; row < rows; row++) {
        kernels.add(levels, other + row * width, to, toAt + row * toStride, width);
      }
    }

    /** What is behind the last whole round; of these the last few products are fused. */
    void addRest(float[] to, int toAt, int toStride) {
      int first = order.length() - order.rest();
      int fused = order.length() - order.rest() % EIGHT;
      int r = kernels.rowTile();
      int c = kernels.columnTile();
      for (int row = 0; row < rows; row++) {
        int left = aAt + row / r * r * order.length() + row % r;
        for (int column = 0; column < width; column++) {
          int right = bAt + column / c * c * order.length() + column % c;
          int at = toAt + row * toStride + column;
          float sum = to[at];
          for (int k = first; k < fused; k++) {
            sum += a[left + k * r] * b[right + k * c];
          }
          for (int k = fused; k < order.length(); k++) {
            sum = Math.fma(a[left + k * r], b[right + k * c], sum);
          }
          to[at] = sum;
        }
      }
    }

    /** One partial sum, whose elements begin at {@code first}. */
    private void multiply(int first, float[] to, int toAt, int toStride) {
      int length = order.length();
      kernels.multiply(
          a,
          aAt + first * kernels.rowTile(),
          length * kernels.rowTile(),
          rowTiles,
          b,
          bAt + first * kernels.columnTile(),
          length * kernels.columnTile(),
          columnTiles,
          order.perLane(),
          to,
          toAt,
          toStride,
          false);
    }
  }

  /** Column tiles in lane order. */
  static void arrange(
      LaneOrder order, float[] b, int bAt, int columnTiles, int width, float[] to, int toAt) {
    int length = order.length();
    for (int tile = 0; tile < columnTiles * length * width; tile += length * width) {
      for (int k = 0; k < length; k++) {
        int from = bAt + tile + k * width;
        System.arraycopy(b, from, to, toAt + tile + order.place(k) * width, width);
      }
    }
  }
}
