package janus.inference.llamacpp;

import janus.inference.arithmetic.Arithmetic;
import janus.inference.arithmetic.GateTile;
import janus.inference.arithmetic.Kernels;
import janus.inference.arithmetic.LeftMatrix;
import janus.inference.arithmetic.RowMajor;
import janus.inference.arithmetic.Scratch;
import janus.inference.arithmetic.Scratch.Use;
import janus.inference.arithmetic.Tiles;
import janus.kvcache.AllSemantics;
import janus.kvcache.FloatCodec;
import janus.kvcache.GgmlBlockCodec;
import janus.kvcache.KvCodec;
import janus.kvcache.KvScheme;
import janus.kvcache.QueryCodec;

/**
 * The arithmetic of llama.cpp's CPU backend on AVX-512, addition by addition. A coarse type of keys
 * amplifies the last bits of what is coded: two programs that add in different orders, both
 * rightly, differ by half a percent of a perplexity after thirty layers. Where a scheme asks for
 * llama.cpp's rounding of queries and both sides are of ggml's types, the decoder therefore follows
 * its order too, and its hidden states are llama.cpp's, bit for bit, for weights in FP32. As found
 * in commit 0c1e570, built with its defaults (GCC fuses products and sums) against the GNU C
 * library:
 *
 * <ul>
 *   <li>products of matrices: {@link LaneOrder}, {@link GgmlProduct};
 *   <li>RMS normalisation: squares rounded to FP32, added one by one in FP64, {@code (x / rms) w};
 *   <li>SiLU and GELU: {@link GgmlFunctions};
 *   <li>rotary positions: {@link GgmlRopeTable};
 *   <li>attention: {@link GgmlAttention}.
 * </ul>
 */
public final class GgmlArithmetic implements Arithmetic {
  private final Kernels kernels;
  private final float epsilon;
  private final boolean gelu;

  /**
   * For one model.
   *
   * @param epsilon added to the mean square by RMS normalisation
   * @param gelu whether the gate is GELU (tanh form) instead of SiLU
   */
  public GgmlArithmetic(Kernels kernels, float epsilon, boolean gelu) {
    this.kernels = kernels;
    this.epsilon = epsilon;
    this.gelu = gelu;
  }

  /** Whether llama.cpp computes a scheme, with heads that are whole blocks of ggml's. */
  public static boolean appliesTo(KvScheme scheme, int headDim) {
    KvCodec keys = scheme.keys();
    KvCodec values = scheme.values();
    return headDim % GgmlBlockCodec.BLOCK == 0
        && scheme.queries() == QueryCodec.GGML
        && scheme.layers().isEmpty()
        && scheme.semantics() instanceof AllSemantics
        && (keys instanceof GgmlBlockCodec || keys == FloatCodec.F16)
        && (values instanceof GgmlBlockCodec
            || values == FloatCodec.F16
            || values == FloatCodec.BF16);
  }

  @Override
  public void normalise(float[] x, int at, float[] weight, float[] to, int toAt) {
    normalise(x, at, weight, epsilon, to, toAt);
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

  @Override
  public void addNormalised(float[] x, int at, float[] weight, float[] to) {
    normalise(x, at, weight, epsilon, x, at);
    kernels.add(x, at, to, at, weight.length);
  }

  @Override
  public void gate(GateTile tile) {
    if (gelu) {
      GgmlFunctions.gelu(tile);
    } else {
      GgmlFunctions.silu(tile);
    }
  }

  @Override
  public void write(RowMajor x, int columns, LeftMatrix to, int tile, int firstColumn) {
    int r = kernels.rowTile();
    int depth = to.depth();
    LaneOrder order = LaneOrder.of(depth);
    for (int k = 0; k < columns; k++) {
      int first = tile * r * depth + order.place(firstColumn + k) * r;
      for (int row = 0; row < r; row++) {
        to.data()[first + row] = x.data()[x.at(row) + k];
      }
    }
  }

  @Override
  public void arrange(Tiles weights, int depth, Scratch scratch) {
    LaneOrder order = LaneOrder.of(depth);
    int width = kernels.columnTile();
    float[] to = scratch.get(Use.ARRANGED_WEIGHTS, Kernels.START + weights.count() * depth * width);
    for (int tile = 0; tile < weights.count(); tile++) {
      int toAt = Kernels.START + tile * depth * width;
      for (int k = 0; k < depth; k++) {
        int from = weights.at(tile) + k * width;
        System.arraycopy(weights.data(), from, to, toAt + order.place(k) * width, width);
      }
    }
  }

  @Override
  public Tiles arranged(Tiles weights, Scratch scratch) {
    return new Tiles(
        scratch.get(Use.ARRANGED_WEIGHTS, 0), Kernels.START, weights.stride(), weights.count());
  }

  @Override
  public void multiply(Tiles a, Tiles b, int depth, RowMajor c, Scratch scratch) {
    new GgmlProduct(kernels, LaneOrder.of(depth), a, b, scratch).run(c);
  }
}
