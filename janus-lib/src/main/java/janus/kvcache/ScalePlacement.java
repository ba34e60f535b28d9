package janus.kvcache;

import janus.provenance.BadInputException;
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

  /**
   * The place of that name.
   *
   * @throws BadInputException listing the valid names
   */
  public static ScalePlacement parse(String spelling) {
    for (ScalePlacement placement : values()) {
      if (placement.spelling().equals(spelling)) {
        return placement;
      }
    }
    throw new BadInputException(
        "unknown place of scales '" + spelling + "'; one of interleaved, separate");
  }
}
