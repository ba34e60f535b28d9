package janus.kvcache;

/**
 * ggml's q4_0 and q5_0. With {@code h} = 8 or 16 and {@code v} the element of largest magnitude,
 * sign kept (of equals the first): {@code d = v / -h}, {@code q = min(2h - 1, trunc(x * (1 / d) + h
 * + 0.5))}, stored as {@code fp16(d)} and the integers; {@code x^ = d (q - h)}. 4.5 and 5.5 bits an
 * element.
 *
 * @param bits 4 or 5
 */
public record GgmlSymmetricCodec(int bits) implements GgmlBlockCodec {
  public GgmlSymmetricCodec {
    if (bits != 4 && bits != 5) {
      throw new IllegalArgumentException("bits must be 4 or 5: " + bits);
    }
  }

  @Override
  public String spelling() {
    return "q" + bits + "_0";
  }

  @Override
  public int payloadBits() {
    return bits;
  }

  @Override
  public int blockBytes() {
    return 2 + GgmlPlanes.bytes(bits);
  }

  @Override
  public ReadWork readWork(int headDim) {
    return ReadWork.scale(BLOCK);
  }

  @Override
  public void encode(float[] x, int offset, byte[] bytes, int at) {
    float extreme = GgmlBlockCodec.extreme(x, offset);
    int half = 1 << (bits - 1);
    float d = extreme / -half;
    float inverse = d == 0 ? 0 : 1 / d;
    GgmlBlockCodec.putFp16(bytes, at, d);
    var q = new int[BLOCK];
    for (int i = 0; i < BLOCK; i++) {
      int rounded = (int) (x[offset + i] * inverse + (half + 0.5f));
      q[i] = Math.max(0, Math.min(2 * half - 1, rounded));
    }
    GgmlPlanes.pack(q, bits, bytes, at + 2);
  }

  @Override
  public void integers(byte[] bytes, int at, float[] q, int offset) {
    int half = 1 << (bits - 1);
    for (int i = 0; i < BLOCK; i++) {
      q[offset + i] = GgmlPlanes.get(bytes, at + 2, bits, i) - half;
    }
  }
}
