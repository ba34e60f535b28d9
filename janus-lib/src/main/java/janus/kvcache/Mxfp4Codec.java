package janus.kvcache;

/**
 * Microscaling FP4, spelled {@code mxfp4}: blocks of 32 channels share a power of two {@code X =
 * 2^(floor(log2(amax)) - 2)} of 8 bits (E8M0), and each element is the E2M1 value nearest to {@code
 * x / X}, ties to even, saturating at 6. 4.25 bits an element. See Open Compute Project, "OCP
 * Microscaling Formats (MX) Specification", version 1.0, 2023, section 6.3. ggml's type of this
 * name finds the same scale and resolves ties by the order of its table.
 */
public record Mxfp4Codec() implements KvCodec {
  private static final int BLOCK = 32;

  @Override
  public String spelling() {
    return "mxfp4";
  }

  @Override
  public int payloadBits() {
    return 4;
  }

  @Override
  public int overheadBits(int headDim) {
    return headDim / BLOCK * 8;
  }

  @Override
  public ReadWork readWork(int headDim) {
    return ReadWork.scale(BLOCK);
  }

  @Override
  public void requireHeadDim(int headDim) {
    if (headDim < 1 || headDim % BLOCK != 0) {
      throw new IllegalArgumentException(
          "codec mxfp4 needs headDim to be a multiple of " + BLOCK + ": " + headDim);
    }
  }

  @Override
  public void roundTrip(float[] data, int offset, int stride, int tokens, int headDim) {
    for (int t = 0; t < tokens; t++) {
      int start = offset + t * stride;
      for (int block = start; block < start + headDim; block += BLOCK) {
        float amax = 0;
        for (int i = block; i < block + BLOCK; i++) {
          amax = Math.max(amax, Math.abs(data[i]));
        }
        // Math.getExponent is floor(log2) of a normal number; -127 is the smallest scale there is.
        int exponent = Math.max(-127, Math.min(127, Math.getExponent(amax) - 2));
        float scale = Math.scalb(1f, exponent);
        float inverse = Math.scalb(1f, -exponent);
        for (int i = block; i < block + BLOCK; i++) {
          data[i] = SmallFloat.E2M1.round(data[i] * inverse) * scale;
        }
      }
    }
  }
}
