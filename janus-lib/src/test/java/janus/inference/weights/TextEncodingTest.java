package janus.inference.weights;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TextEncodingTest {
  private static final Path FILE = Path.of("t.txt");

  private static void named(String encoding, byte[] bytes) {
    String warning = TextEncoding.warning(FILE, bytes);
    assertTrue(warning.startsWith("t.txt: expected UTF-8, found " + encoding), warning);
  }

  @Test
  void theWarningNamesTheEncoding() {
    named("UTF-16 (byte order mark)", "\ufeffabc".getBytes(StandardCharsets.UTF_16LE));
    named("UTF-16 (byte order mark)", "\ufeffabc".getBytes(StandardCharsets.UTF_16BE));
    named("UTF-32", new byte[] {(byte) 0xff, (byte) 0xfe, 0, 0, 'a', 0, 0, 0});
    named("UTF-8 with a byte order mark", "\ufeffabc".getBytes(StandardCharsets.UTF_8));
    named("bytes of 0", "abc".getBytes(StandardCharsets.UTF_16LE));
    named("bytes that are not UTF-8", "\u00e9t\u00e9".getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void plainUtf8IsSilent() {
    assertNull(
        TextEncoding.warning(FILE, "\u00e9t\u00e9 \ud83d\ude00".getBytes(StandardCharsets.UTF_8)));
    assertNull(TextEncoding.warning(FILE, new byte[] {'a'}));
  }
}
