package janus.kvcache;

/**
 * ggml's q8_0: {@code d = amax / 127}, {@code q = round(x * (127 / amax))}, stored as {@code
 * fp16(d), int8 q[32]}; {@code x^ = d q}. 8.5 bits an element.
 *
 * <p>Rounding is to nearest with ties to even, as the SIMD code of ggml's CPU backend does on x86
 * and as llama.cpp therefore fills its KV cache there. The scalar reference (and gguf-py)
 * multiplies by {@code 1 / d} instead and rounds ties away from zero; where the two differ, it is
 * by one step in elements within rounding of a tie.
 */
public record GgmlQ80Codec() implements GgmlBlockCodec {
  @Override
  public String spelling() {
    return "q8_0";
  }

  @Override
  public int payloadBits() {
    return 8;
  }

  @Override
  public int blockBytes() {
    return 34;
  }

  @Override
  public ReadWork readWork(int headDim) {
    return ReadWork.scale(BLOCK);
  }

  @Override
  public void encode(float[] x, int offset, byte[] bytes, int at) {
    float amax = CalibratedCodec.amax(x, offset, BLOCK);
    float inverse = amax == 0 ? 0 : 127f / amax;
    GgmlBlockCodec.putFp16(bytes, at, amax / 127f);
    for (int i = 0; i < BLOCK; i++) {
      bytes[at + 2 + i] = (byte) Math.rint(x[offset + i] * inverse);
    }
  }

  @Override
  public void integers(byte[] bytes, int at, float[] q, int offset) {
    for (int i = 0; i < BLOCK; i++) {
      q[offset + i] = bytes[at + 2 + i];
    }
  }
}
