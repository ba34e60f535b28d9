package janus.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import janus.provenance.Basis;
import janus.units.DataSize;
import janus.units.Range;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvTest {
  record Row(String name, double latencyNs, Range areaMm2, DataSize capacity, Basis basis) {}

  record Odd(List<String> names) {}

  record Resistance(double thetaCPerW) {}

  @Test
  void headersAreSpelledAsInJson() {
    assertEquals("theta_c_per_w\n15\n", Csv.of(Resistance.class, List.of(new Resistance(15))));
  }

  @Test
  void headerCarriesUnitsAndRangesBecomeThreeColumns() {
    var row = new Row("a", 1.5, new Range(1, 2, 3), DataSize.ofKiB(1), Basis.ASSUMED);
    assertEquals(
        """
        name,latency_ns,area_mm2_low,area_mm2,area_mm2_high,capacity_bytes,basis
        a,1.5,1,2,3,1024,assumed
        """,
        Csv.of(Row.class, List.of(row)));
  }

  @Test
  void missingValuesAreEmptyAndCommasAreQuoted() {
    var row = new Row("a, \"b\"", Double.NaN, null, null, null);
    assertEquals("\"a, \"\"b\"\"\",,,,,,", Csv.of(Row.class, List.of(row)).lines().toList().get(1));
  }

  // Double.toString of JDK 17 gives 1.9999999999999998E23.
  @Test
  void doublesAreShortest() {
    assertEquals("0.1", Csv.number(0.1));
    assertEquals("2.0E23", Csv.number(Double.parseDouble("2e23")));
  }

  @Test
  void typesThatFitNoColumnAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> Csv.of(Odd.class, List.of(new Odd(List.of("a", "b")))));
  }
}
