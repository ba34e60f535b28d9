package janus.trace;

/** A short trace held in memory. */
final class StoredTrace implements Trace {
  private final String description;
  private final long[] packed;

  StoredTrace(String description, long[] packed) {
    this.description = description;
    this.packed = packed;
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public Cursor open() {
    return new Cursor() {
      private int next;

      @Override
      public int fill(long[] into) {
        int count = Math.min(into.length, packed.length - next);
        System.arraycopy(packed, next, into, 0, count);
        next += count;
        return count;
      }
    };
  }
}
