package janus.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import org.junit.jupiter.api.Test;

/** The cell that {@code docs/extending.md} shows for a notebook works as printed. */
class TutorialCellTest {
  @Test
  void theCellRuns() throws IOException {
    Path page = Path.of(System.getProperty("janus.root"), "docs", "extending.md");
    Matcher cell = Pattern.compile("(?s)```jshell\n(.*?)```").matcher(Files.readString(page));
    assertTrue(cell.find(), "no cell");
    String last = null;
    try (JShell shell = JShell.builder().executionEngine("local").build()) {
      for (String entry : classPath()) {
        shell.addToClasspath(entry);
      }
      for (String rest = cell.group(1); !rest.isBlank(); ) {
        var next = shell.sourceCodeAnalysis().analyzeCompletion(rest);
        List<SnippetEvent> events = shell.eval(next.source());
        for (SnippetEvent event : events) {
          assertNull(event.exception(), next.source());
          assertEquals(Snippet.Status.VALID, event.status(), next.source());
          last = event.value();
        }
        rest = next.remaining();
      }
    }
    assertTrue(last != null && last.contains("Figure"), "the cell shows a figure: " + last);
  }

  private static List<String> classPath() {
    String named = System.getProperty("java.class.path");
    return List.of(
        System.getProperty("surefire.test.class.path", named)
            .split(Pattern.quote(File.pathSeparator), -1));
  }
}
