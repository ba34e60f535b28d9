package janus.inference.weights;

import java.io.ByteArrayOutputStream;
import java.text.Normalizer;
import java.util.Arrays;

/**
 * UTF-8 as llama.cpp's byte-pair encoding reads it: a byte that begins no complete sequence counts
 * as U+FFFD; overlong forms, surrogates, and numbers beyond U+10FFFF pass. At the last llama.cpp
 * gives up.
 */
final class Utf8 {
  private static final int REPLACEMENT = 0xfffd;

  private Utf8() {}

  static int[] codePoints(byte[] utf8, int from, int to) {
    int[] points = new int[to - from];
    int count = 0;
    int at = from;
    while (at < to) {
      int first = utf8[at] & 0xff;
      int length = first < 0x80 ? 1 : first < 0xc0 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
      int point = length == 1 ? first : first & (0xff >> (length + 1));
      boolean valid = length > 0 && first < 0xf8 && at + length <= to;
      for (int i = 1; valid && i < length; i++) {
        valid = (utf8[at + i] & 0xc0) == 0x80;
        point = (point << 6) | (utf8[at + i] & 0x3f);
      }
      points[count++] = valid ? point : REPLACEMENT;
      at += valid ? length : 1;
    }
    return Arrays.copyOf(points, count);
  }

  /**
   * The same text composed (NFC of the Unicode standard, annex 15). A text with numbers that are no
   * code points stays as it is.
   */
  static int[] composed(int[] points) {
    var text = new StringBuilder();
    for (int point : points) {
      boolean isSurrogate = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
      if (isSurrogate || !Character.isValidCodePoint(point)) {
        return points;
      }
      text.appendCodePoint(point);
    }
    return Normalizer.normalize(text, Normalizer.Form.NFC).codePoints().toArray();
  }

  static byte[] bytes(int[] points, int from, int to) {
    var out = new ByteArrayOutputStream((to - from) * 2);
    for (int i = from; i < to; i++) {
      int c = points[i];
      if (c < 0x80) {
        out.write(c);
      } else if (c < 0x800) {
        out.write(0xc0 | (c >> 6));
        out.write(0x80 | (c & 0x3f));
      } else if (c < 0x10000) {
        out.write(0xe0 | (c >> 12));
        out.write(0x80 | ((c >> 6) & 0x3f));
        out.write(0x80 | (c & 0x3f));
      } else {
        out.write(0xf0 | (c >> 18));
        out.write(0x80 | ((c >> 12) & 0x3f));
        out.write(0x80 | ((c >> 6) & 0x3f));
        out.write(0x80 | (c & 0x3f));
      }
    }
    return out.toByteArray();
  }
}
