package janus.kvcache;

/**
 * The layout in which ggml stores 32 integers of 4 or 5 bits: byte {@code j} of 16 holds the low
 * four bits of element {@code j} and, above them, of element {@code j + 16}; of five bits the fifth
 * comes before them, bit {@code i} of a 32-bit word for element {@code i}.
 */
final class GgmlPlanes {
  private GgmlPlanes() {}

  /** Bytes that 32 integers take. */
  static int bytes(int bits) {
    return bits == 5 ? 20 : 16;
  }

  /** Packs {@code q[0..31]}, each of {@code bits} bits. */
  static void pack(int[] q, int bits, byte[] bytes, int at) {
    int nibbles = at;
    if (bits == 5) {
      int high = 0;
      for (int i = 0; i < 32; i++) {
        high |= (q[i] >> 4) << i;
      }
      for (int i = 0; i < 4; i++) {
        bytes[at + i] = (byte) (high >> (8 * i));
      }
      nibbles += 4;
    }
    for (int j = 0; j < 16; j++) {
      bytes[nibbles + j] = (byte) ((q[j] & 15) | ((q[j + 16] & 15) << 4));
    }
  }

  /** Element {@code i} of a packed block. */
  static int get(byte[] bytes, int at, int bits, int i) {
    if (bits == 4) {
      return nibble(bytes, at, i);
    }
    int high = (bytes[at + i / 8] >> (i % 8)) & 1;
    return nibble(bytes, at + 4, i) | (high << 4);
  }

  private static int nibble(byte[] bytes, int at, int i) {
    int pair = bytes[at + (i & 15)];
    return i < 16 ? pair & 15 : (pair >> 4) & 15;
  }
}
