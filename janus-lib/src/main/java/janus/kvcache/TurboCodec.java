package janus.kvcache;

import java.util.Random;

/**
 * Lloyd-Max levels after a random rotation of the whole vector: {@code turbo4}, {@code turbo3},
 * {@code turbo2}, with {@code -seed7} behind it for another seed than 1. The rotation is {@code R =
 * H D / sqrt(n)}, random signs {@code D} and then Sylvester's Hadamard matrix, in blocks of the
 * largest power of two {@code n} that divides the head dimension (the paper draws a dense
 * orthogonal matrix). Signs come from {@link Random} with the visible seed, the same in every head.
 */
public final class TurboCodec extends CodebookCodec {
  private volatile float[] signs = {};

  /**
   * @param bits 1 to 4
   * @param seed of the signs, at least 0
   */
  public TurboCodec(int bits, long seed) {
    super("turbo", bits, seed);
  }

  private float[] signs(int headDim) {
    float[] known = signs;
    if (known.length != headDim) {
      var random = new Random(seed());
      known = new float[headDim];
      for (int i = 0; i < headDim; i++) {
        known[i] = random.nextBoolean() ? 1 : -1;
      }
      signs = known;
    }
    return known;
  }

  @Override
  ReadWork rotationWork(int headDim) {
    return Rotation.readWork(Integer.lowestOneBit(headDim));
  }

  @Override
  void rotate(float[] data, int offset, int headDim) {
    float[] sign = signs(headDim);
    for (int i = 0; i < headDim; i++) {
      data[offset + i] *= sign[i];
    }
    Rotation.apply(data, offset, headDim, Integer.lowestOneBit(headDim));
  }

  @Override
  void rotateBack(float[] data, int offset, int headDim) {
    Rotation.apply(data, offset, headDim, Integer.lowestOneBit(headDim));
    float[] sign = signs(headDim);
    for (int i = 0; i < headDim; i++) {
      data[offset + i] *= sign[i];
    }
  }
}
