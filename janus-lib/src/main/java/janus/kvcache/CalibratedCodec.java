package janus.kvcache;

import java.util.List;

/**
 * A codec of single vectors with calibrated parameters. The caller that codes a layer {@link #fit
 * fits} it first; a codec that was not fitted uses each block as its own sample.
 */
interface CalibratedCodec extends VectorCodec {
  @Override
  default void roundTrip(float[] data, int offset, int stride, int tokens, int headDim) {
    if (takesSample()) {
      float[] sample = sample(data, offset, stride, tokens, headDim);
      fit(List.of(sample), headDim).get(0).roundTrip(data, offset, stride, tokens, headDim);
      return;
    }
    VectorCodec.super.roundTrip(data, offset, stride, tokens, headDim);
  }

  /** The vectors of a block, one behind the other: a sample of one head. */
  static float[] sample(float[] data, int offset, int stride, int tokens, int headDim) {
    var sample = new float[tokens * headDim];
    for (int t = 0; t < tokens; t++) {
      System.arraycopy(data, offset + t * stride, sample, t * headDim, headDim);
    }
    return sample;
  }

  /** The largest magnitude of a sample. */
  static float amax(List<float[]> sample) {
    float amax = 0;
    for (float[] head : sample) {
      amax = Math.max(amax, amax(head, 0, head.length));
    }
    return amax;
  }

  /** The largest magnitude of {@code count} elements. */
  static float amax(float[] data, int start, int count) {
    float amax = 0;
    for (int i = start; i < start + count; i++) {
      amax = Math.max(amax, Math.abs(data[i]));
    }
    return amax;
  }

  /** A scale, or 1 where the sample was all zeros or not finite. */
  static float usableScale(float scale) {
    return scale > 0 && scale < Float.POSITIVE_INFINITY ? scale : 1;
  }
}
