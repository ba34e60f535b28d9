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
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tech.tablesaw.api.Table;

/**
 * The summary of all steps as one HTML file that needs no network: question and method of each step
 * as {@code docs/methodology.md} has them, and from the results folders the findings, headline
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
      small, .quiet { color: #666; } a { color: #0072b2; }
      code { font-size: 0.88em; overflow-wrap: anywhere; }
      .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(440px, 1fr)); gap: 12px; }
      .figures svg { width: 100%; height: auto; }
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

  String html(List<Path> steps) throws IOException {
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
    for (Step step : Step.all()) {
      section(html, step, steps.stream().filter(step::holds).toList());
    }
    return html.append("</body>\n</html>\n").toString();
  }

  private static void row(StringBuilder html, Headline headline) {
    html.append("<tr><td>").append(Formats.html(headline.quantity()));
    html.append("</td><td class=\"value\">").append(Formats.html(headline.value()));
    html.append("</td><td>").append(Formats.html(headline.origin()));
    html.append("</td><td>").append(link(headline.file())).append("</td></tr>\n");
  }

  /** A row of the table of steps: what is asked, how it is answered, and what comes of it. */
  private record Step(String number, String question, String method, String handsOn) {
    private static final Pattern ROW =
        Pattern.compile("\\| (\\d), [^|]+\\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|");

    static List<Step> all() throws IOException {
      Path page = Workplace.root().resolve("docs/methodology.md");
      return ROW.matcher(Files.readString(page))
          .results()
          .map(row -> new Step(row.group(1), row.group(2), row.group(3), row.group(4)))
          .toList();
    }

    /** Whether a folder of results is this step's, or below it. */
    boolean holds(Path folder) {
      return name(folder).startsWith(number + "-")
          || name(folder.getParent()).startsWith(number + "-");
    }

    private static String name(Path folder) {
      return folder.getFileName().toString();
    }
  }

  private void section(StringBuilder html, Step step, List<Path> folders) throws IOException {
    if (folders.isEmpty()) {
      return;
    }
    html.append("<h2 id=\"step-").append(step.number()).append("\">").append(step.number());
    html.append(" · ").append(sentence(step.question())).append("</h2>\n<p><b>Method.</b> ");
    html.append(sentence(step.method())).append(". <b>Hands on:</b> ");
    html.append(Formats.html(step.handsOn())).append(".</p>\n");
    for (Path folder : folders) {
      findings(html, folder);
    }
    Path first = folders.get(0);
    Path whole = first.getParent().equals(results) ? first : first.getParent();
    figures(html, files(whole.resolve("figures"), ".svg"));
    for (Path folder : folders) {
      String name = results.relativize(folder).toString();
      JsonNode run = Json.MAPPER.readTree(folder.resolve("run.json").toFile());
      circumstances(html, run);
      tables(html, name, run);
    }
  }

  private static String sentence(String words) {
    return Formats.html(words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1));
  }

  private static void findings(StringBuilder html, Path folder) {
    Path file = folder.resolve("finding.csv");
    if (Files.isRegularFile(file)) {
      html.append("<ul>\n");
      Results.readText(file, "finding")
          .forEach(
              row ->
                  html.append("<li>")
                      .append(Formats.html(row.getString("finding")))
                      .append("</li>\n"));
      html.append("</ul>\n");
    }
  }

  /** Figures as vectors; their identifiers differ, so that they can stand in one page. */
  private static void figures(StringBuilder html, List<Path> pictures) throws IOException {
    html.append("<div class=\"figures\">\n");
    for (Path picture : pictures) {
      html.append("<div>").append(Files.readString(picture)).append("</div>\n");
    }
    html.append("</div>\n");
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

  private static void tables(StringBuilder html, String name, JsonNode run) {
    html.append("<details><summary>").append(name).append(": tables</summary>\n<table>\n");
    html.append("<thead><tr><th>table</th><th>rows</th><th>sha256 of the CSV file</th>");
    html.append("</tr></thead>\n<tbody>\n");
    for (JsonNode table : run.path("tables")) {
      String csv = name + "/" + table.path("file").asText();
      html.append("<tr><td>").append(link(csv)).append(", ");
      html.append(link(csv.replace(".csv", ".json"))).append("</td><td>");
      html.append(table.path("rows").asInt()).append("</td><td><code>");
      html.append(Formats.html(table.path("sha256").asText())).append("</code></td></tr>\n");
    }
    html.append("</tbody></table></details>\n");
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

  private static String link(String file) {
    String safe = Formats.html(file);
    return "<a href=\"" + safe + "\">" + safe + "</a>";
  }
}
