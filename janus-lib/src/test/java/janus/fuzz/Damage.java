package janus.fuzz;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Damages bytes: bits flipped, numbers and words replaced by extremes, stretches cut out, doubled,
 * moved, or taken from another input.
 */
final class Damage {
  private static final long[] EXTREMES = {
    0,
    1,
    -1,
    2,
    31,
    32,
    255,
    65535,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    1L << 32,
    1L << 40,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    Long.MAX_VALUE / 8,
    0x3fffffffffffffffL
  };

  private static final String[] WORDS = {
    "0",
    "-1",
    "1e9999",
    "NaN",
    "2147483647",
    "2147483648",
    "9223372036854775807",
    "9223372036854775808",
    "99999999999999999999",
    "1e-400",
    "0x",
    "null",
    "true",
    "{}",
    "[]",
    "[[[[[[[[",
    "\"\"",
    "\\u0000",
    "\n",
    "\r",
    "\t",
    " ",
    "=",
    ",",
    "(",
    ")",
    "\u2028",
    "\u001b[31m",
    "%s%n",
    "\uD83D\uDE00"
  };

  private final SplittableRandom random;

  Damage(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /**
   * One to four damages.
   *
   * @param other where stretches may come from
   */
  byte[] of(byte[] input, byte[] other) {
    byte[] output = input;
    int damages = 1 + random.nextInt(4);
    for (int i = 0; i < damages; i++) {
      output = once(output, other);
    }
    return output;
  }

  private byte[] once(byte[] input, byte[] other) {
    int at = random.nextInt(input.length + 1);
    int left = input.length - at;
    switch (random.nextInt(9)) {
      case 0 -> {
        return left == 0 ? input : changed(input, at, input[at] ^ (1 << random.nextInt(8)));
      }
      case 1 -> {
        return left == 0 ? input : changed(input, at, random.nextInt(256));
      }
      case 2 -> {
        byte[] output = input.clone();
        long extreme = EXTREMES[random.nextInt(EXTREMES.length)];
        int width = random.nextBoolean() ? 8 : 4;
        for (int i = 0; i < width && at + i < output.length; i++) {
          output[at + i] = (byte) (extreme >> (8 * i));
        }
        return output;
      }
      case 3 -> {
        return random.nextInt(4) == 0 ? Arrays.copyOf(input, at) : input;
      }
      case 4 -> {
        return replaced(input, at, Math.min(1 + random.nextInt(16), left), new byte[0]);
      }
      case 5 -> {
        int length = Math.min(1 + random.nextInt(64), left);
        return replaced(input, at, 0, Arrays.copyOfRange(input, at, at + length));
      }
      case 6 -> {
        int from = random.nextInt(other.length + 1);
        int length = Math.min(1 + random.nextInt(32), other.length - from);
        int over = random.nextBoolean() ? Math.min(length, left) : 0;
        return replaced(input, at, over, Arrays.copyOfRange(other, from, from + length));
      }
      case 7 -> {
        byte[] word =
            WORDS[random.nextInt(WORDS.length)].getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return replaced(input, at, random.nextBoolean() ? Math.min(word.length, left) : 0, word);
      }
      default -> {
        return number(input, at);
      }
    }
  }

  /** Replaces the digits from a place on by a word. */
  private byte[] number(byte[] input, int at) {
    int from = at;
    while (from < input.length && (input[from] < '0' || input[from] > '9')) {
      from++;
    }
    int to = from;
    while (to < input.length && input[to] >= '0' && input[to] <= '9') {
      to++;
    }
    byte[] word = WORDS[random.nextInt(12)].getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    return from == to ? input : replaced(input, from, to - from, word);
  }

  private static byte[] changed(byte[] input, int at, int value) {
    byte[] output = input.clone();
    output[at] = (byte) value;
    return output;
  }

  private static byte[] replaced(byte[] input, int at, int length, byte[] by) {
    byte[] output = new byte[input.length - length + by.length];
    System.arraycopy(input, 0, output, 0, at);
    System.arraycopy(by, 0, output, at, by.length);
    int rest = at + length;
    System.arraycopy(input, rest, output, at + by.length, input.length - rest);
    return output;
  }
}
