package janus.kvcache;

import java.util.Locale;

/**
 * Floats without a scale and without saturation, spelled {@code f32}, {@code f16}, {@code bf16}.
 */
public enum FloatCodec implements ElementCodec {
  /** IEEE 754 binary32: the reference that loses nothing. */
  F32(32) {
    @Override
    public float round(float x) {
      return x;
    }
  },
  /** IEEE 754 binary16; see {@link Fp16}. Overflow gives infinity. */
  F16(16) {
    @Override
    public float round(float x) {
      return Fp16.round(x);
    }
  },
  /**
   * bfloat16: the upper half of a binary32 (8 exponent and 7 fraction bits), rounded to nearest,
   * ties to even.
   */
  BF16(16) {
    @Override
    public float round(float x) {
      int bits = Float.floatToRawIntBits(x);
      if ((bits & 0x7fffffff) > 0x7f800000) {
        return x;
      }
      return Float.intBitsToFloat((bits + 0x7fff + ((bits >>> 16) & 1)) & 0xffff0000);
    }
  };

  private final int bits;

  FloatCodec(int bits) {
    this.bits = bits;
  }

  @Override
  public String spelling() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public int payloadBits() {
    return bits;
  }
}
