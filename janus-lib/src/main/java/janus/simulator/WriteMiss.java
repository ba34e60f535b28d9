package janus.simulator;

import janus.provenance.BadInputException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a write does whose line is not in tier 1. Tier 1 is write-back in any case. */
public enum WriteMiss {
  /** The line is fetched, then written in tier 1. */
  ALLOCATE,
  /** The line is taken into tier 1 without a fetch: every byte of it will be written. */
  ALLOCATE_WITHOUT_FETCH,
  /** The write goes past tier 1 to the tier that holds the line. */
  NO_ALLOCATE;

  public String spelling() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The policy of a spelling.
   *
   * @throws BadInputException if there is none; lists the valid spellings
   */
  public static WriteMiss parse(String spelling) {
    return Arrays.stream(values())
        .filter(value -> value.spelling().equals(spelling.strip().toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new BadInputException(
                    "write miss policy '"
                        + spelling
                        + "' is unknown; valid: "
                        + Arrays.stream(values())
                            .map(WriteMiss::spelling)
                            .collect(Collectors.joining(", "))));
  }
}
