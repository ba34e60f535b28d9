package janus.files;

import janus.provenance.BadInputException;
import janus.provenance.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.MessageDigest;

/**
 * An output that a user names. A regular file, or a name that is still free, appears whole at
 * {@link #commit}; closed before that, the old file stays and nothing else is left. Symbolic links
 * are followed to the file they name. A pipe or a character device takes the bytes as a stream, and
 * so does standard output, named {@code -} or {@code /dev/stdout}. Folders, block devices, sockets
 * and descriptors of regular files can neither be replaced whole nor take a stream; they are
 * refused.
 */
public final class OutputFile extends OutputStream {
  private final Path name;
  private final Destination destination;
  private final MessageDigest digest = Sha256.newDigest();
  private String sha256;
  private boolean closed;

  private OutputFile(Path name, Destination destination) {
    this.name = name;
    this.destination = destination;
  }

  /**
   * Opens an output. A named pipe waits for its reader.
   *
   * @param name as the user gives it, also for messages
   * @throws BadInputException if nothing can be written there
   */
  public static OutputFile open(Path name) {
    try {
      return new OutputFile(name, Destination.of(name));
    } catch (IOException e) {
      throw unwritable(name, e);
    }
  }

  /**
   * Writes all bytes of an output.
   *
   * @throws BadInputException if they cannot be written; an old file is then untouched
   */
  public static void write(Path name, byte[] bytes) {
    try (OutputFile file = open(name)) {
      file.write(bytes);
      file.commit();
    }
  }

  private static BadInputException unwritable(Path name, IOException e) {
    return new BadInputException(name + ": cannot be written: " + BadInputException.reason(e), e);
  }

  /** Whether the bytes go to this process's standard output. */
  public boolean isStandardOutput() {
    return destination.isStandardOutput();
  }

  @Override
  public void write(int value) {
    write(new byte[] {(byte) value});
  }

  @Override
  public void write(byte[] bytes) {
    write(bytes, 0, bytes.length);
  }

  /**
   * Writes bytes.
   *
   * @throws BadInputException if they cannot be written
   */
  @Override
  public void write(byte[] bytes, int from, int length) {
    try {
      destination.stream().write(bytes, from, length);
    } catch (IOException e) {
      throw unwritable(name, e);
    }
    digest.update(bytes, from, length);
  }

  /**
   * Ends the output; a regular file gets its name.
   *
   * @throws BadInputException if it cannot be written
   */
  public void commit() {
    try {
      destination.commit();
    } catch (IOException e) {
      throw unwritable(name, e);
    }
    sha256 = Sha256.hex(digest.digest());
    close();
  }

  /** Checksum of all bytes, once they are committed. */
  public String sha256() {
    if (sha256 == null) {
      throw new IllegalStateException(name + " is not committed");
    }
    return sha256;
  }

  /** Closes the output; a regular file that was not committed is discarded. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      destination.close();
    } catch (IOException e) {
      throw unwritable(name, e);
    }
  }
}
