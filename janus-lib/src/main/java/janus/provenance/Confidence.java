package janus.provenance;

import java.util.Locale;

/** How far a fact may be trusted. */
public enum Confidence {
  /** Read in the source, or agreed upon by several. */
  HIGH,
  /** One source, a tool's result, or a short derivation. */
  MEDIUM,
  /** Recalled, assumed or derived by a long way. */
  LOW,
  /** Not stated in {@code data/}. */
  UNSTATED;

  public String spelling() {
    return name().toLowerCase(Locale.ROOT);
  }
}
