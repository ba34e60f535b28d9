package janus.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.provenance.BadInputException;
import janus.provenance.Sha256;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class OutputFileTest {
  private static final byte[] NEW = "new".getBytes(UTF_8);

  @TempDir Path folder;

  private Path old(String name) throws IOException {
    return Files.writeString(folder.resolve(name), "old");
  }

  private int entries() {
    return folder.toFile().list().length;
  }

  private static String refusal(Path name) {
    String message =
        assertThrows(BadInputException.class, () -> OutputFile.open(name)).getMessage();
    assertTrue(message.startsWith(name + ": cannot be written: "), message);
    return message.substring(message.lastIndexOf(": ") + 2);
  }

  @Test
  void aFileIsReplacedAtCommitAndNotBefore() throws IOException {
    Path file = old("file");
    try (OutputFile out = OutputFile.open(file)) {
      out.write(NEW);
      assertEquals("old", Files.readString(file));
      out.commit();
      assertEquals(Sha256.of(NEW), out.sha256());
    }
    assertEquals("new", Files.readString(file));
    assertEquals(1, entries());
  }

  @Test
  void closedBeforeCommitTheOldFileStaysAlone() throws IOException {
    Path file = old("file");
    try (OutputFile out = OutputFile.open(file)) {
      out.write(NEW);
      assertThrows(IllegalStateException.class, out::sha256);
    }
    assertEquals("old", Files.readString(file));
    assertEquals(1, entries());
  }

  @Test
  void linksLeadToTheFileTheyName() throws IOException {
    Path below = Files.createDirectory(folder.resolve("below"));
    Path file = Files.writeString(below.resolve("file"), "old");
    Path first = Files.createSymbolicLink(folder.resolve("first"), Path.of("below/second"));
    Path second = Files.createSymbolicLink(below.resolve("second"), Path.of("file"));
    OutputFile.write(first, NEW);
    assertTrue(Files.isSymbolicLink(first));
    assertTrue(Files.isSymbolicLink(second));
    assertEquals("new", Files.readString(file));
  }

  @Test
  void aLinkToANameThatIsFreeMakesTheFile() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("file"));
    OutputFile.write(link, NEW);
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("new", Files.readString(folder.resolve("file")));
  }

  @Test
  void aFileKeepsItsPermissions() throws IOException {
    Path file = old("file");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    OutputFile.write(file, NEW);
    assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
  }

  @Test
  void aPipeTakesAStream() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    Path link = Files.createSymbolicLink(folder.resolve("link"), pipe);
    for (Path name : new Path[] {pipe, link}) {
      var read =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return Files.readString(pipe);
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      OutputFile.write(name, NEW);
      assertEquals("new", read.get());
      assertFalse(Files.isRegularFile(pipe));
      assertEquals(2, entries());
    }
  }

  // A pseudo-terminal is a character device in a folder where nobody can make a file.
  @Test
  void aCharacterDeviceTakesAStream() throws Exception {
    String terminal =
        "import os, pty; m, s = pty.openpty(); print(os.ttyname(s), flush=True);"
            + " print(os.read(m, 3).decode())";
    Process process = new ProcessBuilder("python3", "-c", terminal).start();
    var lines = process.inputReader();
    OutputFile.write(Path.of(lines.readLine()), NEW);
    assertEquals("new", lines.readLine());
    assertEquals(0, process.waitFor());
  }

  @Test
  void whatTakesNeitherAFileNorAStreamIsRefused() throws IOException {
    assertEquals("is a folder", refusal(folder));
    assertEquals("is a folder", refusal(Path.of("/")));
    assertEquals("no such file or folder", refusal(folder.resolve("nowhere/file")));
    Path loop = Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
    assertEquals("more than 40 links", refusal(loop));
    Path socket = folder.resolve("socket");
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      assertEquals("a socket, expected a file, a pipe or a character device", refusal(socket));
    }
  }

  // To replace the file would leave the descriptor on the old one; to stream would not be whole.
  @Test
  void aDescriptorOfARegularFileIsRefused() throws IOException {
    Path file = old("file");
    try (var open = new RandomAccessFile(file.toFile(), "rw");
        var descriptors = Files.list(Path.of("/proc/self/fd"))) {
      Path descriptor =
          descriptors
              .filter(each -> Files.exists(each) && isSame(each, file))
              .findFirst()
              .orElseThrow();
      assertEquals(
          "a descriptor of a regular file, expected the file's own name", refusal(descriptor));
      assertEquals(3, open.length());
    }
  }

  private static boolean isSame(Path a, Path b) {
    try {
      return Files.isSameFile(a, b);
    } catch (IOException e) {
      return false;
    }
  }
}
