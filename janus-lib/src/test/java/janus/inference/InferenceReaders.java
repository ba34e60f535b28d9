package janus.inference;

import janus.inference.arithmetic.Kernels;
import janus.inference.scoring.ScoredWindow;
import janus.inference.weights.ModelFile;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;

/** Readers of this package that take damaged input, and small valid inputs. */
public final class InferenceReaders {
  private static final String RUN = "method 1, of a test";
  private static final List<ScoredWindow> WINDOWS =
      List.of(new ScoredWindow(0, 0, 4, false, 2, 4, 1), new ScoredWindow(1, 4, 4, false, 2, 3, 1));

  private InferenceReaders() {}

  /** Checks a model's tensors against its header, as a decoder does before it reads a weight. */
  public static void decoder(ModelFile file) {
    DecoderWeights.of(file, Kernels.plain()).bytes();
  }

  /** Two windows without a baseline, and one with. */
  public static List<byte[]> checkpoints() {
    byte[] plain = record(0, 1, new byte[] {0}, 2);
    byte[] compared = record(1, 1, new byte[] {1}, 1, 1, 1);
    return List.of(
        file(plain),
        file(record(0, 1, new byte[] {0}, 2), record(1, 1, new byte[] {0}, 1)),
        file(compared));
  }

  private static byte[] record(int window, int schemes, byte[] kind, int... doubles) {
    try (var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes)) {
      out.writeInt(window);
      out.writeInt(schemes);
      out.write(kind);
      for (int count : doubles) {
        for (int i = 0; i < count; i++) {
          out.writeDouble(1.5);
        }
      }
      if (kind[0] != 0) {
        out.writeByte(1);
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] file(byte[]... records) {
    try (var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes)) {
      out.writeBytes("JANUS-CHUNKS-1\n");
      out.writeInt(RUN.length());
      out.writeBytes(RUN);
      for (byte[] record : records) {
        out.writeInt(record.length);
        out.write(record);
        var crc = new CRC32();
        crc.update(record);
        out.writeInt((int) crc.getValue());
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same file with a record whose checksum is right, whatever is in it. */
  public static byte[] withChecksum(byte[] record) {
    return file(record);
  }

  /** Bodies of records. */
  public static List<byte[]> records() {
    return List.of(record(0, 1, new byte[] {0}, 2), record(1, 1, new byte[] {1}, 1, 1, 1));
  }

  /** Opens a checkpoint of one scheme and takes what it remembers. */
  public static void checkpoint(Path path) {
    try (ChunkFile file = ChunkFile.open(path, RUN, WINDOWS, 1)) {
      for (ScoredWindow window : WINDOWS) {
        var scores = file.finished(window.index());
        if (scores != null) {
          scores.get(0).meanLoss();
        }
      }
    }
  }
}
