package janus.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.progress.Progress;
import janus.provenance.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The caller of {@code notebooks/fetch.py}, with shell scripts in the place of Python. */
class FetchTest {
  @TempDir private Path folder;

  private Fetch fetch(String body) throws IOException {
    Path script = Files.writeString(folder.resolve("python"), "#!/bin/sh\n" + body + "\n");
    assertTrue(script.toFile().setExecutable(true));
    return new Fetch(folder.resolve("cache"), List.of(script.toString()));
  }

  // While the environment is being made it has a Python, and no pip yet.
  @Test
  void environmentsPythonIsUsedOnceTheEnvironmentIsComplete() throws IOException {
    Path python = folder.resolve("venv/bin/python");
    Files.createDirectories(python.getParent());
    assertTrue(Files.createFile(python).toFile().setExecutable(true));
    assertEquals("python3", Fetch.python(folder));
    Files.createFile(folder.resolve("venv/complete"));
    assertEquals(python.toString(), Fetch.python(folder));
  }

  @Test
  void progressAndItemAreReadAndTheWordsGiven() throws IOException {
    String body =
        """
        echo '{"progress": "downloading"}'
        printf '{"item": {"name": "%s", "file": "%s", "bytes": 5, "sha256": "ab",' "$2" "$1"
        echo ' "origin": "x", "downloaded": true}}'
        """;
    var said = new ArrayList<String>();
    var fetch = fetch(body);
    Fetch.Item got = fetch.text((done, total, message) -> said.add(message));
    assertEquals(
        new Fetch.Item("text", folder.resolve("cache").toString(), 5, "ab", "x", true), got);
    assertEquals(List.of("downloading"), said);
  }

  @Test
  void anErrorIsToldAndSoIsNoAnswer() throws IOException {
    assertEquals("no network", refused(fetch("echo '{\"error\": \"no network\"}'; exit 2")));
    assertTrue(refused(fetch("exit 1")).contains("expected Python 3.10"));
    assertTrue(refused(fetch("echo 'Traceback'")).contains("expected Python 3.10"));
  }

  @Test
  void whatIsMissingIsNamed() {
    var noPython = new Fetch(folder, List.of("no-such-program-here"));
    assertTrue(refused(noPython).contains("apt-get install python3-pip"));
    var noScript = new Fetch(folder, List.of("python3", folder.resolve("fetch.py").toString()));
    assertTrue(refused(noScript).contains("fetch.py: no such file"));
  }

  @Test
  void anInterruptEndsIt() throws IOException {
    var fetch = fetch("exec sleep 600");
    Thread.currentThread().interrupt();
    assertThrows(CancellationException.class, () -> fetch.model(Progress.NONE));
    assertTrue(Thread.interrupted());
  }

  private static String refused(Fetch fetch) {
    return assertThrows(BadInputException.class, () -> fetch.model(Progress.NONE)).getMessage();
  }

  /** The script itself, which needs no network to refuse. */
  @Test
  void theScriptAnswersAsTheCallerReads() {
    Path script = Path.of(System.getProperty("janus.root"), "notebooks", "fetch.py");
    var fetch = new Fetch(folder, List.of("python3", script.toString()));
    var e = assertThrows(BadInputException.class, () -> fetch.item("poem", Progress.NONE));
    assertEquals("fetch 'poem': expected model, text or gemma3-270m", e.getMessage());
  }
}
