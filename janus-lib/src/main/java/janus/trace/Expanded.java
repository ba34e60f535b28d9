package janus.trace;

import janus.provenance.BadInputException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.tukaani.xz.XZIOException;
import org.tukaani.xz.XZInputStream;

/**
 * The bytes of a file, expanded if its first bytes are those of gzip or xz. Damaged data is bad
 * input, and so are formats that are known and not expanded.
 */
final class Expanded extends FilterInputStream {
  private static final int BUFFER = 1 << 16;

  /** The strongest preset of xz needs 65 MiB. */
  private static final int XZ_MEMORY_KIB = 1 << 18;

  /** The longest signature, with its place. */
  private static final int LONGEST_MAGIC = 16;

  private static final byte[] GZIP = {0x1f, (byte) 0x8b, 8};
  private static final byte[] XZ = HexFormat.of().parseHex("fd377a585a00");

  /**
   * An unsupported file type: its first bytes as a pattern of hexadecimal digits, and the remedy.
   */
  private record Other(String magic, String name, String remedy) {
    private static Other expandedBy(String magic, String name, String command) {
      return new Other(
          magic, name + " data", "plain, gzip or xz: '" + command + " FILE | janus ... -' expands");
    }
  }

  private static final List<Other> OTHERS =
      List.of(
          Other.expandedBy("425a683[1-9]314159265359", "bzip2", "bzip2 -dc"),
          Other.expandedBy("28b52ffd", "zstd", "zstd -dc"),
          Other.expandedBy("04224d18", "lz4", "lz4 -dc"),
          Other.expandedBy("4c5a4950", "lzip", "lzip -dc"),
          Other.expandedBy("1f9d90", "compress", "uncompress -c"),
          Other.expandedBy("5d0000.{4}ffffffffffffffff", "lzma", "xz -dc"),
          Other.expandedBy("504b0304", "zip", "unzip -p"),
          Other.expandedBy("377abcaf271c", "7z", "7z x -so"),
          new Other(
              "67656d35", "gem5's protobuf", "the text of gem5's util/decode_packet_trace.py"));

  private static final byte[] TAR = "ustar".getBytes(StandardCharsets.US_ASCII);
  private static final int TAR_AT = 257;

  private final String name;
  private final String compression;

  private Expanded(InputStream in, String name, String compression) {
    super(in);
    this.name = name;
    this.compression = compression;
  }

  /**
   * Opens a file.
   *
   * @param name for messages
   * @throws BadInputException if it is compressed in another way
   */
  static InputStream open(String name, Path file) throws IOException {
    InputStream raw = Files.newInputStream(file);
    String compression = null;
    try {
      var in = new BufferedInputStream(raw, BUFFER);
      in.mark(LONGEST_MAGIC);
      byte[] magic = in.readNBytes(LONGEST_MAGIC);
      in.reset();
      compression = startsWith(magic, GZIP) ? "gzip" : startsWith(magic, XZ) ? "xz" : null;
      if (compression == null) {
        requireNoOther(name, magic);
        return in;
      }
      return new Expanded(
          compression.equals("xz") ? new XZInputStream(in, XZ_MEMORY_KIB) : new GzipMembers(in),
          name,
          compression);
    } catch (XZIOException | ZipException | EOFException e) {
      raw.close();
      throw damaged(name, compression, e);
    } catch (IOException | BadInputException e) {
      raw.close();
      throw e;
    }
  }

  /**
   * @throws BadInputException if the bytes are the beginning of an unsupported file type
   */
  static void requireNoOther(String name, byte[] head) {
    String digits = HexFormat.of().formatHex(head, 0, Math.min(head.length, LONGEST_MAGIC));
    for (Other other : OTHERS) {
      if (digits.matches(other.magic + ".*")) {
        throw new BadInputException(name + ": " + other.name + ", expected " + other.remedy);
      }
    }
    int end = TAR_AT + TAR.length;
    if (head.length >= end && Arrays.equals(head, TAR_AT, end, TAR, 0, TAR.length)) {
      throw new BadInputException(
          name
              + ": a tar archive, expected the trace in it: 'tar xOf FILE | janus ... -' takes it");
    }
  }

  private static boolean startsWith(byte[] bytes, byte[] magic) {
    return bytes.length >= magic.length
        && Arrays.equals(bytes, 0, magic.length, magic, 0, magic.length);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    try {
      return in.read(into, from, length);
    } catch (XZIOException | ZipException | EOFException e) {
      throw damaged(name, compression, e);
    }
  }

  private static BadInputException damaged(String name, String compression, IOException e) {
    String reason =
        e.getMessage() == null
            ? e instanceof EOFException ? "it ends early" : e.getClass().getSimpleName()
            : e.getMessage();
    return new BadInputException(
        name
            + ": damaged "
            + compression
            + " data ("
            + reason
            + "), expected a whole "
            + compression
            + " file",
        e);
  }

  /** Gzip members up to the end of the file, where nothing follows the last but zeros. */
  private static final class GzipMembers extends GZIPInputStream {
    private static final int TRAILER_BYTES = 8;

    GzipMembers(InputStream in) throws IOException {
      super(in, BUFFER);
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      int read = super.read(into, from, length);
      if (read < 0) {
        // What does not begin as a member does is passed over in silence otherwise.
        for (int i = len - inf.getRemaining() + TRAILER_BYTES; i < len; i++) {
          if (buf[i] != 0) {
            throw new ZipException("no member follows the last, but other bytes do");
          }
        }
      }
      return read;
    }
  }
}
