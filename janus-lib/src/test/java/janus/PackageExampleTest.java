package janus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Each room shows an example that compiles and prints what the comments at its lines' ends say. */
class PackageExampleTest {
  private static final Path SOURCES =
      Path.of(System.getProperty("janus.root"), "janus-lib/src/main/java");

  /** Nothing in there is public. */
  private static final Set<String> CLOSED =
      Set.of("janus.inference.llamacpp", "janus.inference.vector");

  private static final Pattern EXAMPLE =
      Pattern.compile("(?s)<pre>\\{@code\n(.*?)\n \\* \\}</pre>");
  private static final Pattern PRINTED = Pattern.compile("(?m)(?<=[;}] )// (.+)$");
  private static final List<String> IMPORTS =
      List.of(
          "janus.catalog.*",
          "janus.progress.Progress",
          "janus.trace.SyntheticTrace",
          "janus.units.*",
          "java.io.*",
          "java.nio.charset.StandardCharsets",
          "java.nio.file.*",
          "java.util.*");

  @TempDir private static Path folder;

  private record Room(String name, String code) {
    String className() {
      return "Example_" + name.replace('.', '_');
    }

    String source() {
      var source = new StringBuilder("import " + name + ".*;\n");
      IMPORTS.forEach(type -> source.append("import ").append(type).append(";\n"));
      return source
          .append(
              "public class " + className() + " {\n  public static void run() throws Exception {\n")
          .append(code)
          .append("\n  }\n}\n")
          .toString();
    }

    List<String> printed() {
      return PRINTED.matcher(code).results().map(match -> match.group(1)).toList();
    }
  }

  private static List<Room> rooms;

  @BeforeAll
  static void compile() throws IOException {
    rooms = new ArrayList<>();
    var files = new ArrayList<Path>();
    for (Path info : packageInfos()) {
      Matcher example = EXAMPLE.matcher(Files.readString(info));
      if (!CLOSED.contains(name(info))) {
        assertTrue(example.find(), name(info) + " has no example");
        var room = new Room(name(info), example.group(1).replaceAll("(?m)^ \\* ?", ""));
        rooms.add(room);
        files.add(Files.writeString(folder.resolve(room.className() + ".java"), room.source()));
      }
    }
    var options = List.of("-proc:none", "-d", folder.toString(), "-cp", classPath());
    var compiler = ToolProvider.getSystemJavaCompiler();
    var said = new java.io.StringWriter();
    try (var manager = compiler.getStandardFileManager(null, null, null)) {
      var units = manager.getJavaFileObjectsFromPaths(files);
      assertTrue(
          compiler.getTask(said, manager, null, options, null, units).call(), said.toString());
    }
  }

  @TestFactory
  Stream<DynamicTest> everyExamplePrintsWhatItSays() {
    return rooms.stream().map(room -> dynamicTest(room.name(), () -> prints(room)));
  }

  private static void prints(Room room) throws Exception {
    PrintStream before = System.out;
    var out = new ByteArrayOutputStream();
    try (var loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
      loader.loadClass(room.className()).getMethod("run").invoke(null);
    } finally {
      System.setOut(before);
    }
    assertTrue(!room.printed().isEmpty(), "prints nothing");
    assertEquals(room.printed(), out.toString(StandardCharsets.UTF_8).lines().toList());
  }

  private static List<Path> packageInfos() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files.filter(file -> file.endsWith("package-info.java")).sorted().toList();
    }
  }

  private static String name(Path info) {
    return SOURCES.relativize(info.getParent()).toString().replace(java.io.File.separatorChar, '.');
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }
}
