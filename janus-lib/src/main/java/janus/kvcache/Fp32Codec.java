package janus.kvcache;

/** IEEE 754 binary32, spelled {@code f32}: the reference that loses nothing. */
public record Fp32Codec() implements KvCodec {
  @Override
  public String spelling() {
    return "f32";
  }

  @Override
  public int payloadBits() {
    return 32;
  }

  @Override
  public int overheadBits(int headDim) {
    return 0;
  }

  @Override
  public ReadWork readWork(int headDim) {
    return ReadWork.NONE;
  }

  @Override
  public void roundTrip(float[] data, int offset, int stride, int tokens, int headDim) {}
}
