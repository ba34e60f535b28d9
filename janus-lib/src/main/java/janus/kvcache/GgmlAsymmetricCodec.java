package janus.kvcache;

/**
 * ggml's q4_1 and q5_1: {@code d = (max - min) / (2^b - 1)}, {@code q = min(2^b - 1, trunc((x -
 * min) * (1 / d) + 0.5))}, stored as {@code fp16(d), fp16(min)} and the integers; {@code x^ = d q +
 * fp16(min)}. 5 and 6 bits an element.
 *
 * @param bits 4 or 5
 */
public record GgmlAsymmetricCodec(int bits) implements GgmlBlockCodec {
  public GgmlAsymmetricCodec {
    if (bits != 4 && bits != 5) {
      throw new IllegalArgumentException("bits must be 4 or 5: " + bits);
    }
  }

  @Override
  public String spelling() {
    return "q" + bits + "_1";
  }

  @Override
  public int payloadBits() {
    return bits;
  }

  @Override
  public int blockBytes() {
    return 4 + GgmlPlanes.bytes(bits);
  }

  @Override
  public ReadWork readWork(int headDim) {
    return ReadWork.scaleAndOffset(BLOCK);
  }

  @Override
  public void encode(float[] x, int offset, byte[] bytes, int at) {
    float min = Float.MAX_VALUE;
    float max = -Float.MAX_VALUE;
    for (int i = 0; i < BLOCK; i++) {
      min = x[offset + i] < min ? x[offset + i] : min;
      max = x[offset + i] > max ? x[offset + i] : max;
    }
    int levels = (1 << bits) - 1;
    float d = (max - min) / levels;
    float inverse = d == 0 ? 0 : 1 / d;
    GgmlBlockCodec.putFp16(bytes, at, d);
    GgmlBlockCodec.putFp16(bytes, at + 2, min);
    var q = new int[BLOCK];
    for (int i = 0; i < BLOCK; i++) {
      int rounded = (int) ((x[offset + i] - min) * inverse + 0.5f);
      q[i] = Math.max(0, Math.min(levels, rounded));
    }
    GgmlPlanes.pack(q, bits, bytes, at + 4);
  }

  @Override
  public void integers(byte[] bytes, int at, float[] q, int offset) {
    for (int i = 0; i < BLOCK; i++) {
      q[offset + i] = GgmlPlanes.get(bytes, at + 4, bits, i);
    }
  }

  @Override
  public float offset(byte[] bytes, int at) {
    return GgmlBlockCodec.getFp16(bytes, at + 2);
  }

  @Override
  public void decode(byte[] bytes, int at, float[] x, int offset) {
    float d = scale(bytes, at);
    float min = offset(bytes, at);
    integers(bytes, at, x, offset);
    for (int i = offset; i < offset + BLOCK; i++) {
      x[i] = x[i] * d + min;
    }
  }
}
