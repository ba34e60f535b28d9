package janus.inference.weights;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The three classes of character that pre-tokenizers tell apart, from a table of Unicode 15.1 and
 * not from the Java runtime, whose Unicode changes with its version.
 */
final class CharacterClass {
  private static final byte LETTER = 1;
  private static final byte NUMBER = 2;
  private static final byte SPACE = 3;
  private static final byte[] CLASSES = read();

  private CharacterClass() {}

  /** General category L. */
  static boolean isLetter(int codePoint) {
    return of(codePoint) == LETTER;
  }

  /** General category N. */
  static boolean isNumber(int codePoint) {
    return of(codePoint) == NUMBER;
  }

  /** Property White_Space. */
  static boolean isSpace(int codePoint) {
    return of(codePoint) == SPACE;
  }

  /** None of the three; what UTF-8 can spell beyond Unicode included. */
  static boolean isOther(int codePoint) {
    return of(codePoint) == 0;
  }

  private static int of(int codePoint) {
    return codePoint < CLASSES.length ? CLASSES[codePoint] : 0;
  }

  private static byte[] read() {
    byte[] classes = new byte[Character.MAX_CODE_POINT + 1];
    String name = "unicode-letters-numbers.txt";
    try (InputStream in = CharacterClass.class.getResourceAsStream(name);
        var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.startsWith("#")) {
          String[] cells = line.split(" ", 3);
          Arrays.fill(
              classes,
              Integer.parseInt(cells[1], 16),
              Integer.parseInt(cells[2], 16) + 1,
              cells[0].equals("L") ? LETTER : NUMBER);
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(name + " is part of the jar", e);
    }
    Arrays.fill(classes, 0x09, 0x0d + 1, SPACE);
    Arrays.fill(classes, 0x2000, 0x200a + 1, SPACE);
    for (int space : new int[] {0x20, 0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000}) {
      classes[space] = SPACE;
    }
    return classes;
  }
}
