package janus.trace;

import java.io.IOException;

/**
 * A sequence of memory accesses that can be walked any number of times, each time the same. A trace
 * is a recipe, not a list: memory stays flat in its length.
 *
 * <p>An access travels packed in one {@code long}: {@code address << 1 | (write ? 1 : 0)}, with
 * byte addresses from 0 to 2<sup>62</sup> - 1.
 */
public interface Trace {
  /** A few words for a person: where the accesses come from. */
  String description();

  /** How many accesses there are, or 0 where only a walk tells. */
  default long accesses() {
    return 0;
  }

  /**
   * Starts a walk from the first access.
   *
   * @throws IOException if a file behind the trace cannot be read
   */
  Cursor open() throws IOException;

  /** One walk over a trace. */
  interface Cursor extends AutoCloseable {
    /**
     * Puts the next accesses into {@code packed}, from index 0.
     *
     * @return how many; 0 at the end of the trace, for an array of at least one element
     * @throws IOException if a file behind the trace cannot be read
     */
    int fill(long[] packed) throws IOException;

    @Override
    default void close() throws IOException {}
  }

  /** Packs an access. */
  static long pack(AccessKind kind, long address) {
    return address << 1 | (kind == AccessKind.WRITE ? 1 : 0);
  }

  static long address(long packed) {
    return packed >>> 1;
  }

  static boolean isWrite(long packed) {
    return (packed & 1) != 0;
  }

  /** Accesses that are held in memory, for short traces. */
  static Trace of(String description, long... packed) {
    return new StoredTrace(description, packed.clone());
  }

  /** Reads of the given byte addresses, in this order. */
  static Trace reads(long... addresses) {
    long[] packed = new long[addresses.length];
    for (int i = 0; i < packed.length; i++) {
      packed[i] = pack(AccessKind.READ, addresses[i]);
    }
    return new StoredTrace(addresses.length + " reads", packed);
  }
}
