package janus.results;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

/**
 * The turn to change a folder, which one process, and one thread in it, has at a time. It is a
 * locked file in the folder that goes with the turn: a killed process leaves the file behind but
 * releases the lock. On a file system without locks every process always has the turn.
 */
public final class FolderTurn implements AutoCloseable {
  private static final String NAME = ".janus-turn";
  private static final long PAUSE_NANOS = 10_000_000L;

  private final Path file;
  private final FileChannel channel;

  private FolderTurn(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Waits for the turn.
   *
   * @param folder one that exists
   * @throws IOException if nothing can be written in it
   */
  public static FolderTurn take(Path folder) throws IOException {
    Path file = folder.resolve(NAME);
    while (true) {
      try {
        Object before = key(file);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        // The previous holder may have deleted the file; the lock is then on a deleted file.
        if (lock(channel) && Objects.equals(before, key(file))) {
          return new FolderTurn(file, channel);
        }
        channel.close();
      } catch (NoSuchFileException e) {
        create(file);
      }
    }
  }

  private static Object key(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  private static void create(Path file) throws IOException {
    try {
      Files.createFile(file);
    } catch (FileAlreadyExistsException e) {
      // Somebody else has just begun a turn.
    }
  }

  /** Waits for other processes; false if another thread of this one has the lock. */
  private static boolean lock(FileChannel channel) {
    try {
      channel.lock();
    } catch (OverlappingFileLockException e) {
      LockSupport.parkNanos(PAUSE_NANOS);
      return false;
    } catch (IOException e) {
      // No locks here.
      return true;
    }
    return true;
  }

  /** The folder that may be changed. */
  public Path folder() {
    return file.getParent();
  }

  /** Ends the turn. */
  @Override
  public void close() throws IOException {
    if (channel.isOpen()) {
      Files.deleteIfExists(file);
      channel.close();
    }
  }
}
