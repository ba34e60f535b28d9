package janus.inference.weights;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Whether bytes are UTF-8, which tokenizers take for granted. */
final class TextEncoding {
  private TextEncoding() {}

  /** One line that names the encoding a text seems to have, or null for plain UTF-8. */
  static String warning(Path path, byte[] bytes) {
    String encoding = encoding(bytes);
    return encoding == null
        ? null
        : path + ": expected UTF-8, found " + encoding + "; its bytes are tokenized as they are";
  }

  private static String encoding(byte[] bytes) {
    if (startsWith(bytes, 0xff, 0xfe, 0, 0) || startsWith(bytes, 0, 0, 0xfe, 0xff)) {
      return "UTF-32 (byte order mark)";
    }
    if (startsWith(bytes, 0xff, 0xfe) || startsWith(bytes, 0xfe, 0xff)) {
      return "UTF-16 (byte order mark)";
    }
    if (startsWith(bytes, 0xef, 0xbb, 0xbf)) {
      return "UTF-8 with a byte order mark";
    }
    for (byte value : bytes) {
      if (value == 0) {
        return "bytes of 0, as in UTF-16 or a binary file";
      }
    }
    return isUtf8(bytes) ? null : "bytes that are not UTF-8, as in Latin-1";
  }

  private static boolean startsWith(byte[] bytes, int... start) {
    for (int i = 0; i < start.length; i++) {
      if (i >= bytes.length || (bytes[i] & 0xff) != start[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
