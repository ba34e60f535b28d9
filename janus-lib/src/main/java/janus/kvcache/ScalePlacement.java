package janus.kvcache;

import java.util.Locale;

/** Where a codec's scales and zero points lie. */
public enum ScalePlacement {
  /** Behind the codes they belong to: one vector (or block of vectors) is one run of bits. */
  INTERLEAVED,
  /** In planes of their own, after the codes of the whole cache, in the same order. */
  SEPARATE;

  public String spelling() {
    return name().toLowerCase(Locale.ROOT);
  }
}
