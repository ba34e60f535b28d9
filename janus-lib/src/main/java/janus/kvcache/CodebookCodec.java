package janus.kvcache;

import janus.units.Bounds;
import java.util.Arrays;

/**
 * A vector as its norm and the directions of its rotated coordinates: {@code y = sqrt(d) R x / |x|}
 * with {@code R} orthogonal and random, whose coordinates are nearly standard normal; each is
 * replaced by the nearest {@link LloydMax} level {@code c}, and {@code x^ = |x| / sqrt(d) R^T c}.
 * The norm is stored as FP16 and the levels are FP16 numbers, so an element takes {@code bits + 16
 * / d} bits. See Zandieh et al., "TurboQuant: Online Vector Quantization with Near-optimal
 * Distortion Rate", 2025, the variant of least mean squared error.
 */
abstract sealed class CodebookCodec implements VectorCodec permits TurboCodec, PlanarCodec {
  static final long DEFAULT_SEED = 1;

  private final String name;
  private final int bits;
  private final long seed;
  private final float[] levels;
  private final float[] edges;

  CodebookCodec(String name, int bits, long seed) {
    Bounds.within("bits", 1, 4, bits);
    Bounds.atLeast("seed", 0, seed);
    this.name = name;
    this.bits = bits;
    this.seed = seed;
    double[] upper = LloydMax.upperLevels(bits);
    levels = new float[upper.length];
    edges = new float[upper.length - 1];
    for (int i = 0; i < upper.length; i++) {
      levels[i] = Fp16.round((float) upper[i]);
    }
    for (int i = 0; i < edges.length; i++) {
      edges[i] = (levels[i] + levels[i + 1]) / 2;
    }
  }

  /** Seed of the random rotation. */
  public long seed() {
    return seed;
  }

  @Override
  public String spelling() {
    return name + bits + seedSuffix();
  }

  /** Empty for the usual seed. */
  String seedSuffix() {
    return seed == DEFAULT_SEED ? "" : "-seed" + seed;
  }

  @Override
  public int payloadBits() {
    return bits;
  }

  /** The norm of a vector. */
  @Override
  public int overheadBits(int headDim) {
    return 16;
  }

  /**
   * A look-up among 2<sup>bits</sup> levels of 16 bits, the norm, and the rotation of the query.
   */
  @Override
  public ReadWork readWork(int headDim) {
    return ReadWork.scale(headDim).plus(ReadWork.lookup(16L << bits)).plus(rotationWork(headDim));
  }

  abstract ReadWork rotationWork(int headDim);

  /** {@code x = R x} for one vector. */
  abstract void rotate(float[] data, int offset, int headDim);

  /** {@code x = R^T x} for one vector. */
  abstract void rotateBack(float[] data, int offset, int headDim);

  @Override
  public void code(float[] data, int start, int headDim) {
    double squares = 0;
    for (int i = start; i < start + headDim; i++) {
      squares += (double) data[i] * data[i];
    }
    double norm = Math.sqrt(squares);
    if (norm == 0) {
      Arrays.fill(data, start, start + headDim, 0);
      return;
    }
    double root = Math.sqrt(headDim);
    float stored = (float) (Fp16.roundSaturating((float) norm) / root);
    float toNormal = (float) (root / norm);
    rotate(data, start, headDim);
    for (int i = start; i < start + headDim; i++) {
      data[i] = level(data[i] * toNormal);
    }
    rotateBack(data, start, headDim);
    for (int i = start; i < start + headDim; i++) {
      data[i] *= stored;
    }
  }

  private float level(float y) {
    float magnitude = Math.abs(y);
    int index = 0;
    for (float edge : edges) {
      index += magnitude > edge ? 1 : 0;
    }
    return Float.isNaN(y) ? y : Math.copySign(levels[index], y);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CodebookCodec that && spelling().equals(that.spelling());
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
