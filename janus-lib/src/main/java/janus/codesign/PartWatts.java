package janus.codesign;

/**
 * Power of the four parts of a die, in W.
 *
 * @param tier1 memory next to the arrays
 * @param compute arrays, the decoding of the cache included
 * @param mesh network between them, and what drives the memory outside
 * @param tier2 memory behind it
 */
public record PartWatts(double tier1, double compute, double mesh, double tier2) {
  static final PartWatts NONE = new PartWatts(0, 0, 0, 0);

  public double total() {
    return tier1 + compute + mesh + tier2;
  }

  PartWatts times(double factor) {
    return new PartWatts(tier1 * factor, compute * factor, mesh * factor, tier2 * factor);
  }

  PartWatts plus(double first, double second) {
    return new PartWatts(tier1 + first, compute, mesh, tier2 + second);
  }
}
