package janus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the picture of {@code docs/architecture.md}: who may import whom. */
class ArchitectureTest {
  private static final Path SOURCES =
      Path.of(System.getProperty("janus.root"), "janus-lib", "src", "main", "java", "janus");
  private static final Pattern REFERENCE =
      Pattern.compile("\\bjanus((?:\\.[a-z][a-z0-9]*)+)\\.(?=[A-Z])");

  /** A room and the rooms it may know. A room's inner rooms share its row unless they have one. */
  private static final Map<String, List<String>> MAY_IMPORT = new LinkedHashMap<>();

  static {
    List<String> base = List.of("units", "provenance", "progress", "files");
    MAY_IMPORT.put("units", List.of());
    MAY_IMPORT.put("progress", List.of());
    MAY_IMPORT.put("files", List.of("units", "provenance"));
    MAY_IMPORT.put("provenance", List.of("units"));
    MAY_IMPORT.put("pareto", base);
    MAY_IMPORT.put("transformer", base);
    MAY_IMPORT.put("kvcache", plus(base, "transformer"));
    MAY_IMPORT.put("accelerator", plus(base, "transformer"));
    MAY_IMPORT.put("device", plus(base, "transformer", "accelerator"));
    MAY_IMPORT.put("technology", plus(base, "transformer"));
    MAY_IMPORT.put("thermal", base);
    MAY_IMPORT.put("cost", base);
    MAY_IMPORT.put("trace", plus(base, "transformer", "kvcache"));
    MAY_IMPORT.put("simulator.prefetch", plus(base, "transformer", "kvcache", "trace"));
    MAY_IMPORT.put("simulator.replacement", plus(base, "trace"));
    MAY_IMPORT.put(
        "simulator",
        plus(
            base,
            "transformer",
            "kvcache",
            "trace",
            "simulator.prefetch",
            "simulator.replacement"));
    MAY_IMPORT.put("inference.weights", plus(base, "transformer", "kvcache"));
    MAY_IMPORT.put("inference.scoring", base);
    MAY_IMPORT.put("inference.arithmetic", plus(base, "transformer"));
    MAY_IMPORT.put("inference.vector", List.of("inference.arithmetic"));
    MAY_IMPORT.put("inference.llamacpp", List.of("transformer", "kvcache", "inference.arithmetic"));
    MAY_IMPORT.put(
        "inference",
        plus(
            base,
            "transformer",
            "kvcache",
            "trace",
            "inference.weights",
            "inference.scoring",
            "inference.arithmetic",
            "inference.llamacpp"));
    MAY_IMPORT.put(
        "catalog",
        plus(
            base,
            "transformer",
            "kvcache",
            "accelerator",
            "device",
            "technology",
            "thermal",
            "cost"));
    MAY_IMPORT.put("results", base);
    List<String> models =
        plus(
            base,
            "transformer",
            "kvcache",
            "accelerator",
            "device",
            "technology",
            "thermal",
            "cost",
            "trace",
            "simulator",
            "simulator.prefetch",
            "simulator.replacement",
            "inference",
            "inference.arithmetic",
            "inference.weights",
            "inference.scoring");
    MAY_IMPORT.put("codesign", plus(models, "catalog"));
    MAY_IMPORT.put("claims", plus(models, "codesign", "catalog"));
    MAY_IMPORT.put("claims.audit", plus(models, "codesign", "catalog", "claims"));
    MAY_IMPORT.put("search", plus(models, "codesign", "pareto"));
    List<String> below =
        plus(
            models, "codesign", "catalog", "claims", "claims.audit", "results", "search", "pareto");
    MAY_IMPORT.put("experiment", below);
    MAY_IMPORT.put("command", plus(below, "experiment"));
  }

  private static List<String> plus(List<String> rooms, String... more) {
    var all = new ArrayList<>(rooms);
    all.addAll(List.of(more));
    return List.copyOf(all);
  }

  @Test
  void importsPointDown() throws IOException {
    var violations = new TreeSet<String>();
    for (Path file : sources()) {
      String room = room(file);
      List<String> allowed = MAY_IMPORT.get(room);
      assertTrue(allowed != null, "room without a row in the import table: " + room);
      var matcher = REFERENCE.matcher(withoutCommentsAndTexts(Files.readString(file)));
      while (matcher.find()) {
        String other = matcher.group(1).substring(1);
        if (!other.equals(room) && !allowed.contains(other)) {
          violations.add(room + " imports " + other + " in " + file.getFileName());
        }
      }
    }
    assertEquals(new TreeSet<String>(), violations);
  }

  @Test
  void theTableItselfHasNoCycle() {
    for (String room : MAY_IMPORT.keySet()) {
      assertTrue(!reachable(room).contains(room), "a cycle goes through " + room);
    }
  }

  // inference.vector implements an interface of inference, which finds it by name at run time only.
  @Test
  void nothingImportsTheVectorKernels() {
    assertTrue(MAY_IMPORT.values().stream().noneMatch(row -> row.contains("inference.vector")));
  }

  @Test
  void theLibraryKnowsNothingOfJmh() throws IOException {
    var files = new ArrayList<>(sources());
    files.add(Path.of(System.getProperty("janus.root"), "janus-lib", "pom.xml"));
    for (Path file : files) {
      assertTrue(!Files.readString(file).contains("org.openjdk.jmh"), file + " names JMH");
    }
  }

  // The examples of package-info.java print; PackageExampleTest runs them.
  @Test
  void theLibraryNeverPrints() throws IOException {
    for (Path file : sources()) {
      boolean mayPrint = room(file).equals("command") || file.endsWith("package-info.java");
      boolean prints = Files.readString(file).matches("(?s).*System\\s*\\.\\s*(out|err)\\b.*");
      assertTrue(mayPrint || !prints, file.getFileName() + " prints");
    }
  }

  private static Set<String> reachable(String room) {
    var found = new TreeSet<String>();
    var open = new ArrayList<>(MAY_IMPORT.get(room));
    while (!open.isEmpty()) {
      String next = open.remove(open.size() - 1);
      if (found.add(next)) {
        open.addAll(MAY_IMPORT.get(next));
      }
    }
    return found;
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> walk = Files.walk(SOURCES)) {
      return walk.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  private static String room(Path file) {
    return SOURCES.relativize(file.getParent()).toString().replace('/', '.');
  }

  /** A class named in a text is found at run time, if at all; that is no import. */
  private static String withoutCommentsAndTexts(String source) {
    return source
        .replaceAll("(?s)/\\*.*?\\*/", "")
        .replaceAll("//[^\\n]*", "")
        .replaceAll("\"[^\"\\n]*\"", "\"\"");
  }
}
