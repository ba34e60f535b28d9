package janus.claims.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartTest {
  private static final Quantities NONE =
      (name, values) -> {
        throw new IllegalArgumentException("none");
      };

  private static Formula formula(String text) {
    return text == null ? null : Formula.parse("test", text);
  }

  private static Part part(String own, String ours, Part.Reading reading) {
    return new Part(
        "", new Claimed("=", "10"), formula(own), formula(ours), reading, List.of(), null);
  }

  // The rule, line by line, for a claimed 10; 10.5 is within 5 % of it but does not round to it.
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "10, 10, REPRODUCED",
        "10, 10.5, REPRODUCED",
        "10, -, REPRODUCED",
        "-, 10.5, REPRODUCED",
        "10, 12, AT_ODDS",
        "-, 12, AT_ODDS",
        "12, 10, CONTRADICTED",
        "12, 12, CONTRADICTED",
        "10.6, -, CONTRADICTED",
      })
  void theVerdictFollowsFromTheValues(String own, String ours, Verdict expected) {
    assertEquals(expected, part(own, ours, null).judged(NONE).verdict());
  }

  @Test
  void aReadingDecidesOnlyWhereThePlainClaimFails() {
    var reading = new Part.Reading("in another unit", null, formula("10"));
    assertEquals(Verdict.UNDER_A_READING, part("10", "12", reading).judged(NONE).verdict());
    assertEquals(Verdict.REPRODUCED, part("10", "10", reading).judged(NONE).verdict());
    assertEquals(Verdict.CONTRADICTED, part("12", "12", reading).judged(NONE).verdict());
    var useless = new Part.Reading("in another unit", null, formula("12"));
    assertEquals(Verdict.AT_ODDS, part("10", "12", useless).judged(NONE).verdict());
  }

  @Test
  void theValuesShownAreThoseThatDecided() {
    var reading = new Part.Reading("in another unit", formula("10"), null);
    Part.Judged judged = part("12", "10", reading).judged(NONE);
    assertEquals(10, Value.rangeOf(judged.own()).typical());
  }

  @Test
  void withoutAFormulaAReasonMustStand() {
    var claimed = new Claimed("=", "10");
    var silent = new Part("", claimed, null, null, null, List.of(), "no code computes it");
    assertEquals(Verdict.NOT_HERE, silent.judged(NONE).verdict());
    assertThrows(IllegalArgumentException.class, () -> part(null, null, null));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Part("", claimed, formula("1"), null, null, List.of(), "no code"));
  }
}
