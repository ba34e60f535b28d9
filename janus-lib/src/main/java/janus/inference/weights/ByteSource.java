package janus.inference.weights;

import janus.provenance.BadInputException;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Bytes by position: a file of any size, mapped or copied piece by piece, or an array. */
interface ByteSource extends Closeable {
  /** Longest slice: one byte less than 1 GiB. */
  int LONGEST_SLICE = (1 << 30) - 1;

  /** Longest copy: 64 KiB. */
  int LONGEST_COPY = 1 << 16;

  long size();

  /**
   * A little-endian view, position 0.
   *
   * @param length at most {@link #LONGEST_SLICE}
   */
  ByteBuffer slice(long offset, int length);

  /**
   * The same bytes copied into a buffer of the calling thread, which its next call overwrites.
   * Pages of a mapping count as the process's memory once they are touched; these do not.
   *
   * @param length at most {@link #LONGEST_COPY}
   * @throws BadInputException if the file became shorter or cannot be read
   */
  ByteBuffer copy(long offset, int length);

  @Override
  void close();

  static ByteSource of(byte[] bytes) {
    return new ByteSource() {
      @Override
      public long size() {
        return bytes.length;
      }

      @Override
      public ByteBuffer slice(long offset, int length) {
        return ByteBuffer.wrap(bytes, Math.toIntExact(offset), length)
            .slice()
            .order(ByteOrder.LITTLE_ENDIAN);
      }

      @Override
      public ByteBuffer copy(long offset, int length) {
        return slice(offset, length);
      }

      @Override
      public void close() {}
    };
  }

  /**
   * Maps a file.
   *
   * @throws BadInputException if it cannot be read
   */
  static ByteSource map(Path file) {
    if (!Files.exists(file)) {
      throw new BadInputException(file + ": no such file");
    }
    if (!Files.isRegularFile(file)) {
      throw new BadInputException(file + ": expected a file");
    }
    try {
      return new Mapped(file, new RandomAccessFile(file.toFile(), "r"));
    } catch (IOException e) {
      throw new BadInputException(file + ": cannot be read: " + BadInputException.reason(e), e);
    }
  }

  /**
   * A file mapped in windows of 2 GiB that begin at every GiB, so that any slice lies in one. A
   * window is mapped on first use and costs address space, no heap. Copies are read without the
   * channel, which would close for good when a reading thread is interrupted.
   */
  final class Mapped implements ByteSource {
    private static final int SHIFT = 30;
    private static final ThreadLocal<byte[]> COPY =
        ThreadLocal.withInitial(() -> new byte[LONGEST_COPY]);

    private final Path file;
    private final RandomAccessFile bytes;
    private final FileChannel channel;
    private final long size;
    private final AtomicReferenceArray<ByteBuffer> windows;

    Mapped(Path file, RandomAccessFile bytes) throws IOException {
      this.file = file;
      this.bytes = bytes;
      this.channel = bytes.getChannel();
      this.size = channel.size();
      this.windows = new AtomicReferenceArray<>(Math.toIntExact((size >> SHIFT) + 1));
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public ByteBuffer slice(long offset, int length) {
      requireInside(offset, length, LONGEST_SLICE);
      int window = (int) (offset >> SHIFT);
      int start = (int) (offset & ((1L << SHIFT) - 1));
      return window(window).slice(start, length).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public ByteBuffer copy(long offset, int length) {
      requireInside(offset, length, LONGEST_COPY);
      byte[] copy = COPY.get();
      try {
        synchronized (bytes) {
          bytes.seek(offset);
          bytes.readFully(copy, 0, length);
        }
      } catch (EOFException e) {
        throw new BadInputException(
            file
                + ": expected "
                + size
                + " bytes as when it was opened, found an end before byte "
                + (offset + length),
            e);
      } catch (IOException e) {
        throw new BadInputException(file + ": cannot be read: " + BadInputException.reason(e), e);
      }
      return ByteBuffer.wrap(copy, 0, length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void requireInside(long offset, int length, int longest) {
      if (offset < 0 || length < 0 || length > longest || length > size - offset) {
        throw new IllegalArgumentException(
            file + ": no slice of " + length + " bytes at " + offset + " of " + size);
      }
    }

    private ByteBuffer window(int index) {
      ByteBuffer mapped = windows.get(index);
      if (mapped == null) {
        long start = (long) index << SHIFT;
        try {
          mapped =
              channel.map(
                  FileChannel.MapMode.READ_ONLY, start, Math.min(size - start, Integer.MAX_VALUE));
        } catch (IOException e) {
          throw new BadInputException(
              file + ": cannot be mapped: " + BadInputException.reason(e), e);
        }
        windows.compareAndSet(index, null, mapped);
      }
      return mapped;
    }

    @Override
    public void close() {
      try {
        bytes.close();
      } catch (IOException e) {
        throw new BadInputException(file + ": cannot be closed: " + BadInputException.reason(e), e);
      }
    }
  }
}
