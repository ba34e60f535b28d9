package janus.trace;

import java.io.IOException;
import java.util.List;

/**
 * A sequence of memory accesses that can be walked any number of times, each time the same. A trace
 * is a recipe, not a list: memory stays flat in its length.
 *
 * <p>An access travels packed in one {@code long}: {@code address << 1 | (write ? 1 : 0)}, with
 * byte addresses from 0 to 2<sup>62</sup> - 1. Of a 64-bit address these are the low 62 bits; those
 * of a kernel (0xffff800000000000 and above) are told apart by bit 61, see {@link #kept} and {@link
 * #canonical}.
 */
public interface Trace {
  /** The 64-bit addresses that a trace can represent, for messages. */
  String ADDRESSES = "an address below 2^62, or from 0xe000000000000000 on";

  /** A few words for a person: where the accesses come from. */
  String description();

  /** The number of accesses, or 0 if only a walk can count them. */
  default long accesses() {
    return 0;
  }

  /** Whether its walks tell the cycles in which accesses arrive. */
  default boolean isTimed() {
    return false;
  }

  /** Content of the source that a walk does not give, for a person. */
  default List<String> notes() {
    return List.of();
  }

  /** The same accesses without their cycles of arrival. */
  default Trace untimed() {
    return isTimed() ? new UntimedTrace(this) : this;
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

    /**
     * The same, with the cycle in which each access arrives.
     *
     * @param cycles as long as {@code packed}
     * @throws UnsupportedOperationException if the trace is not {@link #isTimed timed}
     */
    default int fill(long[] packed, long[] cycles) throws IOException {
      throw new UnsupportedOperationException("the trace has no cycles of arrival");
    }

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

  /** Of a 64-bit address the bits that a trace keeps, or -1 if others could not be restored. */
  static long kept(long address) {
    long kept = address & (1L << 62) - 1;
    return address == kept || address == canonical(kept) ? kept : -1;
  }

  /** The 64-bit address of one that a trace keeps: bit 61 stands for the two above it. */
  static long canonical(long kept) {
    return kept << 2 >> 2;
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
