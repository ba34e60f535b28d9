package janus.kvcache;

import java.util.Arrays;
import java.util.Random;

/**
 * TurboQuant for inner products: Lloyd-Max levels of one bit less, and the signs of a random
 * projection of what they leave. With {@code r = x - x_mse} and {@code S} a {@code d x d} matrix of
 * standard normal numbers, {@code x^ = x_mse + sqrt(pi / 2) / d |r| S^T sign(S r)}, so that the
 * mean of {@code <y, x^>} over {@code S} is {@code <y, x>}. The norms of {@code x} and {@code r}
 * are stored as FP16. Spelled {@code turbo4-qjl}, {@code turbo3-qjl}, {@code turbo2-qjl}, with
 * {@code -seed7} behind it for another seed than 1. See Zandieh et al., "TurboQuant", 2025,
 * algorithm 2, and "QJL", 2024.
 */
public final class TurboResidualCodec implements VectorCodec {
  private final int bits;
  private final TurboCodec levels;
  private volatile float[] projection = {};

  /**
   * @param bits 2, 3 or 4, the sign's included
   * @param seed of rotation and projection, at least 0
   */
  public TurboResidualCodec(int bits, long seed) {
    if (bits < 2 || bits > 4) {
      throw new IllegalArgumentException("bits must be 2, 3 or 4: " + bits);
    }
    this.bits = bits;
    this.levels = new TurboCodec(bits - 1, seed);
  }

  @Override
  public String spelling() {
    return "turbo" + bits + "-qjl" + levels.seedSuffix();
  }

  @Override
  public int payloadBits() {
    return bits;
  }

  /** Two norms of a vector. */
  @Override
  public int overheadBits(int headDim) {
    return 32;
  }

  /**
   * Beside the levels' work, a sum an element for its sign, a product a vector, and the dense
   * projection of the query.
   */
  @Override
  public ReadWork readWork(int headDim) {
    var signs = new ReadWork(1, 1.0 / headDim, 0, 0, headDim, headDim);
    return levels.readWork(headDim).plus(signs);
  }

  @Override
  public void code(float[] data, int start, int headDim) {
    float[] residual = Arrays.copyOfRange(data, start, start + headDim);
    levels.code(data, start, headDim);
    for (int i = 0; i < headDim; i++) {
      residual[i] -= data[start + i];
    }
    addSigns(residual, data, start);
  }

  private void addSigns(float[] residual, float[] to, int start) {
    int d = residual.length;
    float[] s = projection(d);
    float norm = Fp16.roundSaturating((float) Math.sqrt(dot(residual, 0, residual)));
    double factor = Math.sqrt(Math.PI / 2) / d * norm;
    var sum = new double[d];
    for (int row = 0; row < d; row++) {
      double sign = dot(s, row * d, residual) < 0 ? -1 : 1;
      for (int i = 0; i < d; i++) {
        sum[i] += sign * s[row * d + i];
      }
    }
    for (int i = 0; i < d; i++) {
      to[start + i] += (float) (factor * sum[i]);
    }
  }

  private static double dot(float[] x, int at, float[] y) {
    double sum = 0;
    for (int i = 0; i < y.length; i++) {
      sum += (double) x[at + i] * y[i];
    }
    return sum;
  }

  /** {@code S}, row by row, the same in every head; its seed is not that of the rotation. */
  private float[] projection(int d) {
    float[] known = projection;
    if (known.length != d * d) {
      var random = new Random(-1 - levels.seed());
      known = new float[d * d];
      for (int i = 0; i < known.length; i++) {
        known[i] = (float) random.nextGaussian();
      }
      projection = known;
    }
    return known;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TurboResidualCodec that && spelling().equals(that.spelling());
  }

  @Override
  public int hashCode() {
    return spelling().hashCode();
  }

  @Override
  public String toString() {
    return spelling();
  }
}
