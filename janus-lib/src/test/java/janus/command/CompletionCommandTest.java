package janus.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script is sourced by a real bash, which then completes a line. */
class CompletionCommandTest {
  @TempDir Path folder;

  private String completed(String... words) throws Exception {
    var out = new StringWriter();
    assertEquals(0, Main.run(new PrintWriter(out), new PrintWriter(out), "completion"));
    Path script = Files.writeString(folder.resolve("script"), out.toString());
    String line = String.join(" ", words);
    String bash =
        "compopt() { :; }; source '%s'; COMP_WORDS=(%s); COMP_CWORD=%d; COMP_LINE='%s';"
            + " COMP_POINT=%d; _complete_janus; printf '%%s\\n"
            + "' \"${COMPREPLY[@]}\"";
    var process =
        new ProcessBuilder(
                "bash", "-c", bash.formatted(script, line, words.length - 1, line, line.length()))
            .redirectErrorStream(true)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), printed);
    return printed.strip();
  }

  @Test
  void commandsOptionsAndModelsAreCompleted() throws Exception {
    assertEquals("simulate", completed("janus", "simul"));
    assertEquals("--context", completed("janus", "size", "--cont"));
    assertEquals("llama-2-7b", completed("janus", "size", "--model", "llama-2-7b"));
  }
}
