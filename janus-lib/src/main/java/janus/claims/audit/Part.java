package janus.claims.audit;

import java.util.List;

/**
 * One value of a claim, and the formulas it is judged by.
 *
 * @param name which value of the claim, empty where there is one
 * @param claimed what is stated
 * @param own what the constants, code or documents of the published project give; null for nothing
 * @param ours what our models or published data give; null for nothing
 * @param reading another way to read the claim; null for none
 * @param sources keys of {@code data/sources.json} for published values written into {@code ours}
 * @param because why there is no formula; null where there is one
 */
record Part(
    String name,
    Claimed claimed,
    Formula own,
    Formula ours,
    Reading reading,
    List<String> sources,
    String because) {

  /**
   * A reading of a claim under which other formulas hold.
   *
   * @param text the reading, in words
   * @param own replaces the part's, where it is not null
   * @param ours likewise
   */
  record Reading(String text, Formula own, Formula ours) {}

  /**
   * A part with its values.
   *
   * @param own value of the formula; null for none
   * @param ours likewise
   * @param verdict what follows from them
   */
  record Judged(Part part, Value own, Value ours, Verdict verdict) {}

  Part {
    sources = List.copyOf(sources);
    if ((because == null) == (own == null && ours == null)) {
      throw new IllegalArgumentException("expected a formula or 'because', and not both");
    }
    if (reading != null && reading.own() == null && reading.ours() == null) {
      throw new IllegalArgumentException("a reading must have a formula: " + reading.text());
    }
  }

  /**
   * Computes both values and judges. The rule, whose first line that holds decides:
   *
   * <pre>
   * no formula                                                       not reproducible here
   * own rounds to the claim, and ours, 5 % wider, reaches it         reproduced
   * the same with the formulas of the reading                        reproduced under a stated reading
   * own does not round to the claim                                  contradicted by its own source
   * ours does not reach it                                           at odds with published data
   * </pre>
   *
   * <p>A formula that is missing speaks neither for nor against. A word rounds to itself alone, and
   * a bound is reached by whatever keeps it. Where a reading decides, its values are shown.
   */
  Judged judged(Quantities quantities) {
    Judged plain = judged(quantities, own, ours);
    if (reading == null || plain.verdict() == Verdict.REPRODUCED) {
      return plain;
    }
    Judged read =
        judged(
            quantities,
            reading.own() == null ? own : reading.own(),
            reading.ours() == null ? ours : reading.ours());
    return read.verdict() == Verdict.REPRODUCED
        ? new Judged(this, read.own(), read.ours(), Verdict.UNDER_A_READING)
        : plain;
  }

  private Judged judged(Quantities quantities, Formula ownFormula, Formula oursFormula) {
    Value ownValue = ownFormula == null ? null : ownFormula.value(quantities);
    Value oursValue = oursFormula == null ? null : oursFormula.value(quantities);
    return new Judged(this, ownValue, oursValue, verdict(claimed, ownValue, oursValue));
  }

  /** The verdict of a claim without a reading, from the values of its formulas. */
  static Verdict verdict(Claimed claimed, Value own, Value ours) {
    if (own == null && ours == null) {
      return Verdict.NOT_HERE;
    }
    if (own != null && !claimed.isGivenBy(own)) {
      return Verdict.CONTRADICTED;
    }
    return ours == null || claimed.isNear(ours) ? Verdict.REPRODUCED : Verdict.AT_ODDS;
  }
}
