package janus.notebook;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

/** Rows and numbers of tables, for figures and sentences. */
class SelectionTest {
  record Run(String step, int tokens, double rate) {}

  private static final Table RUNS =
      Tables.of(
          List.of(
              new Run("decode", 512, 15.5),
              new Run("decode", 4096, 14.25),
              new Run("prompt", 512, 300)));

  @Test
  void whereKeepsRowsThatHaveEveryValue() {
    assertEquals(2, Tables.where(RUNS, "step", "decode").rowCount());
    Table one = Tables.where(RUNS, "step", "decode", "tokens", 4096);
    assertEquals(14.25, one.doubleColumn("rate").get(0));
    assertEquals(3, Tables.where(RUNS).rowCount());
    assertThrows(
        IllegalArgumentException.class, () -> Tables.where(RUNS, "step", "prompt", "tokens", 4096));
  }

  @Test
  void betweenIncludesItsEnds() {
    assertEquals(3, Tables.between(RUNS, "rate", 14.25, 300).rowCount());
    assertEquals(1, Tables.between(RUNS, "rate", 14.26, 299).rowCount());
    assertThrows(IllegalArgumentException.class, () -> Tables.between(RUNS, "rate", 1, 2));
  }

  @Test
  void valuesComeInTheOrderAskedFor() {
    Table decode = Tables.where(RUNS, "step", "decode");
    assertArrayEquals(
        new double[] {14.25, 15.5}, Tables.values(decode, "rate", "tokens", 4096, 512));
    // Two rows have 512 tokens.
    assertThrows(IllegalArgumentException.class, () -> Tables.values(RUNS, "rate", "tokens", 512));
  }

  @Test
  void anArrayStandsForItsNumbersInASentence() {
    assertEquals(
        "decode: 14.3, 15.5 and 3 runs",
        Finding.of("%s: %.1f, %s and %d runs", "decode", new double[] {14.25, 15.5}, 3).markdown());
    assertThrows(
        IllegalArgumentException.class,
        () -> Finding.of("%.1f and %.1f", new double[] {1, Double.NaN}));
  }
}
