package janus.provenance;

import java.util.Locale;

/** The reliability of a fact. */
public enum Confidence {
  /** Read in the source, or agreed by several sources. */
  HIGH,
  /** One source, a tool's result, or a short derivation. */
  MEDIUM,
  /** Recalled, assumed or derived in many steps. */
  LOW,
  /** Not stated in {@code data/}. */
  UNSTATED;

  public String spelling() {
    return name().toLowerCase(Locale.ROOT);
  }
}
