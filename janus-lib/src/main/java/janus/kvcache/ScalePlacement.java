package janus.kvcache;

import janus.provenance.BadInputException;
import java.util.Locale;

/** The place of a codec's scales and zero points. */
public enum ScalePlacement {
  /** Behind the codes they belong to: one vector (or block of vectors) is one run of bits. */
  INTERLEAVED,
  /** After the codes of the whole cache, in planes of the same order. */
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
