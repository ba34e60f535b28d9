package janus.thermal;

/**
 * The area of the Janus-1 die by part, in mm<sup>2</sup>.
 *
 * @param tier1 SRAM next to the arrays, all four quadrants
 * @param compute arrays, all four quadrants
 * @param mesh network between them
 * @param tier2 memory that holds the KV cache
 */
public record DieArea(double tier1, double compute, double mesh, double tier2) {
  public DieArea {
    requirePositive("tier1", tier1);
    requirePositive("compute", compute);
    requirePositive("mesh", mesh);
    requirePositive("tier2", tier2);
  }

  private static void requirePositive(String part, double mm2) {
    if (!(mm2 > 0 && Double.isFinite(mm2))) {
      throw new IllegalArgumentException(part + " must be above 0 mm2: " + mm2);
    }
  }

  public double total() {
    return tier1 + compute + mesh + tier2;
  }
}
