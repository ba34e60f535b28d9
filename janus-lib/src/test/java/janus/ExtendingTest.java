package janus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import janus.catalog.DataFolder;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tutorials of {@code docs/extending.md} do what they say: new files are written and changes
 * are made to a copy of the sources, the copy is compiled before the library, and the command lines
 * are run with it. A file is named by the last path before its code; a change also by the line it
 * follows; what a command line must print is the first code in the text behind it.
 */
class ExtendingTest {
  private static final Path ROOT = Path.of(System.getProperty("janus.root"));
  private static final Path PAGE = ROOT.resolve("docs/extending.md");
  private static final String SOURCES = "janus-lib/src/main/java/";
  private static final Pattern FENCE = Pattern.compile("(?s)```(\\w+)\n(.*?)```\n");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern CHANGE = Pattern.compile("(?s).*`([^`]+)`, below `([^`]+)`:\\s*");

  @TempDir private static Path folder;

  private record Tutorial(String name, String text) {}

  private static List<Tutorial> tutorials() throws IOException {
    return Stream.of(Files.readString(PAGE).split("\n## ", -1))
        .skip(1)
        .map(part -> new Tutorial(part.substring(0, part.indexOf('\n')), part))
        .toList();
  }

  // The cells of a notebook need the notebooks' own module, whose tests run them.
  @TestFactory
  Stream<DynamicTest> everyTutorialWorks() throws IOException {
    return tutorials().stream()
        .filter(tutorial -> !tutorial.name().equals("A notebook"))
        .map(tutorial -> dynamicTest(tutorial.name(), () -> works(tutorial)));
  }

  @Test
  void everyKindOfPartHasATutorial() throws IOException {
    assertEquals(
        List.of(
            "A prefetcher",
            "A codec",
            "A memory technology",
            "A platform",
            "A model",
            "An experiment",
            "A notebook"),
        tutorials().stream().map(Tutorial::name).toList());
  }

  // A page holds some 60 lines.
  @Test
  void aTutorialIsAtMostAPage() throws IOException {
    for (Tutorial tutorial : tutorials()) {
      assertTrue(tutorial.text().lines().count() <= 75, tutorial.name());
    }
  }

  private static void works(Tutorial tutorial) throws Exception {
    Path place = Files.createDirectories(folder.resolve(tutorial.name().replace(' ', '-')));
    Path classes = Files.createDirectories(place.resolve("classes"));
    copyData(classes.resolve("janus/data"));
    copyDataFolder(classes);
    var sources = new ArrayList<Path>();
    var commands = new ArrayList<String[]>();
    Matcher fence = FENCE.matcher(tutorial.text());
    int before = 0;
    while (fence.find()) {
      String lead = tutorial.text().substring(before, fence.start());
      before = fence.end();
      switch (fence.group(1)) {
        case "java" -> sources.add(source(place, lead, fence.group(2)));
        case "json" -> Files.writeString(data(classes, lead), fence.group(2));
        default -> commands.add(new String[] {fence.group(2), firstCode(tutorial, before)});
      }
    }
    compile(sources, classes);
    assertTrue(!commands.isEmpty(), "no command line");
    for (String[] command : commands) {
      prints(classes, command[0], command[1]);
    }
  }

  /** The facts are those beside the class that reads them. */
  private static void copyDataFolder(Path classes) throws Exception {
    Path library =
        Path.of(DataFolder.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path catalog = Files.createDirectories(classes.resolve("janus/catalog"));
    try (Stream<Path> files = Files.list(library.resolve("janus/catalog"))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (file.getFileName().toString().startsWith("DataFolder")) {
          Files.copy(file, catalog.resolve(file.getFileName()));
        }
      }
    }
  }

  private static void copyData(Path to) throws IOException {
    Path data = ROOT.resolve("data");
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        Path copy = to.resolve(data.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }

  private static String lastCode(String text) {
    String last = null;
    for (Matcher code = CODE.matcher(text); code.find(); ) {
      last = code.group(1);
    }
    assertNotNull(last, "no file is named: " + text);
    return last;
  }

  private static String firstCode(Tutorial tutorial, int from) {
    Matcher code = CODE.matcher(tutorial.text());
    assertTrue(code.find(from), "nothing to look for in the output");
    return code.group(1);
  }

  private static Path data(Path classes, String lead) {
    return classes.resolve("janus").resolve(lastCode(lead));
  }

  /** A new source, or a copy of one of the library with a change. */
  private static Path source(Path place, String lead, String code) throws IOException {
    Matcher change = CHANGE.matcher(lead);
    boolean changes = change.matches();
    String name = changes ? change.group(1) : lastCode(lead);
    Path file = place.resolve(name.substring(SOURCES.length()));
    Files.createDirectories(file.getParent());
    return Files.writeString(
        file, changes ? changed(ROOT.resolve(name), change.group(2), code) : code);
  }

  private static String changed(Path source, String anchor, String code) throws IOException {
    String text = Files.readString(source);
    int line = text.indexOf('\n', text.indexOf(anchor + "\n")) + 1;
    assertTrue(text.contains(anchor + "\n"), source + " has no line that ends in " + anchor);
    return text.substring(0, line) + code + text.substring(line);
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  private static void compile(List<Path> sources, Path classes) {
    if (sources.isEmpty()) {
      return;
    }
    var said = new StringWriter();
    var compiler = ToolProvider.getSystemJavaCompiler();
    var options =
        List.of("-proc:none", "-Xlint:all,-options", "-d", classes.toString(), "-cp", classPath());
    try (var files = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(said, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
              .call();
      assertTrue(compiled, said.toString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Runs the command line of a library in which the new classes and facts come first. */
  private static void prints(Path classes, String console, String expected) throws Exception {
    var urls = new ArrayList<URL>(List.of(classes.toUri().toURL()));
    for (String entry : classPath().split(Pattern.quote(File.pathSeparator), -1)) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    ClassLoader parent = ClassLoader.getPlatformClassLoader();
    try (var loader = new URLClassLoader(urls.toArray(URL[]::new), parent)) {
      var main =
          loader
              .loadClass("janus.command.Main")
              .getMethod("run", PrintWriter.class, PrintWriter.class, String[].class);
      for (String line : console.lines().toList()) {
        var out = new StringWriter();
        String[] words = words(line);
        Object status = main.invoke(null, new PrintWriter(out), new PrintWriter(out), words);
        assertEquals(0, status, line + ": " + out);
        assertTrue(out.toString().contains(expected), line + " prints no " + expected + ": " + out);
      }
    }
  }

  private static String[] words(String line) {
    String start = "$ janus-lib/janus ";
    assertTrue(line.startsWith(start), line);
    String results = folder.resolve("results").toString();
    return line.substring(start.length()).replace("target/extending", results).split(" +", -1);
  }
}
