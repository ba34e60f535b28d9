package janus.provenance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFileTest {
  @TempDir private Path folder;

  @Test
  void aByteOrderMarkIsLeftOut() throws Exception {
    Path file = Files.writeString(folder.resolve("f"), "\uFEFFa\r\nb\n\uFEFF");
    assertEquals(List.of("a", "b", "\uFEFF"), TextFile.lines(file, "words"));
  }

  @Test
  void bytesThatAreNoTextAreRefused() throws Exception {
    Path file = Files.write(folder.resolve("f"), new byte[] {'a', (byte) 0xFF});
    var e = assertThrows(BadInputException.class, () -> TextFile.lines(file, "words"));
    assertEquals(file + ": cannot be read as words: expected text in UTF-8", e.getMessage());
  }

  @Test
  void aMissingFileIsNamed() {
    Path file = folder.resolve("gone");
    var e = assertThrows(BadInputException.class, () -> TextFile.lines(file, "words"));
    assertEquals(file + ": cannot be read as words: no such file or folder", e.getMessage());
  }
}
