package janus.files;

import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The destination of an output's bytes. */
abstract class Destination implements Closeable {
  private static final int MOST_LINKS = 40;
  private static final Pattern DESCRIPTORS =
      Pattern.compile("/proc/(\\d+)(?:/task/\\d+)?/fd|/dev/fd");

  /** File types in {@code st_mode}, see inode(7). */
  private static final int TYPE_MASK = 0170000;

  private static final int SOCKET = 0140000;
  private static final int BLOCK_DEVICE = 0060000;

  private final OutputStream stream;

  Destination(OutputStream stream) {
    this.stream = stream;
  }

  /** Opens what a name stands for. */
  static Destination of(Path name) throws IOException {
    Path at = name.toString().equals("-") ? Path.of("/dev/stdout") : followed(name);
    int descriptor = name.toString().equals("-") ? 1 : standardDescriptor(at);
    if (descriptor > 0) {
      return new Stream(descriptor == 1);
    }
    if (Files.isDirectory(at)) {
      throw new FileSystemException(name.toString(), null, "is a folder");
    }
    if (isDescriptor(at) && Files.isRegularFile(at)) {
      throw new FileSystemException(
          name.toString(), null, "a descriptor of a regular file, expected the file's own name");
    }
    return Files.exists(at) && !Files.isRegularFile(at) ? new Stream(at) : new WholeFile(at);
  }

  /** The end of a chain of symbolic links: an entry of a folder, which may not exist yet. */
  private static Path followed(Path name) throws IOException {
    Path at = name.toAbsolutePath();
    for (int links = 0; links <= MOST_LINKS; links++) {
      if (isDescriptor(at) || !Files.isSymbolicLink(at)) {
        return at;
      }
      at = at.resolveSibling(Files.readSymbolicLink(at));
    }
    throw new FileSystemException(name.toString(), null, "more than " + MOST_LINKS + " links");
  }

  private static boolean isDescriptor(Path at) throws IOException {
    return DESCRIPTORS.matcher(folder(at).toString()).matches();
  }

  /** 1 for this process's standard output, 2 for its standard error, 0 for anything else. */
  private static int standardDescriptor(Path at) throws IOException {
    Matcher matcher = DESCRIPTORS.matcher(folder(at).toString());
    String own = Long.toString(ProcessHandle.current().pid());
    if (!matcher.matches() || (matcher.group(1) != null && !matcher.group(1).equals(own))) {
      return 0;
    }
    String number = at.getFileName().toString();
    return number.equals("1") ? 1 : number.equals("2") ? 2 : 0;
  }

  /** The folder of an entry without links. */
  static Path folder(Path at) throws IOException {
    Path folder = at.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw folder == null
          ? new FileSystemException(at.toString(), null, "is a folder")
          : new NoSuchFileException(folder.toString());
    }
    return folder.toRealPath();
  }

  OutputStream stream() {
    return stream;
  }

  abstract boolean isStandardOutput();

  /** Ends the output. */
  abstract void commit() throws IOException;

  /** A pipe, a character device or a standard stream. */
  private static final class Stream extends Destination {
    private final boolean standardOutput;
    private final boolean owned;

    /** Standard output, or standard error; both stay open. */
    Stream(boolean standardOutput) {
      super(new FileOutputStream(standardOutput ? FileDescriptor.out : FileDescriptor.err));
      this.standardOutput = standardOutput;
      owned = false;
    }

    Stream(Path at) throws IOException {
      super(open(at));
      standardOutput = false;
      owned = true;
    }

    private static OutputStream open(Path at) throws IOException {
      if (at.getFileSystem().supportedFileAttributeViews().contains("unix")) {
        int type = (Integer) Files.getAttribute(at, "unix:mode") & TYPE_MASK;
        if (type == BLOCK_DEVICE || type == SOCKET) {
          throw new FileSystemException(
              at.toString(),
              null,
              (type == SOCKET ? "a socket" : "a block device")
                  + ", expected a file, a pipe or a character device");
        }
      }
      return Channels.newOutputStream(FileChannel.open(at, StandardOpenOption.WRITE));
    }

    @Override
    boolean isStandardOutput() {
      return standardOutput;
    }

    @Override
    void commit() throws IOException {
      stream().flush();
    }

    @Override
    public void close() throws IOException {
      if (owned) {
        stream().close();
      }
    }
  }
}
