package janus.claims;

import janus.provenance.Sha256;
import java.security.MessageDigest;

/** SHA-256 of decimal numbers with line feeds between them. */
final class DecimalLines {
  private static final int LONGEST = 21;

  private final MessageDigest digest = Sha256.newDigest();
  private final byte[] buffer = new byte[1 << 15];
  private int filled;
  private boolean first = true;

  void add(long number) {
    if (filled > buffer.length - LONGEST) {
      digest.update(buffer, 0, filled);
      filled = 0;
    }
    if (!first) {
      buffer[filled++] = '\n';
    }
    first = false;
    if (number >= 0 && number < 10) {
      buffer[filled++] = (byte) ('0' + number);
      return;
    }
    String text = Long.toString(number);
    for (int i = 0; i < text.length(); i++) {
      buffer[filled++] = (byte) text.charAt(i);
    }
  }

  String sha256() {
    digest.update(buffer, 0, filled);
    filled = 0;
    return Sha256.hex(digest.digest());
  }
}
