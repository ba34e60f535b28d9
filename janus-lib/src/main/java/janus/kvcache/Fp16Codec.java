package janus.kvcache;

/** IEEE 754 binary16, spelled {@code f16}; see {@link Fp16}. Overflow gives infinity. */
public record Fp16Codec() implements KvCodec {
  @Override
  public String spelling() {
    return "f16";
  }

  @Override
  public int payloadBits() {
    return 16;
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
  public void roundTrip(float[] data, int offset, int stride, int tokens, int headDim) {
    for (int t = 0; t < tokens; t++) {
      int start = offset + t * stride;
      for (int i = start; i < start + headDim; i++) {
        data[i] = Fp16.round(data[i]);
      }
    }
  }
}
