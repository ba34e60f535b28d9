package janus.notebook;

import com.fasterxml.jackson.databind.JsonNode;
import janus.provenance.BadInputException;
import janus.results.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.io.csv.CsvReadOptions;

/**
 * The results files of one step as tables. Nothing is computed and nothing stands in for a missing
 * file: asking for one names the command that makes it.
 */
public final class Results {
  private static final String RUN = "run.json";

  private final String step;
  private final Path folder;

  Results(String step, Path folder) {
    this.step = step;
    this.folder = folder;
  }

  /**
   * The results of a step: the committed ones in {@code results/}, or at a reduced size those in
   * {@code target/quick/results}.
   *
   * @param step number and name, as {@code 4-prefetcher-design}
   */
  public static Results of(String step) {
    IjavaBinding.attach();
    return new Results(step, Workplace.results().resolve(step));
  }

  /** The folder the files lie in. */
  public Path folder() {
    return folder;
  }

  /**
   * A table, with the CSV file's column names (units included) and typed columns.
   *
   * @param name the file's name without {@code .csv}
   * @throws BadInputException if the file is missing or no CSV
   */
  public Table table(String name) {
    return read(existing(name + ".csv"), name);
  }

  /**
   * One table over several folders, as where a step keeps a folder for each text. A column that
   * some of the files lack, as those of an earlier version, is empty in their rows.
   *
   * @param pattern the files without {@code .csv}, relative to this folder, where {@code *} stands
   *     for any folder: {@code *}{@code /perplexity}
   * @throws BadInputException if there is no such file
   */
  public Table everyTable(String pattern) {
    PathMatcher matcher = folder.getFileSystem().getPathMatcher("glob:" + pattern + ".csv");
    List<Path> files = List.of();
    if (Files.isDirectory(folder)) {
      try (var all = Files.walk(folder)) {
        files = all.filter(file -> matcher.matches(folder.relativize(file))).sorted().toList();
      } catch (IOException e) {
        throw new BadInputException(Workplace.relative(folder) + ": cannot be read: " + e, e);
      }
    }
    String name = Path.of(pattern).getFileName().toString();
    return files.stream()
        .map(file -> read(file, name))
        .reduce(Tables::append)
        .orElseGet(() -> read(existing(pattern + ".csv"), name));
  }

  /** A CSV file as a table, numbers as numbers. */
  static Table read(Path file, String name) {
    return read(
        file,
        name,
        List.of(ColumnType.INTEGER, ColumnType.LONG, ColumnType.DOUBLE, ColumnType.STRING));
  }

  /** A CSV file as a table of texts, for quoting. */
  static Table readText(Path file, String name) {
    return read(file, name, List.of(ColumnType.STRING));
  }

  private static Table read(Path file, String name, List<ColumnType> types) {
    var options =
        CsvReadOptions.builder(file.toFile())
            .tableName(name)
            .sample(false)
            .missingValueIndicator("")
            .columnTypesToDetect(types)
            .build();
    try {
      return Table.read().usingOptions(options);
    } catch (RuntimeException e) {
      throw new BadInputException(
          Workplace.relative(file) + ": no CSV table: " + e.getMessage(), e);
    }
  }

  /**
   * What {@code run.json} says: settings, duration and circumstances.
   *
   * @throws BadInputException if the file is missing or no JSON
   */
  public JsonNode run() {
    Path file = existing(RUN);
    try {
      return Json.MAPPER.readTree(file.toFile());
    } catch (IOException e) {
      throw new BadInputException(Workplace.relative(file) + ": no JSON: " + e.getMessage(), e);
    }
  }

  /** Where these results come from, one line a circumstance, to show above them. */
  public Table circumstances() {
    JsonNode run = run();
    JsonNode made = run.path("circumstances");
    var what = StringColumn.create("what");
    var value = StringColumn.create("value");
    what.append("results").append("size").append("computed by").append("commit").append("Java");
    value
        .append(Workplace.relative(folder))
        .append(run.path("reduced_size").asBoolean() ? "reduced, for a quick look" : "full")
        .append("Janus-1 " + made.path("janus_version").asText())
        .append(made.path("commit").asText())
        .append(made.path("jdk").asText() + ", " + made.path("platform").asText());
    what.append("duration");
    value.append(Formats.number(run.path("duration_seconds").asDouble()) + " s");
    if (made.hasNonNull("seed")) {
      what.append("seed");
      value.append(made.path("seed").asText());
    }
    made.path("sha256")
        .forEachEntry(
            (name, checksum) -> {
              what.append("sha256 of " + name);
              value.append(checksum.asText());
            });
    run.path("settings")
        .forEachEntry(
            (name, node) -> {
              Labels label = Labels.of(name);
              what.append(
                  label.quantity() + (label.unit().isEmpty() ? "" : " (" + label.unit() + ")"));
              value.append(node.isValueNode() ? node.asText() : node.toString());
            });
    return Table.create("circumstances of " + step, what, value);
  }

  private Path existing(String name) {
    Path file = folder.resolve(name);
    if (!Files.isRegularFile(file)) {
      throw new BadInputException(
          Workplace.relative(file)
              + " is missing; this makes it: janus-lib/janus run "
              + step
              + (Workplace.quick() ? " --quick --results target/quick/results" : ""));
    }
    return file;
  }
}
