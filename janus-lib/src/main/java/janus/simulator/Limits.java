package janus.simulator;

/** Largest settings that a memory may have. */
final class Limits {
  /** More parts of one kind than any memory has. */
  static final int MOST_PARTS = 1 << 20;

  /** Longer delays than any memory has. */
  static final int MOST_CYCLES = 1 << 24;

  private Limits() {}
}
