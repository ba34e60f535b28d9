package janus.kvcache;

/** IEEE 754 binary16, spelled {@code f16}; see {@link Fp16}. Overflow gives infinity. */
public record Fp16Codec() implements ElementCodec {
  @Override
  public String spelling() {
    return "f16";
  }

  @Override
  public int payloadBits() {
    return 16;
  }

  @Override
  public float round(float x) {
    return Fp16.round(x);
  }
}
