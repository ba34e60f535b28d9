package janus.inference.weights;

import janus.provenance.BadInputException;
import janus.provenance.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A text file as token ids, the way llama.cpp's perplexity tool reads one: of line feeds at the
 * very end, one is dropped; the tokens the model wants around a text are added; the spelling of
 * control tokens is text.
 */
public final class TokenizedText {
  private final Path path;
  private final String textSha256;
  private final int[] ids;
  private final String warning;

  private TokenizedText(Path path, byte[] bytes, int[] ids) {
    this.path = path;
    this.textSha256 = Sha256.of(bytes);
    this.ids = ids;
    this.warning = TextEncoding.warning(path, bytes);
  }

  /**
   * Reads and tokenizes a file.
   *
   * @throws BadInputException if it cannot be read, is empty, is too long for one array, or has a
   *     byte that the vocabulary cannot spell
   */
  public static TokenizedText read(Path path, Tokenizer tokenizer) {
    byte[] bytes = bytes(path);
    int length = bytes.length - (bytes[bytes.length - 1] == '\n' ? 1 : 0);
    try {
      int[] ids = tokenizer.encode(Arrays.copyOf(bytes, length), true);
      return new TokenizedText(path, bytes, ids);
    } catch (BadInputException e) {
      throw new BadInputException(path + ": " + e.getMessage(), e);
    }
  }

  private static byte[] bytes(Path path) {
    if (!Files.exists(path)) {
      throw new BadInputException(path + ": no such file");
    }
    if (!Files.isRegularFile(path)) {
      throw new BadInputException(path + ": expected a text file");
    }
    try {
      long size = Files.size(path);
      if (size == 0) {
        throw new BadInputException(path + ": expected some text, found an empty file");
      }
      if (size > 1 << 29) {
        throw new BadInputException(path + ": expected a text of at most 512 MiB, found " + size);
      }
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new BadInputException(path + ": cannot be read: " + BadInputException.reason(e), e);
    }
  }

  public Path path() {
    return path;
  }

  /** That the text is not plain UTF-8, with the encoding it seems to have; null if it is. */
  public String warning() {
    return warning;
  }

  /** Checksum of the file's bytes, all of them. */
  public String textSha256() {
    return textSha256;
  }

  /** A copy of the token ids, those added around the text included. */
  public int[] ids() {
    return ids.clone();
  }

  public int count() {
    return ids.length;
  }

  /** SHA-256 of the ids, each as four bytes, little-endian. */
  public String idsSha256() {
    return sha256(ids);
  }

  /** SHA-256 of token ids, each as four bytes, little-endian. */
  static String sha256(int[] ids) {
    MessageDigest digest = Sha256.newDigest();
    ByteBuffer four = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    for (int id : ids) {
      digest.update(four.putInt(0, id).array());
    }
    return Sha256.hex(digest.digest());
  }
}
