package janus.provenance;

/**
 * Input that cannot be used. The message is one line that names the place (file, field or option),
 * the value found and what was expected; the command line prints it and exits with status 2.
 */
public final class BadInputException extends RuntimeException {
  public BadInputException(String message) {
    super(message);
  }

  public BadInputException(String message, Throwable cause) {
    super(message, cause);
  }
}
