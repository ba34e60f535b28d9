package janus.inference.weights;

import janus.provenance.BadInputException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Bytes by position: a mapped file of any size, or an array. */
interface ByteSource extends Closeable {
  /** Longest slice: one byte less than 1 GiB. */
  int LONGEST_SLICE = (1 << 30) - 1;

  long size();

  /**
   * A little-endian view, position 0.
   *
   * @param length at most {@link #LONGEST_SLICE}
   */
  ByteBuffer slice(long offset, int length);

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
      return new Mapped(file, FileChannel.open(file, StandardOpenOption.READ));
    } catch (IOException e) {
      throw new BadInputException(file + ": cannot be read: " + BadInputException.reason(e), e);
    }
  }

  /**
   * A file mapped in windows of 2 GiB that begin at every GiB, so that any slice lies in one. A
   * window is mapped on first use and costs address space, no heap.
   */
  final class Mapped implements ByteSource {
    private static final int SHIFT = 30;

    private final Path file;
    private final FileChannel channel;
    private final long size;
    private final AtomicReferenceArray<ByteBuffer> windows;

    Mapped(Path file, FileChannel channel) throws IOException {
      this.file = file;
      this.channel = channel;
      this.size = channel.size();
      this.windows = new AtomicReferenceArray<>(Math.toIntExact((size >> SHIFT) + 1));
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public ByteBuffer slice(long offset, int length) {
      if (offset < 0 || length < 0 || length > LONGEST_SLICE || length > size - offset) {
        throw new IllegalArgumentException(
            file + ": no slice of " + length + " bytes at " + offset + " of " + size);
      }
      int window = (int) (offset >> SHIFT);
      int start = (int) (offset & ((1L << SHIFT) - 1));
      return window(window).slice(start, length).order(ByteOrder.LITTLE_ENDIAN);
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
        channel.close();
      } catch (IOException e) {
        throw new BadInputException(file + ": cannot be closed: " + BadInputException.reason(e), e);
      }
    }
  }
}
