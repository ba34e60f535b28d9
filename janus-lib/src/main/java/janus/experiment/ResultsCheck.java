package janus.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import janus.results.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Compares results that were computed again with those that lie in a folder. Tables must be equal
 * byte for byte. Of {@code run.json}, how long it took and the circumstances may differ.
 */
public final class ResultsCheck {
  private ResultsCheck() {}

  /**
   * One file.
   *
   * @param file from the results folder on
   * @param outcome {@code equal}, {@code missing}, or where the first difference lies
   */
  public record Row(String file, String outcome) {
    /** Whether the file came out again. */
    public boolean holds() {
      return outcome.equals("equal");
    }
  }

  /**
   * Compares every file below {@code computed} with the one of the same name below {@code kept}.
   * Files of {@code kept} that were not computed are not looked at.
   *
   * @throws IOException if a file cannot be read
   */
  public static List<Row> compare(Path kept, Path computed) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(computed)) {
      files = walk.filter(Files::isRegularFile).sorted().toList();
    }
    var rows = new ArrayList<Row>();
    for (Path file : files) {
      Path name = computed.relativize(file);
      rows.add(new Row(name.toString().replace('\\', '/'), outcome(kept.resolve(name), file)));
    }
    return rows;
  }

  private static String outcome(Path kept, Path computed) throws IOException {
    if (!Files.isRegularFile(kept)) {
      return "missing";
    }
    if (kept.endsWith("run.json")) {
      return withoutTimes(kept).equals(withoutTimes(computed)) ? "equal" : "settings differ";
    }
    return Files.mismatch(kept, computed) < 0 ? "equal" : firstDifference(kept, computed);
  }

  private static JsonNode withoutTimes(Path file) throws IOException {
    JsonNode run = Json.MAPPER.readTree(file.toFile());
    return run instanceof ObjectNode object
        ? object.without(List.of("duration_seconds", "circumstances"))
        : run;
  }

  private static String firstDifference(Path kept, Path computed) throws IOException {
    List<String> old = Files.readAllLines(kept);
    List<String> now = Files.readAllLines(computed);
    int line = 0;
    while (line < Math.min(old.size(), now.size()) && old.get(line).equals(now.get(line))) {
      line++;
    }
    return "line " + (line + 1) + " differs";
  }
}
