package janus.provenance;

import janus.units.Range;
import java.util.Objects;

/**
 * A number with its unit, range, basis and source.
 *
 * @param range low, typical and high value, in {@code unit}
 * @param unit the unit as written in {@code data/}, for example {@code pJ/bit}; {@code 1} for a
 *     pure number
 * @param basis how it is known
 * @param source a key of {@code data/sources.json}
 * @param where table, figure or page in the source, or the rule of derivation
 * @param confidence how reliable it is
 */
public record Fact(
    Range range, String unit, Basis basis, String source, String where, Confidence confidence) {
  public Fact {
    Objects.requireNonNull(range, "range");
    Objects.requireNonNull(unit, "unit");
    Objects.requireNonNull(basis, "basis");
    if (source == null || source.isBlank()) {
      throw new IllegalArgumentException("source must name an entry of data/sources.json");
    }
    where = where == null ? "" : where;
    Objects.requireNonNull(confidence, "confidence");
  }

  /** A fact without a stated confidence. */
  public Fact(Range range, String unit, Basis basis, String source, String where) {
    this(range, unit, basis, source, where, Confidence.UNSTATED);
  }

  public double low() {
    return range.low();
  }

  public double typical() {
    return range.typical();
  }

  public double high() {
    return range.high();
  }
}
