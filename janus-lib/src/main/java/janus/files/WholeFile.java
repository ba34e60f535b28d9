package janus.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A regular file that is written beside its place and moved there at the end. A killed process
 * leaves its part behind but releases the lock on it; the next writer in the folder removes it.
 */
final class WholeFile extends Destination {
  private static final String PART = ".janus-output-";
  private static final String OWN_PART = PART + ProcessHandle.current().pid() + "-";
  private static final AtomicLong COUNT = new AtomicLong();
  private static final int RECENT_SECONDS = 60;

  private final Path file;
  private final Part part;

  /** A part and the open channel to it. */
  private record Part(Path path, FileChannel channel) {
    static Part in(Path folder) throws IOException {
      removeAbandoned(folder);
      Path path = folder.resolve(OWN_PART + System.nanoTime() + "-" + COUNT.incrementAndGet());
      // Ctrl-C ends the process without unwinding.
      path.toFile().deleteOnExit();
      var channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      isLocked(channel);
      return new Part(path, channel);
    }

    OutputStream stream() {
      return Channels.newOutputStream(channel);
    }
  }

  WholeFile(Path file) throws IOException {
    this(file, Part.in(folder(file)));
  }

  private WholeFile(Path file, Part part) {
    super(part.stream());
    this.file = file;
    this.part = part;
  }

  /** Removes the parts of killed writers. */
  private static void removeAbandoned(Path folder) throws IOException {
    try (var parts = Files.newDirectoryStream(folder, PART + "*")) {
      Instant recently = Instant.now().minusSeconds(RECENT_SECONDS);
      for (Path part : parts) {
        // Closing a second channel to a file of this process would unlock it.
        if (!part.getFileName().toString().startsWith(OWN_PART)) {
          removeUnlocked(part, recently);
        }
      }
    }
  }

  /** Removes a part, unless it is recent: its writer may be about to lock it. */
  private static void removeUnlocked(Path part, Instant recently) throws IOException {
    try (var other = FileChannel.open(part, StandardOpenOption.WRITE)) {
      if (Files.getLastModifiedTime(part).toInstant().isBefore(recently) && isLocked(other)) {
        Files.deleteIfExists(part);
      }
    } catch (FileSystemException e) {
      // The part is gone, or belongs to another user.
    }
  }

  /** Whether this call locked the file; false if another writer has the lock. */
  private static boolean isLocked(FileChannel channel) {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException | IOException e) {
      // Another writer of this process has the lock, or the file system has no locks.
      return false;
    }
  }

  @Override
  boolean isStandardOutput() {
    return false;
  }

  @Override
  void commit() throws IOException {
    part.channel().force(true);
    keepPermissions();
    // The part stays locked until it has its name.
    Files.move(
        part.path(), file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** A file that is replaced keeps its permissions, as it would if it were overwritten. */
  private void keepPermissions() throws IOException {
    var old = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (old != null && Files.exists(file)) {
      Files.setPosixFilePermissions(part.path(), old.readAttributes().permissions());
    }
  }

  @Override
  public void close() throws IOException {
    try {
      stream().close();
    } finally {
      Files.deleteIfExists(part.path());
    }
  }
}
