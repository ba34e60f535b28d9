package janus.kvcache;

import janus.units.Bounds;
import java.util.Collections;
import java.util.List;

/**
 * A way to store key or value vectors in fewer bits. A codec is applied to a <em>block</em> of one
 * KV head's vectors, {@link #blockTokens()} consecutive tokens by {@code headDim} channels; {@link
 * #roundTrip} shows what the codec loses.
 *
 * <p>A codec has no state that changes: many threads may share one. A spelling is turned into a
 * codec by {@link KvCodecs#parse}.
 */
public interface KvCodec {
  /** Tokens at the start of a sequence that calibrate codecs which {@link #takesSample}. */
  int SAMPLE_TOKENS = 256;

  /**
   * The spelling that command line, results and notebooks share, for example {@code int4-token}.
   */
  String spelling();

  /** Tokens coded together: 1 when each vector stands alone. */
  default int blockTokens() {
    return 1;
  }

  /** Bits of an element itself, without what a group of elements shares. */
  int payloadBits();

  /**
   * Bits a whole block keeps beside its elements: scales, zero points, norms.
   *
   * @param headDim channels of a head
   */
  int overheadBits(int headDim);

  /**
   * Bits kept for each element of a whole block, scales and zero points included.
   *
   * @param headDim channels of a head
   */
  default double bitsPerElement(int headDim) {
    return payloadBits() + overheadBits(headDim) / ((double) blockTokens() * headDim);
  }

  /**
   * The work of reading hardware beside the multiply-accumulate of the dot product.
   *
   * @param headDim channels of a head
   */
  ReadWork readWork(int headDim);

  /** Whether anything coarser than a 16-bit float is stored; such a cache may be rotated. */
  default boolean isQuantized() {
    return payloadBits() < 16;
  }

  /** Whether keys are coded before the rotary position is applied, and rotated when read. */
  default boolean isBeforeRope() {
    return false;
  }

  /**
   * Checks that vectors of this many channels can be coded.
   *
   * @throws IllegalArgumentException if not, naming the codec, {@code headDim} and what it must be
   */
  default void requireHeadDim(int headDim) {
    Bounds.atLeast("headDim", 1, headDim);
  }

  /**
   * Whether {@link #fit} determines parameters. The caller that codes a layer then fits the codec
   * to the layer's first {@link #SAMPLE_TOKENS} tokens; a codec that was not fitted uses each block
   * as its own sample.
   */
  default boolean takesSample() {
    return false;
  }

  /**
   * Codecs with the parameters that a calibration finds for one layer, such as the scale of a
   * tensor. They belong to the layer like a weight and are not counted as bits of the cache.
   *
   * @param sample vectors {@code (token, channel)} of each head of the layer
   * @return a codec for each head
   */
  default List<KvCodec> fit(List<float[]> sample, int headDim) {
    return Collections.nCopies(sample.size(), this);
  }

  /**
   * Replaces a block by what a reader of the cache sees: decode(encode(x)). NaN stays NaN.
   *
   * @param data vectors of one head; vector {@code t} is {@code data[offset + t * stride]} to
   *     {@code data[offset + t * stride + headDim - 1]}
   * @param offset index of the first vector's first channel
   * @param stride distance between vectors, at least {@code headDim}
   * @param tokens vectors in this block, 1 to {@link #blockTokens()}
   * @param headDim channels of a head, accepted by {@link #requireHeadDim}
   */
  void roundTrip(float[] data, int offset, int stride, int tokens, int headDim);

  /** Checks that the channels of a head are whole blocks. */
  static void requireMultiple(KvCodec codec, int block, int headDim) {
    if (headDim < 1 || headDim % block != 0) {
      throw new IllegalArgumentException(
          "codec "
              + codec.spelling()
              + " needs headDim to be a multiple of "
              + block
              + ": "
              + headDim);
    }
  }
}
