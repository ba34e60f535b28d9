package janus.command;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A GGUF file with one number in it replaced. */
final class DamagedModel {
  private final byte[] whole;

  DamagedModel(byte[] whole) {
    this.whole = whole;
  }

  private int after(String name) {
    int at = new String(whole, StandardCharsets.ISO_8859_1).indexOf(name);
    if (at < 0) {
      throw new IllegalArgumentException("no " + name);
    }
    return at + name.length();
  }

  private ByteBuffer copy() {
    return ByteBuffer.wrap(whole.clone()).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** With a count at a place of the first bytes: of tensors at 8, of keys at 16. */
  byte[] count(int place, long value) {
    return copy().putLong(place, value).array();
  }

  /** With another value under a key of 32 bits. */
  byte[] key(String key, int value) {
    return copy().putInt(after(key) + 4, value).array();
  }

  /** With another extent of a tensor. */
  byte[] extent(String tensor, int dimension, long value) {
    return copy().putLong(after(tensor) + 4 + 8 * dimension, value).array();
  }

  /** With a matrix that says it begins elsewhere behind the header. */
  byte[] offset(String matrix, long value) {
    return copy().putLong(after(matrix) + 4 + 8 * 2 + 4, value).array();
  }

  /** With another first number of an FP32 tensor of so many dimensions. */
  byte[] number(String tensor, int dimensions, float value) {
    int data = whole.length - dataBytes();
    long offset = copy().getLong(after(tensor) + 4 + 8 * dimensions + 4);
    return copy().putFloat(Math.toIntExact(data + offset), value).array();
  }

  /** The last tensor ends the file. */
  private int dataBytes() {
    int last = after("blk.1.ffn_down.weight") + 4;
    long elements = copy().getLong(last) * copy().getLong(last + 8);
    return Math.toIntExact(copy().getLong(last + 8 * 2 + 4) + 4 * elements);
  }
}
