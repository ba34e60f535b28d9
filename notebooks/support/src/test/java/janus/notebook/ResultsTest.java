package janus.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.provenance.BadInputException;
import janus.provenance.Circumstances;
import janus.results.ResultsFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.Table;

class ResultsTest {
  @TempDir private Path folder;

  record Row(String codec, int tokens, double sizeMib, Double missing) {}

  record Quote(String quantity, String value, String unit, String origin, String file) {}

  private Results written() {
    var results = new ResultsFolder(folder.resolve("1-a"));
    results.table(
        "sizes", Row.class, List.of(new Row("f16", 512, 256.5, null), new Row("none", 1, 2, 3.0)));
    results.table(
        "headlines",
        Quote.class,
        List.of(new Quote("size <of> it", "1048576", "B", "computed", "1-a/sizes.csv")));
    results.write("1-a", true, Map.of("context_tokens", 512), 1.25, Circumstances.current());
    return new Results("1-a", folder.resolve("1-a"));
  }

  @Test
  void columnsHaveTheirTypes() {
    Table table = written().table("sizes");
    assertEquals(ColumnType.STRING, table.column("codec").type());
    assertEquals(ColumnType.INTEGER, table.column("tokens").type());
    assertEquals(256.5, table.doubleColumn("size_mib").get(0));
    assertTrue(table.column("missing").isMissing(0));
    assertEquals("none", table.stringColumn("codec").get(1));
  }

  @Test
  void missingFileSaysWhichCommandMakesIt() {
    var e = assertThrows(BadInputException.class, () -> written().table("power"));
    assertTrue(e.getMessage().contains("power.csv is missing"), e.getMessage());
    assertTrue(e.getMessage().contains("janus-lib/janus run 1-a"), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }

  record Measured(String text, double perplexity) {}

  record MeasuredWithError(String text, Double errorNats, double perplexity) {}

  // A folder that was measured before the column came, and two that were measured after.
  @Test
  void aColumnThatAnOlderFileLacksIsEmptyInItsRows() {
    table("botchan", MeasuredWithError.class, List.of(new MeasuredWithError("botchan", 0.5, 30)));
    table("old", Measured.class, List.of(new Measured("old", 19)));
    table("zola", MeasuredWithError.class, List.of(new MeasuredWithError("zola", 0.25, 25)));
    Table all = new Results("2-b", folder).everyTable("*/perplexity");
    assertEquals(List.of("botchan", "old", "zola"), all.stringColumn("text").asList());
    assertEquals(List.of("text", "error_nats", "perplexity"), all.columnNames());
    assertEquals(0.5, all.numberColumn("error_nats").getDouble(0));
    assertTrue(all.column("error_nats").isMissing(1));
    assertEquals(0.25, all.numberColumn("error_nats").getDouble(2));
    assertEquals(25, all.numberColumn("perplexity").getDouble(2));
  }

  @Test
  void appendingTakesTheColumnsOfBothTablesInEitherOrder() {
    Table without = Tables.of(List.of(new Measured("old", 19.5)));
    Table with = Tables.of(List.of(new MeasuredWithError("new", 0.5, 30.5)));
    Table olderFirst = Tables.append(without, with);
    assertEquals(List.of("text", "perplexity", "error_nats"), olderFirst.columnNames());
    assertTrue(olderFirst.column("error_nats").isMissing(0));
    assertEquals(0.5, olderFirst.numberColumn("error_nats").getDouble(1));
    assertEquals(30.5, Tables.append(with, without).numberColumn("perplexity").getDouble(0));
  }

  private <R extends Record> void table(String text, Class<R> type, List<R> rows) {
    var results = new ResultsFolder(folder.resolve(text));
    results.table("perplexity", type, rows);
    results.write(text, false, Map.of(), 0, Circumstances.current());
  }

  @Test
  void circumstancesSayThatTheRunWasReduced() {
    Table table = written().circumstances();
    assertTrue(table.stringColumn("value").asList().contains("reduced, for a quick look"));
    assertTrue(table.stringColumn("what").asList().contains("context (tokens)"));
  }

  @Test
  void reportQuotesHeadlinesFromTheirFileAlone() throws IOException {
    written();
    var printed = new ByteArrayOutputStream();
    new Report(folder).write(new PrintStream(printed, true, StandardCharsets.UTF_8));
    String html = Files.readString(folder.resolve("report.html"));
    assertTrue(html.contains("size &lt;of&gt; it"), html);
    assertTrue(html.contains(">1048576 B<"), html);
    assertTrue(html.contains("href=\"1-a/sizes.csv\""), html);
    assertTrue(printed.toString(StandardCharsets.UTF_8).contains("size <of> it  1048576 B "));
  }

  @Test
  void reportWithoutHeadlinesFails() throws IOException {
    written();
    Files.delete(folder.resolve("1-a/headlines.csv"));
    var report = new Report(folder);
    var out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    var e = assertThrows(BadInputException.class, () -> report.write(out));
    assertTrue(e.getMessage().contains("janus run 1-a"), e.getMessage());
  }

  // Asked for in the order (none, f16), though the file has them the other way round.
  @Test
  void selectionKeepsTheOrderAskedFor() {
    Table chosen = Tables.only(written().table("sizes"), "codec", "none", "f16");
    assertEquals(List.of("none", "f16"), chosen.stringColumn("codec").asList());
    assertEquals(1, Tables.only(chosen, "tokens", 512).rowCount());
    var e =
        assertThrows(IllegalArgumentException.class, () -> Tables.only(chosen, "codec", "int4"));
    assertTrue(e.getMessage().contains("codec = int4"), e.getMessage());
  }

  @Test
  void partsAreOneRowForEachColumn() {
    Table parts = Tables.parts(written().table("sizes"), "codec", "amount", "tokens", "size_mib");
    assertEquals(4, parts.rowCount());
    assertEquals(List.of("tokens", "tokens", "size", "size"), parts.stringColumn("part").asList());
    assertEquals(256.5, parts.doubleColumn("amount").get(2));
  }

  @Test
  void matchingTurnsAPartOfTheTextIntoAColumn() {
    Table chosen = Tables.matching(written().table("sizes"), "codec", "f(\\d+)", "width_bits");
    assertEquals(1, chosen.rowCount());
    assertEquals(16.0, chosen.doubleColumn("width_bits").get(0));
  }
}
