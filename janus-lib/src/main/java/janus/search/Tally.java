package janus.search;

/** What is counted of some designs, and which of them breaks the fewest limits by the least. */
final class Tally {
  long evaluated;
  long pruned;
  long impossible;
  long excluded;
  final long[] breaking;
  long nearest = -1;
  private int nearestBroken = Integer.MAX_VALUE;
  private double nearestExcess = Double.POSITIVE_INFINITY;

  /**
   * @param limits how many there are
   */
  Tally(int limits) {
    breaking = new long[limits];
  }

  /** Counts a design that breaks limits; its breaking counters are counted apart. */
  void exclude(long number, int broken, double excess) {
    excluded++;
    offer(number, broken, excess);
  }

  private void offer(long number, int broken, double excess) {
    if (number >= 0 && isNearer(number, broken, excess)) {
      nearest = number;
      nearestBroken = broken;
      nearestExcess = excess;
    }
  }

  /** Whether a design with so many broken limits may be the nearest. */
  boolean mayBeNearest(int broken) {
    return broken <= nearestBroken;
  }

  private boolean isNearer(long number, int broken, double excess) {
    if (broken != nearestBroken) {
      return broken < nearestBroken;
    }
    return excess != nearestExcess ? excess < nearestExcess : nearest < 0 || number < nearest;
  }

  /** Adds the counts of other designs. */
  void add(Tally other) {
    evaluated += other.evaluated;
    pruned += other.pruned;
    impossible += other.impossible;
    excluded += other.excluded;
    for (int i = 0; i < breaking.length; i++) {
      breaking[i] += other.breaking[i];
    }
    offerNearest(other);
  }

  /** Takes the nearest design of other counts, if it is nearer. */
  void offerNearest(Tally other) {
    offer(other.nearest, other.nearestBroken, other.nearestExcess);
  }
}
