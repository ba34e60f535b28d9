package janus.kvcache;

/** IEEE 754 binary32, spelled {@code f32}: the reference that loses nothing. */
public record Fp32Codec() implements ElementCodec {
  @Override
  public String spelling() {
    return "f32";
  }

  @Override
  public int payloadBits() {
    return 32;
  }

  @Override
  public float round(float x) {
    return x;
  }
}
