package janus.inference.weights;

import janus.provenance.BadInputException;
import janus.provenance.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A text file as token ids, the way llama.cpp's perplexity tool reads one: of line feeds at the
 * very end, one is dropped; the tokens the model wants around a text are added; the spelling of
 * control tokens is text. {@link TextOptions} may ask for control tokens, and for documents that
 * are tokenized one by one.
 */
public final class TokenizedText {
  private final Path path;
  private final String textSha256;
  private final int[] ids;
  private final int[] documentEnds;
  private final TextOptions options;
  private final String warning;

  private TokenizedText(Path path, byte[] bytes, List<int[]> documents, TextOptions options) {
    this.path = path;
    this.options = options;
    this.documentEnds = documents.stream().mapToInt(d -> d.length).toArray();
    Arrays.parallelPrefix(documentEnds, Integer::sum);
    this.ids = documents.stream().flatMapToInt(Arrays::stream).toArray();
    this.textSha256 = Sha256.of(bytes);
    this.warning = TextEncoding.warning(path, bytes);
  }

  /**
   * Reads and tokenizes a file.
   *
   * @throws BadInputException if it cannot be read, is empty, is too long for one array, or has a
   *     byte that the vocabulary cannot spell
   */
  public static TokenizedText read(Path path, Tokenizer tokenizer) {
    return read(path, tokenizer, TextOptions.PLAIN);
  }

  /**
   * Reads and tokenizes a file.
   *
   * @throws BadInputException as above, or if no document has any text
   */
  public static TokenizedText read(Path path, Tokenizer tokenizer, TextOptions options) {
    byte[] bytes = bytes(path);
    try {
      var documents = new ArrayList<int[]>();
      for (byte[] document : documents(bytes, options.separator())) {
        documents.add(tokenizer.encode(document, true, options.parsesSpecial()));
      }
      return new TokenizedText(path, bytes, documents, options);
    } catch (BadInputException e) {
      throw new BadInputException(path + ": " + e.getMessage(), e);
    }
  }

  /** The text between separators, each without a line feed at its end; empty ones are left out. */
  private static List<byte[]> documents(byte[] bytes, String separator) {
    if (separator == null) {
      return List.of(withoutLineFeed(bytes));
    }
    var documents = new ArrayList<byte[]>();
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    String line =
        new String(separator.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    for (String part : text.split("(?m)^" + Pattern.quote(line) + "\r?$\n?", -1)) {
      byte[] document = withoutLineFeed(part.getBytes(StandardCharsets.ISO_8859_1));
      if (document.length > 0) {
        documents.add(document);
      }
    }
    if (documents.isEmpty()) {
      throw new BadInputException("expected text between lines '" + separator + "', found none");
    }
    return documents;
  }

  private static byte[] withoutLineFeed(byte[] bytes) {
    int last = bytes.length - 1;
    return last >= 0 && bytes[last] == '\n' ? Arrays.copyOf(bytes, last) : bytes;
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

  /** Ends of the documents in {@link #ids()}, exclusive; of a text that is one, its length. */
  public int[] documentEnds() {
    return documentEnds.clone();
  }

  /** The options the text was read with. */
  public TextOptions options() {
    return options;
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
