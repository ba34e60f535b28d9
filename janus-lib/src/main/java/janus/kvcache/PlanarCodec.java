package janus.kvcache;

import java.util.Random;

/**
 * Lloyd-Max levels after a block-diagonal rotation: each pair of neighbouring channels {@code (2i,
 * 2i + 1)} is turned by its own random angle. Cheaper than {@link TurboCodec} and spreads an
 * outlier over two channels only. Spelled {@code planar4}, {@code planar3}, {@code planar2}, with
 * {@code -seed7} behind it for another seed than 1; angles come from {@link Random} with that seed,
 * the same in every head.
 */
public final class PlanarCodec extends CodebookCodec {
  private volatile float[] rotations = {};

  /**
   * @param bits 1 to 4
   * @param seed of the angles, at least 0
   */
  public PlanarCodec(int bits, long seed) {
    super("planar", bits, seed);
  }

  @Override
  public void requireHeadDim(int headDim) {
    if (headDim < 1 || headDim % 2 != 0) {
      throw new IllegalArgumentException(
          "codec " + spelling() + " needs headDim to be even: " + headDim);
    }
  }

  /** Cosine and sine of each pair. */
  private float[] rotations(int headDim) {
    float[] known = rotations;
    if (known.length != headDim) {
      var random = new Random(seed());
      known = new float[headDim];
      for (int i = 0; i < headDim; i += 2) {
        double angle = 2 * Math.PI * random.nextDouble();
        known[i] = (float) StrictMath.cos(angle);
        known[i + 1] = (float) StrictMath.sin(angle);
      }
      rotations = known;
    }
    return known;
  }

  /** Four products and two sums a pair. */
  @Override
  ReadWork rotationWork(int headDim) {
    return new ReadWork(0, 0, 0, 0, 1, 2);
  }

  @Override
  void rotate(float[] data, int offset, int headDim) {
    turn(data, offset, headDim, 1);
  }

  @Override
  void rotateBack(float[] data, int offset, int headDim) {
    turn(data, offset, headDim, -1);
  }

  private void turn(float[] data, int offset, int headDim, float direction) {
    float[] known = rotations(headDim);
    for (int i = 0; i < headDim; i += 2) {
      float cosine = known[i];
      float sine = direction * known[i + 1];
      float a = data[offset + i];
      float b = data[offset + i + 1];
      data[offset + i] = cosine * a - sine * b;
      data[offset + i + 1] = sine * a + cosine * b;
    }
  }
}
