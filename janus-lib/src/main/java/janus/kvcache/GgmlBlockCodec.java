package janus.kvcache;

/**
 * A block encoding of ggml: 32 channels to a fixed number of bytes, little endian, bit for bit. The
 * parameters are stored as FP16, but the integers are found with the unrounded ones, so the largest
 * element need not sit on the grid it defines.
 */
public sealed interface GgmlBlockCodec extends KvCodec
    permits GgmlQ80Codec, GgmlSymmetricCodec, GgmlAsymmetricCodec, GgmlIq4NlCodec {
  /** Elements of a block. */
  int BLOCK = 32;

  /** Bytes of a block. */
  int blockBytes();

  /**
   * Encodes {@code x[offset]} to {@code x[offset + 31]} into {@code bytes[at]} and following.
   * Finite input is expected; an element that is not a number is coded as an arbitrary integer.
   */
  void encode(float[] x, int offset, byte[] bytes, int at);

  /** Writes the 32 integers {@code q} of {@code x^ = d q + m}. */
  void integers(byte[] bytes, int at, float[] q, int offset);

  /** The scale {@code d} of a block. */
  default float scale(byte[] bytes, int at) {
    return getFp16(bytes, at);
  }

  /** The offset {@code m} of a block; 0 unless the codec has one. */
  default float offset(byte[] bytes, int at) {
    return 0;
  }

  /** Decodes one block. */
  default void decode(byte[] bytes, int at, float[] x, int offset) {
    float d = scale(bytes, at);
    integers(bytes, at, x, offset);
    for (int i = offset; i < offset + BLOCK; i++) {
      x[i] *= d;
    }
  }

  @Override
  default int overheadBits(int headDim) {
    return headDim / BLOCK * (8 * blockBytes() - BLOCK * payloadBits());
  }

  @Override
  default void requireHeadDim(int headDim) {
    KvCodec.requireMultiple(this, BLOCK, headDim);
  }

  @Override
  default void roundTrip(float[] data, int offset, int stride, int tokens, int headDim) {
    var bytes = new byte[blockBytes()];
    for (int t = 0; t < tokens; t++) {
      for (int c = 0; c < headDim; c += BLOCK) {
        int start = offset + t * stride + c;
        encode(data, start, bytes, 0);
        decode(bytes, 0, data, start);
      }
    }
  }

  /** The element of largest magnitude of a block with its sign; of equals the first. */
  static float extreme(float[] x, int offset) {
    float extreme = 0;
    for (int i = offset; i < offset + BLOCK; i++) {
      if (Math.abs(x[i]) > Math.abs(extreme)) {
        extreme = x[i];
      }
    }
    return extreme;
  }

  /** Writes a value as FP16. */
  static void putFp16(byte[] bytes, int at, float value) {
    short half = Fp16.fromFloat(value);
    bytes[at] = (byte) half;
    bytes[at + 1] = (byte) (half >> 8);
  }

  /** Reads an FP16 value. */
  static float getFp16(byte[] bytes, int at) {
    return Fp16.toFloat((short) ((bytes[at] & 0xff) | (bytes[at + 1] << 8)));
  }
}
