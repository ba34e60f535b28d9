package janus.codesign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines of Java in the README are compiled and run as they stand. */
class ReadmeExampleTest {
  private static final Path README = Path.of(System.getProperty("janus.root"), "README.md");

  @TempDir Path folder;

  // 3B: 28 layers x 8 heads x 128 channels x 2, 4 bits and a scale of 16 a head: 28.875 MiB.
  @Test
  void theLinesPrintSizeTimeAndRate() throws Exception {
    Path source = folder.resolve("Example.java");
    Files.writeString(source, program());
    String classPath = System.getProperty("java.class.path");
    var complaints = new ByteArrayOutputStream();
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, complaints, "-d", folder.toString(), "-cp", classPath, source + "");
    assertEquals(0, status, complaints.toString(StandardCharsets.UTF_8));
    String printed = run(classPath);
    assertTrue(printed.matches("28\\.88 MiB, [0-9]+ us, [0-9.]+ tokens/s\n"), printed);
  }

  private static String program() throws IOException {
    List<String> lines =
        Files.readAllLines(README).stream()
            .dropWhile(line -> !line.equals("```java"))
            .skip(1)
            .takeWhile(line -> !line.equals("```"))
            .toList();
    return joined(lines, true)
        + "class Example { public static void main(String[] args) throws Exception {\n"
        + joined(lines, false)
        + "}}\n";
  }

  private static String joined(List<String> lines, boolean imports) {
    return lines.stream()
        .filter(line -> line.startsWith("import ") == imports)
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private String run(String classPath) throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var process =
        new ProcessBuilder(java, "-Xmx1g", "-cp", folder + ":" + classPath, "Example")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (InputStream in = process.getInputStream()) {
      String printed = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, process.waitFor(), printed);
      return printed;
    }
  }
}
