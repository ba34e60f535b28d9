package janus.provenance;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A text file from a user, in UTF-8. */
public final class TextFile {
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private TextFile() {}

  /**
   * The lines of a file, without the byte order mark that some editors write.
   *
   * @param what the expected content, for the message, as {@code a floorplan (.flp)}
   * @throws BadInputException if the file cannot be read; names file and reason
   */
  public static List<String> lines(Path file, String what) {
    if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
      throw new BadInputException(file + ": a device or a pipe, expected " + what + " in a file");
    }
    try {
      var lines = new ArrayList<>(Files.readAllLines(file));
      if (!lines.isEmpty() && lines.get(0).startsWith(BYTE_ORDER_MARK)) {
        lines.set(0, lines.get(0).substring(1));
      }
      return lines;
    } catch (IOException e) {
      String reason =
          e instanceof CharacterCodingException
              ? "expected text in UTF-8"
              : BadInputException.reason(e);
      throw new BadInputException(file + ": cannot be read as " + what + ": " + reason, e);
    }
  }
}
