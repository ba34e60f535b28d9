package janus.provenance;

import java.util.Locale;

/** The origin of a fact. */
public enum Basis {
  /** Printed in the named source. */
  PUBLISHED,
  /** Computed from published values by a stated rule. */
  DERIVED,
  /** Recalled from the literature; not verified in the named source. */
  RECALLED,
  /** Chosen by us, without a measurement. */
  ASSUMED;

  public String spelling() {
    return name().toLowerCase(Locale.ROOT);
  }
}
