package janus.kvcache;

/**
 * bfloat16, spelled {@code bf16}: the upper half of a binary32 (8 exponent and 7 fraction bits),
 * rounded to nearest, ties to even.
 */
public record Bf16Codec() implements ElementCodec {
  @Override
  public String spelling() {
    return "bf16";
  }

  @Override
  public int payloadBits() {
    return 16;
  }

  @Override
  public float round(float x) {
    int bits = Float.floatToRawIntBits(x);
    if ((bits & 0x7fffffff) > 0x7f800000) {
      return x;
    }
    return Float.intBitsToFloat((bits + 0x7fff + ((bits >>> 16) & 1)) & 0xffff0000);
  }
}
