package janus.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code janus-lib/janus}, with a shell script in the place of Java. */
class LauncherTest {
  private static final Path LAUNCHER =
      Path.of(System.getProperty("janus.root"), "janus-lib", "janus");
  private static final String WARNING = "WARNING: Using incubator modules: jdk.incubator.vector";

  @TempDir Path folder;
  private Path launcher;

  @BeforeEach
  void copy() throws IOException {
    Path library = Files.createDirectories(folder.resolve("a folder ü/janus-lib"));
    launcher = Files.copy(LAUNCHER, library.resolve("janus"));
    Files.createDirectory(library.resolve("target"));
    Files.createFile(library.resolve("target/janus.jar"));
  }

  /** Starts the launcher by a shell command, in which it is {@code "$1"}; its standard error. */
  private String run(String java, String command) throws IOException, InterruptedException {
    Path home = Files.createDirectories(folder.resolve("jdk/bin"));
    Path stub = Files.writeString(home.resolve("java"), "#!/bin/sh\n" + java + "\n");
    assertTrue(stub.toFile().setExecutable(true));
    var builder = new ProcessBuilder("sh", "-c", command, "sh", launcher.toString());
    builder.environment().put("JAVA_HOME", home.getParent().toString());
    builder.environment().put("FOUND", folder.resolve("found").toString());
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    Process process = builder.start();
    String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), err);
    return err;
  }

  private String found() throws IOException {
    return Files.readString(folder.resolve("found")).strip();
  }

  /** The next file that is opened would have the number of a closed stream. */
  @Test
  void closedStreamsAreOpenForJava() throws Exception {
    run(
        "for n in 0 1 2; do readlink /proc/$$/fd/$n; done | grep -c . >\"$FOUND\"",
        "exec \"$1\" <&- >&- 2>&-");
    assertEquals("3", found());
  }

  @Test
  void namesAreReadAsUtf8WhereTheLocaleIsAscii() throws Exception {
    for (String locale : new String[] {"C", "POSIX", "xx_XX.UTF-8"}) {
      run("locale charmap >\"$FOUND\"", "LC_ALL=" + locale + " exec \"$1\"");
      assertEquals("UTF-8", found(), locale);
    }
  }

  @Test
  void theFirstWarningAloneIsDropped() throws Exception {
    String picked = "NOTE: Picked up JDK_JAVA_OPTIONS: -Xmx1g";
    String other = "janus: something else";
    assertEquals("", said(WARNING));
    assertEquals(lines(other), said(WARNING, other));
    assertEquals(lines(picked, other), said(picked, WARNING, other));
    assertEquals(lines(other, WARNING), said(other, WARNING));
  }

  private String said(String... lines) throws Exception {
    return run("cat >&2 <<'END'\n" + lines(lines) + "END", "exec \"$1\"");
  }

  private static String lines(String... lines) {
    return String.join("\n", lines) + "\n";
  }

  /** A terminal sends Ctrl-C to all processes; what Java then says must still arrive. */
  @Test
  void theLastLineOfAnInterruptedRunArrives() throws Exception {
    String java =
        lines(
            "trap '' INT",
            "echo '" + WARNING + "' >&2",
            "sleep 0.5",
            "kill -INT 0",
            "sleep 0.5",
            "echo 'janus: interrupted' >&2");
    assertEquals("janus: interrupted\n", run(java, "setsid -w \"$1\""));
  }

  @Test
  void theArchiveOfThisJdkIsUsedAndThatOfAnotherIsNot() throws Exception {
    Path start = Files.createDirectories(launcher.resolveSibling("target/start"));
    String java = folder.toRealPath().resolve("jdk/bin/java").toString();
    String show = "printf '%s\\n' \"$@\" >\"$FOUND\"";
    Files.createFile(start.resolve(java.replace('/', '_') + "x.options"));
    run(show, "exec \"$1\"");
    assertFalse(found().contains("/target/start/"), found());
    Path own = Files.createFile(start.resolve(java.replace('/', '_') + ".options"));
    run(show, "exec \"$1\"");
    assertTrue(found().contains("\n@" + own.toRealPath() + "\n"), found());
  }
}
