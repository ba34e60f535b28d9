package janus.simulator;

/** Range checks of settings. */
final class Check {
  /** More parts of one kind than any memory has. */
  static final int MOST_PARTS = 1 << 20;

  /** Longer delays than any memory has. */
  static final int MOST_CYCLES = 1 << 24;

  private Check() {}

  static void atLeast(long least, String name, long value) {
    if (value < least) {
      throw new IllegalArgumentException(name + " must be at least " + least + ": " + value);
    }
  }

  static void positive(String name, double value) {
    if (!(value > 0 && Double.isFinite(value))) {
      throw new IllegalArgumentException(name + " must be above 0: " + value);
    }
  }

  static void notNegative(String name, double value) {
    if (!(value >= 0 && Double.isFinite(value))) {
      throw new IllegalArgumentException(name + " must be at least 0: " + value);
    }
  }
}
