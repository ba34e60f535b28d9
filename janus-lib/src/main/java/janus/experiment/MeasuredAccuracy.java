package janus.experiment;

import janus.catalog.DataFolder;
import janus.catalog.ModelCatalog;
import janus.kvcache.KvCodecs;
import janus.kvcache.KvScheme;
import janus.kvcache.KvSemanticsParser;
import janus.kvcache.QueryCodec;
import janus.kvcache.Rotation;
import janus.provenance.BadInputException;
import janus.results.CsvTable;
import janus.search.Accuracy;
import janus.search.Accuracy.Measurement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Measured accuracy of schemes, from the tables {@code perplexity.csv} that step 2 writes. */
public final class MeasuredAccuracy {
  private static final String TABLE = "perplexity.csv";
  private static final List<String> COLUMNS =
      List.of("scheme", "keys", "values", "rotation", "queries", "semantics", "difference_percent");

  private MeasuredAccuracy() {}

  /** The tables of the project, where there are any. */
  public static Path committed() {
    Path here = Path.of("results", "2-quantization");
    String root = System.getProperty("janus.root");
    return Files.isDirectory(here) || root == null
        ? here
        : Path.of(root, "results", "2-quantization");
  }

  /**
   * The measurements on a model.
   *
   * @param folder with tables at any depth
   * @param model a name of the catalog or a file
   * @param others whether measurements on other models are taken where there are none on this one
   * @throws BadInputException if there are none to take
   */
  public static Accuracy read(Path folder, String model, boolean others) {
    List<Measurement> all = measurements(folder);
    if (all.isEmpty()) {
      throw new BadInputException(
          folder
              + ": expected measured schemes, found no "
              + TABLE
              + " with any; make them with:"
              + " janus run 2-quantization");
    }
    Set<String> names =
        all.stream()
            .map(Measurement::model)
            .distinct()
            .filter(measured -> isModel(measured, model))
            .collect(Collectors.toSet());
    List<Measurement> own = all.stream().filter(m -> names.contains(m.model())).toList();
    if (own.isEmpty() && !others) {
      throw new BadInputException(
          folder
              + ": expected accuracy of "
              + model
              + ", found that of "
              + String.join(", ", all.stream().map(Measurement::model).distinct().toList()));
    }
    return Accuracy.of(folder.toString(), own.isEmpty() ? all : own);
  }

  private static List<Measurement> measurements(Path folder) {
    var all = new ArrayList<Measurement>();
    for (Path file : tables(folder)) {
      CsvTable table = CsvTable.read(file);
      if (table.header().containsAll(COLUMNS)) {
        for (int row = 0; row < table.rows().size(); row++) {
          all.add(measurement(file, table, row));
        }
      }
    }
    return all;
  }

  private static List<Path> tables(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new BadInputException(folder + ": expected a folder of measured schemes");
    }
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(file -> file.endsWith(TABLE)).sorted(Comparator.naturalOrder()).toList();
    } catch (IOException e) {
      throw new BadInputException(folder + ": cannot be read: " + BadInputException.reason(e), e);
    }
  }

  private static Measurement measurement(Path file, CsvTable table, int row) {
    try {
      var scheme =
          new KvScheme(
              KvCodecs.parse(table.cell(row, "keys")),
              KvCodecs.parse(table.cell(row, "values")),
              Rotation.parse(table.cell(row, "rotation")),
              QueryCodec.parse(table.cell(row, "queries")),
              KvSemanticsParser.parse(table.cell(row, "semantics")));
      String difference = table.cell(row, "difference_percent");
      return new Measurement(
          table.cell(row, "scheme"),
          scheme,
          difference.isEmpty() ? 0 : Double.parseDouble(difference),
          table.cell(row, "model"),
          table.cell(row, "text"),
          Long.parseLong(table.cell(row, "n_ctx")));
    } catch (IllegalArgumentException e) {
      throw new BadInputException(file + ", row " + row + ": " + e.getMessage(), e);
    }
  }

  /**
   * Whether a measured model is the one asked for. Files name themselves in words of their own,
   * which begin with the name: of all names of the catalog that they begin with, the longest
   * counts.
   */
  static boolean isModel(String measured, String model) {
    String words = plain(measured);
    String name = plain(Path.of(model).getFileName().toString().replaceFirst("\\.gguf$", ""));
    if (words.equals(name)) {
      return true;
    }
    return new ModelCatalog(DataFolder.bundled())
        .names().stream()
            .map(MeasuredAccuracy::plain)
            .filter(words::startsWith)
            .max(Comparator.comparingInt(String::length))
            .filter(name::equals)
            .isPresent();
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }
}
