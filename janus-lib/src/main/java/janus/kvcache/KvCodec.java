package janus.kvcache;

/**
 * A way to store key or value vectors in fewer bits. A codec is applied to a <em>block</em> of one
 * KV head's vectors, {@link #blockTokens()} consecutive tokens by {@code headDim} channels;
 * whatever the codec loses shows in {@link #roundTrip}.
 */
public interface KvCodec {
  /**
   * The spelling that command line, results and notebooks share, for example {@code int4-token}.
   */
  String spelling();

  /** Tokens coded together: 1 when each vector stands alone. */
  int blockTokens();

  /**
   * Bits kept for each element, scales and zero points included.
   *
   * @param headDim channels of a head
   */
  double bitsPerElement(int headDim);

  /**
   * Bits of an element's own code, without scales and zero points: what lies in the payload plane
   * when scales lie apart. As it stands, the whole bits of {@link #bitsPerElement}; a codec whose
   * scales take a bit an element or more says its own.
   *
   * @param headDim channels of a head
   */
  default int codeBits(int headDim) {
    return (int) bitsPerElement(headDim);
  }

  /**
   * Replaces a block by what a reader of the cache sees: decode(encode(x)).
   *
   * @param data vectors of one head; vector {@code t} is {@code data[offset + t * stride]} to
   *     {@code data[offset + t * stride + headDim - 1]}
   * @param offset index of the first vector's first channel
   * @param stride distance between vectors, at least {@code headDim}
   * @param tokens vectors in this block, 1 to {@link #blockTokens()}
   * @param headDim channels of a head
   */
  void roundTrip(float[] data, int offset, int stride, int tokens, int headDim);
}
