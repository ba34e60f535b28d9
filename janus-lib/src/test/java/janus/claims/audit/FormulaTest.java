package janus.claims.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.provenance.BadInputException;
import janus.units.Range;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormulaTest {
  /** range(a, b, c) alone. */
  private static final Quantities RANGES =
      (name, values) -> {
        List<Double> ends = values.stream().map(value -> Value.rangeOf(value).typical()).toList();
        return new Value.Amount(new Range(ends.get(0), ends.get(1), ends.get(2)));
      };

  private static Range range(String text) {
    return Value.rangeOf(Formula.parse("test", text).value(RANGES));
  }

  @ParameterizedTest
  @CsvSource({
    "1 + 2*3, 7",
    "(1 + 2)*3, 9",
    "10 - 4 - 3, 3",
    "64/4/2, 8",
    "2^3^2, 512",
    "2*3^2, 18",
    "-3 + 5, 2",
    "2 - -3, 5",
    "1.5e3, 1500",
    "5e-1*4, 2",
    "2*32*4096*4096*0.5/2^20, 512",
  })
  void operatorsBindAsInArithmetic(String text, double expected) {
    assertEquals(Range.exactly(expected), range(text));
  }

  // [1, 4] x [-2, 3]: the products of the ends are -2, 3, -8, 12.
  @Test
  void aRangeReachesToTheExtremesOfTheEnds() {
    assertEquals(new Range(-8, 2, 12), range("range(1, 2, 4) * range(-2, 1, 3)"));
    assertEquals(new Range(-2, 1, 6), range("range(1, 2, 4) - range(-2, 1, 3)"));
    assertEquals(new Range(0.25, 1, 4), range("range(1, 2, 4) / range(1, 2, 4)"));
  }

  @Test
  void aWordIsTakenAsItStands() {
    assertEquals("3D XPoint", Value.wordOf(Formula.parse("test", "'3D XPoint'").value(RANGES)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1 +", "(1", "1 2", "'word", "range(1", "1..2", "a", "1 + 'x'", "$"})
  void aMistakeNamesTheFormulaAndItsPlace(String text) {
    var mistake = assertThrows(BadInputException.class, () -> range(text));
    assertTrue(mistake.getMessage().contains("test"), mistake.getMessage());
    assertTrue(mistake.getMessage().contains("expected"), mistake.getMessage());
  }
}
