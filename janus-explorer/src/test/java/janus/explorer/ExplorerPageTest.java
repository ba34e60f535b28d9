package janus.explorer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import janus.command.DesignPage;
import janus.command.Main;
import janus.pareto.Objective;
import janus.provenance.BadInputException;
import janus.results.CsvTable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page holds; `.ci/browser/explorer.py` looks at it in a browser. */
class ExplorerPageTest {
  private static final List<Objective> OBJECTIVES =
      List.of(Objective.minimize("joule"), Objective.maximize("rate"));

  @TempDir Path folder;

  private static CsvTable table(List<List<String>> rows) {
    return new CsvTable("t.csv", List.of("name", "joule", "rate", "excluded_by"), rows);
  }

  private static String html(CsvTable table) {
    return new ExplorerPage("<Chips>", "janus chip", OBJECTIVES).html(table);
  }

  private static JsonNode columns(String html) throws IOException {
    return new ObjectMapper().readTree(after(html, "const TABLE = "));
  }

  private static String after(String html, String start) {
    int at = html.indexOf(start) + start.length();
    return html.substring(at, html.indexOf(";\n", at));
  }

  private static float[] values(String html) throws IOException {
    byte[] packed = Base64.getDecoder().decode(after(html, "const DATA = ").replace("\"", ""));
    byte[] bytes = new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes();
    float[] values = new float[bytes.length / 4];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  // b dominates c; d would be best and breaks a limit; e has no rate.
  @Test
  void frontIsThatOfDesignsThatKeepTheLimits() throws IOException {
    String html =
        html(
            table(
                List.of(
                    List.of("a", "1", "1", ""),
                    List.of("b", "2", "3", ""),
                    List.of("c", "2", "2", ""),
                    List.of("d", "0.5", "9", "junction_c<=85"),
                    List.of("e", "0.1", "", ""))));
    float[] values = values(html);
    float[] front = java.util.Arrays.copyOfRange(values, 20, 25);
    assertEquals(List.of(1f, 1f, 0f, 0f, 0f), list(front));
    assertTrue(Float.isNaN(values[14]), "an empty cell");
    assertEquals(0.5f, values[8]);
    assertEquals("more", columns(html).path("columns").path(2).path("better").asText());
  }

  private static List<Float> list(float[] values) {
    var list = new ArrayList<Float>();
    for (float value : values) {
      list.add(value);
    }
    return list;
  }

  @Test
  void textEndsNoScript() {
    String html = html(table(List.of(List.of("</script><script>alert(1)", "1", "1", ""))));
    assertFalse(html.contains("<script>alert"));
    assertTrue(html.contains("<title>&lt;Chips></title>"));
  }

  // Every second row of 40,000 and the one on the front, which is odd.
  @Test
  void aLongTableIsThinnedAndItsFrontIsWhole() throws IOException {
    var rows = new ArrayList<List<String>>();
    for (int row = 0; row < 2 * ExplorerPage.MOST_ROWS; row++) {
      rows.add(List.of("n", row == 777 ? "1" : "2", "1", ""));
    }
    JsonNode columns = columns(html(table(rows)));
    assertEquals(ExplorerPage.MOST_ROWS + 1, columns.path("rows").asInt());
    assertEquals(2 * ExplorerPage.MOST_ROWS, columns.path("of").asInt());
  }

  // The published chip would dominate the only design of the space.
  @Test
  void baselinesAreNotOnTheFrontOfTheSpace() throws IOException {
    var rows = List.of(List.of("a", "2", "1", "", ""), List.of("b", "1", "2", "", "published"));
    var header = List.of("name", "joule", "rate", "excluded_by", "mark");
    String html = html(new CsvTable("t.csv", header, rows));
    float[] values = values(html);
    assertEquals(List.of(1f, 0f), list(java.util.Arrays.copyOfRange(values, 10, 12)));
  }

  @Test
  void anAnswerStandsInThePage() {
    var content =
        new DesignPage.Content(
            "t",
            "janus chip",
            OBJECTIVES,
            "{\"nothing\": \"<b>\"}",
            table(List.of(List.of("a", "1", "1", ""))));
    String html = new AnswerPage().html(content);
    assertTrue(html.contains("const ANSWER = {\"nothing\": \"\\u003cb>\"};"));
    assertTrue(html(table(List.of())).contains("const ANSWER = null;"));
  }

  @Test
  void anEmptyTableSaysSo() {
    assertTrue(html(table(List.of())).contains("The table has no rows."));
  }

  @Test
  void anObjectiveMustBeAColumn() {
    var page = new ExplorerPage("t", "janus chip", List.of(Objective.minimize("watts")));
    var e = assertThrows(BadInputException.class, () -> page.html(table(List.of())));
    assertTrue(e.getMessage().startsWith("t.csv: no column 'watts'"), e.getMessage());
  }

  @Test
  void commandWritesThePage() throws IOException {
    Path file = Files.writeString(folder.resolve("t.csv"), "a,b\n1,2\n");
    Path page = folder.resolve("t.html");
    var out = new PrintWriter(new StringWriter());
    String[] words = {"explore", file.toString(), "--minimize", "a", "--output", page.toString()};
    assertEquals(0, Main.run(out, out, words));
    assertTrue(Files.readString(page).contains("Apache Software Foundation"));
  }
}
