package janus.inference.weights;

import java.nio.charset.StandardCharsets;

/**
 * Byte strings as {@code String}s of one Latin-1 character a byte: compact, hashable and exact even
 * where the bytes are no UTF-8.
 */
final class Bytes {
  private Bytes() {}

  static String of(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** The UTF-8 bytes of a text. */
  static String of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }
}
