package janus.claims.audit;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * The verdict on a claim, from least to most serious. {@link Part#verdict} derives it from the
 * numbers.
 */
public enum Verdict {
  /** Its own constants and our models give the claimed value. */
  REPRODUCED("reproduced"),
  /** They do so once the claim is read in a way that the table states. */
  UNDER_A_READING("reproduced under a stated reading"),
  /** Nothing here computes it, and its source holds nothing that does. */
  NOT_HERE("not reproducible here"),
  /** Published data, alone or through our models, give another value. */
  AT_ODDS("at odds with published data"),
  /** Its own constants, code or documents give another value. */
  CONTRADICTED("contradicted by its own source");

  private final String spelling;

  Verdict(String spelling) {
    this.spelling = spelling;
  }

  @JsonValue
  public String spelling() {
    return spelling;
  }
}
