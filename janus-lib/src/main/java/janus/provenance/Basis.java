package janus.provenance;

import java.util.Locale;

/** How a fact is known. */
public enum Basis {
  /** Stands in the named source. */
  PUBLISHED,
  /** Computed from published values by a stated rule. */
  DERIVED,
  /** Remembered from the literature, and not read again in the named source. */
  RECALLED,
  /** Chosen by us; nobody has measured it. */
  ASSUMED;

  public String spelling() {
    return name().toLowerCase(Locale.ROOT);
  }
}
