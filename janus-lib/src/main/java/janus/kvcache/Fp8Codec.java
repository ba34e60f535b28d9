package janus.kvcache;

import java.util.Objects;

/**
 * An 8-bit float without a scale, as a cache stores it that simply casts: {@code fp8-e4m3} reaches
 * to 448 and {@code fp8-e5m2} to 57344; larger values saturate. See Open Compute Project, "OCP
 * 8-bit Floating Point Specification (OFP8)", revision 1.0, 2023.
 *
 * @param format the split of the bits
 */
public record Fp8Codec(Format format) implements ElementCodec {
  /** The two formats of the specification. */
  public enum Format {
    E4M3,
    E5M2;

    SmallFloat rounding() {
      return this == E4M3 ? SmallFloat.E4M3 : SmallFloat.E5M2;
    }
  }

  public Fp8Codec {
    Objects.requireNonNull(format, "format");
  }

  @Override
  public String spelling() {
    return format == Format.E4M3 ? "fp8-e4m3" : "fp8-e5m2";
  }

  @Override
  public int payloadBits() {
    return 8;
  }

  @Override
  public float round(float x) {
    return format.rounding().round(x);
  }
}
