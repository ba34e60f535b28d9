package janus.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The options of the JVM that runs {@code janus}, and an archive of classes that does not fit. */
class JvmOptionsTest {
  private static final Path OPTIONS =
      Path.of(System.getProperty("janus.root"), "janus-lib", "jvm-options");

  @TempDir Path folder;

  /** What a JVM with these and further options says on both streams. */
  private List<String> said(String... more) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var words = new ArrayList<>(List.of(java, "@" + OPTIONS));
    words.addAll(List.of(more));
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    words.addAll(List.of("size", "--model", "llama-2-7b", "--context", "8", "--csv"));
    Path err = folder.resolve("err");
    var process = new ProcessBuilder(words).redirectError(err.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), out);
    List<String> complaints =
        Files.readAllLines(err).stream()
            .filter(line -> !line.startsWith("WARNING: Using incubator modules: "))
            .toList();
    assertEquals(List.of(), complaints);
    return out.lines().toList();
  }

  // A young generation larger than the heap is warned of on standard output where nothing is said.
  @Test
  void warningsOfTheJvmDoNotMixWithResults() throws Exception {
    assertEquals(said(), said("-Xms16m", "-Xmx64m", "-XX:NewSize=20m", "-XX:MaxHeapSize=18m"));
  }

  @Test
  void anArchiveThatDoesNotFitIsIgnoredWithoutAWord() throws Exception {
    List<String> plain = said();
    Path damaged = Files.write(folder.resolve("damaged"), new byte[10_000]);
    for (Path archive : List.of(damaged, folder.resolve("missing"))) {
      assertEquals(plain, said("-XX:SharedArchiveFile=" + archive));
      assertEquals(
          plain, said("-XX:+IgnoreUnrecognizedVMOptions", "-XX:AOTCache=" + archive), archive + "");
    }
  }
}
