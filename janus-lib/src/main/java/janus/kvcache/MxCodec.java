package janus.kvcache;

import java.util.Objects;

/**
 * A microscaling format of the Open Compute Project: blocks of 32 channels share a power of two
 * {@code X = 2^(floor(log2(amax)) - emax)} of 8 bits (E8M0), and each element is the value of a
 * small float nearest to {@code x / X}, ties to even, saturating. {@code emax} is the exponent of
 * the element's largest value. Spelled {@code mxfp4}, {@code mxfp6-e2m3}, {@code mxfp6-e3m2},
 * {@code mxfp8-e4m3} and {@code mxfp8-e5m2}. See "OCP Microscaling Formats (MX) Specification",
 * version 1.0, 2023, section 6.3. ggml's MXFP4 finds the same scale and resolves ties by the order
 * of its table.
 *
 * @param element format of an element
 */
public record MxCodec(Element element) implements VectorCodec {
  private static final int BLOCK = 32;

  /** Formats of elements; names are those of the specification. */
  public enum Element {
    FP4("mxfp4", 4),
    FP6_E2M3("mxfp6-e2m3", 6),
    FP6_E3M2("mxfp6-e3m2", 6),
    FP8_E4M3("mxfp8-e4m3", 8),
    FP8_E5M2("mxfp8-e5m2", 8);

    private final String spelling;
    private final int bits;

    Element(String spelling, int bits) {
      this.spelling = spelling;
      this.bits = bits;
    }

    private SmallFloat format() {
      return switch (this) {
        case FP4 -> SmallFloat.E2M1;
        case FP6_E2M3 -> SmallFloat.E2M3;
        case FP6_E3M2 -> SmallFloat.E3M2;
        case FP8_E4M3 -> SmallFloat.E4M3;
        case FP8_E5M2 -> SmallFloat.E5M2;
      };
    }
  }

  public MxCodec {
    Objects.requireNonNull(element, "element");
  }

  @Override
  public String spelling() {
    return element.spelling;
  }

  @Override
  public int payloadBits() {
    return element.bits;
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
    KvCodec.requireMultiple(this, BLOCK, headDim);
  }

  @Override
  public void code(float[] data, int start, int headDim) {
    for (int block = start; block < start + headDim; block += BLOCK) {
      block(data, block);
    }
  }

  private void block(float[] data, int start) {
    float amax = CalibratedCodec.amax(data, start, BLOCK);
    SmallFloat format = element.format();
    // Math.getExponent is floor(log2) of a normal number; -127 is the smallest scale there is.
    int largest = Math.getExponent(format.max());
    int exponent = Math.max(-127, Math.min(127, Math.getExponent(amax) - largest));
    float scale = Math.scalb(1f, exponent);
    float inverse = Math.scalb(1f, -exponent);
    for (int i = start; i < start + BLOCK; i++) {
      data[i] = format.round(data[i] * inverse) * scale;
    }
  }
}
