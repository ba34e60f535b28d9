package janus.notebook;

import com.fasterxml.jackson.databind.JsonNode;
import janus.files.OutputFile;
import janus.provenance.BadInputException;
import janus.results.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import tech.tablesaw.api.Table;

/**
 * The summary of all steps as one HTML file, generated only from the results folders: the headline
 * numbers with their origins, every figure, the file of every table, and the circumstances.
 */
public final class Report {
  private static final String STYLE =
      """
      body { margin: 0 auto; max-width: 1040px; padding: 12px 24px 60px; color: #222;
        line-height: 1.5; font-family: Lato, "Helvetica Neue", Helvetica, Arial, sans-serif; }
      h1 { font-size: 30px; } h2 { margin-top: 40px; border-bottom: 1px solid #ddd; }
      table { border-collapse: collapse; font-size: 14px; margin: 8px 0; }
      th { border-bottom: 2px solid #bbb; padding: 4px 12px 4px 0; text-align: left; }
      td { border-bottom: 1px solid #eee; padding: 3px 12px 3px 0; vertical-align: top; }
      td.value { text-align: right; font-weight: 600; white-space: nowrap; }
      small, .quiet { color: #666; } a { color: #0072b2; } img { max-width: 100%; height: auto; }
      code { font-size: 0.88em; overflow-wrap: anywhere; }
      """;

  private final Path results;

  Report(Path results) {
    this.results = results;
  }

  /** Writes {@code report.html} into the results folder and prints the headline numbers. */
  public static void main(String[] arguments) {
    try {
      new Report(Workplace.results()).write(System.out);
    } catch (BadInputException e) {
      System.err.println("report: " + e.getMessage());
      System.exit(2);
    }
  }

  /** The steps with results, in order. */
  List<Path> steps() {
    try (Stream<Path> folders = Files.walk(results, 2)) {
      return folders
          .filter(folder -> results.relativize(folder).toString().matches("\\d+-.*"))
          .filter(folder -> Files.isRegularFile(folder.resolve("run.json")))
          .filter(this::isStepOrQuotesNumbers)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new BadInputException(Workplace.relative(results) + ": cannot be read: " + e, e);
    }
  }

  /** A subfolder of a step, such as one per text, is included if it has headline numbers. */
  private boolean isStepOrQuotesNumbers(Path folder) {
    return folder.getParent().equals(results)
        || Files.isRegularFile(folder.resolve("headlines.csv"));
  }

  void write(PrintStream out) {
    List<Path> steps = steps();
    print(steps, out);
    Path file = results.resolve("report.html");
    try {
      OutputFile.write(file, html(steps).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new BadInputException(Workplace.relative(file) + ": cannot be written: " + e, e);
    }
  }

  /** One headline number of a step. */
  private record Headline(String quantity, String value, String origin, String file) {
    List<String> cells() {
      return List.of(quantity, value, origin, file);
    }
  }

  /** Prints the headline numbers as a table for a terminal. */
  private static void print(List<Path> steps, PrintStream out) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("quantity", "value", "how it is known", "file in results/"));
    steps.forEach(step -> headlines(step).forEach(headline -> rows.add(headline.cells())));
    int[] widths = new int[3];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        out.print(row.get(i) + " ".repeat(widths[i] - row.get(i).length() + 2));
      }
      out.println(row.get(3));
    }
  }

  private String html(List<Path> steps) throws IOException {
    var html = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n");
    html.append("<meta charset=\"utf-8\">\n<title>Janus-1: summary of results</title>\n<style>\n");
    html.append(STYLE).append("</style>\n</head>\n<body>\n<h1>Janus-1: summary of results</h1>\n");
    html.append(
        "<p>Generated from the results folders. Every number comes from the file named beside it,");
    html.append(" with its origin.</p>\n");
    html.append("<table>\n<thead><tr><th>quantity</th><th>value</th><th>how it is known</th>");
    html.append("<th>file</th></tr></thead>\n<tbody>\n");
    for (Path step : steps) {
      headlines(step).forEach(headline -> row(html, headline));
    }
    html.append("</tbody></table>\n");
    for (Path step : steps) {
      section(html, step);
    }
    return html.append("</body>\n</html>\n").toString();
  }

  private static void row(StringBuilder html, Headline headline) {
    html.append("<tr><td>").append(Formats.html(headline.quantity()));
    html.append("</td><td class=\"value\">").append(Formats.html(headline.value()));
    html.append("</td><td>").append(Formats.html(headline.origin()));
    html.append("</td><td>").append(link(headline.file())).append("</td></tr>\n");
  }

  private void section(StringBuilder html, Path step) throws IOException {
    String name = results.relativize(step).toString();
    JsonNode run = Json.MAPPER.readTree(step.resolve("run.json").toFile());
    html.append("<h2 id=\"").append(name.replace('/', '-')).append("\">");
    html.append(name).append("</h2>\n");
    circumstances(html, run);
    for (Path picture : files(step.resolve("figures"), ".png")) {
      picture(html, picture);
    }
    tables(html, name, run);
  }

  private static void circumstances(StringBuilder html, JsonNode run) {
    JsonNode made = run.path("circumstances");
    html.append("<p class=\"quiet\">");
    html.append(run.path("reduced_size").asBoolean() ? "Reduced size, for a quick look. " : "");
    html.append("Janus-1 ").append(Formats.html(made.path("janus_version").asText()));
    html.append(", commit <code>").append(Formats.html(made.path("commit").asText()));
    html.append("</code>, Java ").append(Formats.html(made.path("jdk").asText())).append(", ");
    html.append(Formats.html(made.path("platform").asText()));
    if (made.hasNonNull("seed")) {
      html.append(", seed ").append(Formats.html(made.path("seed").asText()));
    }
    made.path("sha256")
        .forEachEntry(
            (input, checksum) ->
                html.append(", sha256 of ")
                    .append(Formats.html(input))
                    .append(" <code>")
                    .append(Formats.html(checksum.asText()))
                    .append("</code>"));
    html.append(".</p>\n");
  }

  private static void picture(StringBuilder html, Path picture) throws IOException {
    String alt = picture.getFileName().toString().replace(".png", "").replace('-', ' ');
    html.append("<p><img alt=\"").append(Formats.html(alt)).append("\" width=\"");
    html.append(displayWidth(picture)).append("\" src=\"data:image/png;base64,");
    html.append(Base64.getEncoder().encodeToString(Files.readAllBytes(picture)));
    html.append("\"></p>\n");
  }

  private static void tables(StringBuilder html, String name, JsonNode run) {
    html.append("<table>\n<thead><tr><th>table</th><th>rows</th><th>sha256 of the CSV file</th>");
    html.append("</tr></thead>\n<tbody>\n");
    for (JsonNode table : run.path("tables")) {
      String csv = name + "/" + table.path("file").asText();
      html.append("<tr><td>").append(link(csv)).append(", ");
      html.append(link(csv.replace(".csv", ".json"))).append("</td><td>");
      html.append(table.path("rows").asInt()).append("</td><td><code>");
      html.append(Formats.html(table.path("sha256").asText())).append("</code></td></tr>\n");
    }
    html.append("</tbody></table>\n");
  }

  private static List<Headline> headlines(Path step) {
    var rows = new ArrayList<Headline>();
    Path file = step.resolve("headlines.csv");
    if (!Files.isRegularFile(file)) {
      throw new BadInputException(
          Workplace.relative(file)
              + " is missing; create it with: janus-lib/janus run "
              + step.getFileName());
    }
    Table table = Results.readText(file, "headlines");
    for (int i = 0; i < table.rowCount(); i++) {
      String value = table.getString(i, "value") + " " + table.getString(i, "unit");
      rows.add(
          new Headline(
              table.getString(i, "quantity"),
              value.strip(),
              table.getString(i, "origin"),
              table.getString(i, "file")));
    }
    return rows;
  }

  private static List<Path> files(Path folder, String ending) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  /** Width of a 300-DPI picture at 96 pixels per inch. Bytes 16 to 19 of a PNG hold its width. */
  private static int displayWidth(Path png) throws IOException {
    byte[] bytes = Files.readAllBytes(png);
    int pixels = java.nio.ByteBuffer.wrap(bytes).getInt(16);
    return pixels * Figure.PIXELS_PER_INCH / Kaleido.DPI;
  }

  private static String link(String file) {
    String safe = Formats.html(file);
    return "<a href=\"" + safe + "\">" + safe + "</a>";
  }
}
