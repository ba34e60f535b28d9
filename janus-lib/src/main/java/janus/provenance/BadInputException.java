package janus.provenance;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.regex.Pattern;

/**
 * Invalid input. The message is one line with the place (file, field or option), the value and the
 * expectation; the command line prints it and exits with status 2. The line is printable and of
 * limited length for any bytes in the value.
 */
public final class BadInputException extends RuntimeException {
  private static final int LONGEST = 4000;

  /** Characters that control a terminal or the direction of a text. */
  private static final Pattern CONTROLS =
      Pattern.compile(
          "\\p{Cntrl}|[\\x80-\\x9f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]");

  public BadInputException(String message) {
    super(oneLine(message));
  }

  public BadInputException(String message, Throwable cause) {
    super(oneLine(message), cause);
  }

  /** Why reading or writing failed. The message of an IOException may be just the path. */
  public static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    String given = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    return given == null ? "no reason is known" : given;
  }

  /** A text with every control character replaced by a question mark. */
  public static String withoutControls(String text) {
    return CONTROLS.matcher(text).replaceAll("?");
  }

  /**
   * A text as one line. Line ends become spaces, other control characters question marks; a very
   * long text loses its middle.
   */
  public static String oneLine(String text) {
    String line =
        String.valueOf(text)
            .strip()
            .replaceAll("\\s*\\R\\s*", " ")
            .replace('\t', ' ')
            .transform(BadInputException::withoutControls);
    if (line.length() <= LONGEST) {
      return line;
    }
    return line.substring(0, LONGEST / 2)
        + " ... "
        + line.substring(line.length() - LONGEST / 2 + 5);
  }
}
