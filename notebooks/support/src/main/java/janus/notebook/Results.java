package janus.notebook;

import com.fasterxml.jackson.databind.JsonNode;
import janus.provenance.BadInputException;
import janus.results.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.LinkedHashMap;
import java.util.List;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.io.csv.CsvReadOptions;

/**
 * The results files of one step as tables. Nothing is computed, and no value replaces a missing
 * file: the error names the command that creates it.
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
   * The results of a step, from {@code results/}, or from {@code target/quick/results} at a reduced
   * size.
   *
   * @param step number and name, as {@code 4-prefetcher-design}
   */
  public static Results of(String step) {
    IjavaBinding.attach();
    return new Results(step, Workplace.results().resolve(step));
  }

  /** The folder of the files. */
  public Path folder() {
    return folder;
  }

  /**
   * A table with the column names of the CSV file, units included, and typed columns.
   *
   * @param name the file name without {@code .csv}
   * @throws BadInputException if the file is missing or no CSV
   */
  public Table table(String name) {
    return read(existing(name + ".csv"), name);
  }

  /**
   * Rows of a table, as {@link Tables#where} selects them.
   *
   * @throws BadInputException if the file is missing or no CSV
   * @throws IllegalArgumentException if no row has the values
   */
  public Table where(String name, Object... keys) {
    return Tables.where(table(name), keys);
  }

  /**
   * One table from the files of several folders, such as one folder per text. A column that a file
   * lacks is empty in its rows.
   *
   * @param pattern the files without {@code .csv}, relative to this folder; {@code *} stands for
   *     any folder: {@code *}{@code /perplexity}
   * @throws BadInputException if no file matches
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

  /** A CSV file as a table with typed columns. */
  static Table read(Path file, String name) {
    return read(
        file,
        name,
        List.of(ColumnType.INTEGER, ColumnType.LONG, ColumnType.DOUBLE, ColumnType.STRING));
  }

  /** A CSV file as a table of texts. */
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
   * The content of {@code run.json}: settings, duration and circumstances.
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

  /** The circumstances of these results, one per row. */
  public Table circumstances() {
    JsonNode run = run();
    JsonNode made = run.path("circumstances");
    var rows = new LinkedHashMap<String, String>();
    rows.put("results", Workplace.relative(folder));
    rows.put("size", run.path("reduced_size").asBoolean() ? "reduced, for a quick look" : "full");
    rows.put("computed by", "Janus-1 " + made.path("janus_version").asText());
    rows.put("commit", made.path("commit").asText());
    rows.put("Java", made.path("jdk").asText() + ", " + made.path("platform").asText());
    rows.put("duration", Formats.number(run.path("duration_seconds").asDouble()) + " s");
    if (made.hasNonNull("seed")) {
      rows.put("seed", made.path("seed").asText());
    }
    made.path("sha256")
        .forEachEntry((name, checksum) -> rows.put("sha256 of " + name, checksum.asText()));
    var what = StringColumn.create("what", rows.keySet());
    var value = StringColumn.create("value", rows.values());
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
              + " is missing; create it with: janus-lib/janus run "
              + step
              + (Workplace.quick() ? " --quick --results target/quick/results" : ""));
    }
    return file;
  }
}
