package janus.codesign;

/**
 * The area of a die by part, in mm<sup>2</sup>.
 *
 * @param tier1 memory next to the arrays, all four quadrants; 0 for none
 * @param compute arrays, all four quadrants
 * @param mesh network between them, and the interface of the memory outside
 * @param tier2 memory that holds the KV cache; 0 for none
 */
public record DieArea(double tier1, double compute, double mesh, double tier2) {
  public DieArea {
    require("tier1", tier1, tier1 >= 0, "at least 0");
    require("compute", compute, compute > 0, "above 0");
    require("mesh", mesh, mesh > 0, "above 0");
    require("tier2", tier2, tier2 >= 0, "at least 0");
  }

  private static void require(String part, double mm2, boolean holds, String expected) {
    if (!(holds && Double.isFinite(mm2))) {
      throw new IllegalArgumentException(part + " must be " + expected + " mm2: " + mm2);
    }
  }

  /** With an interface beside the network, and a tier 2. */
  public DieArea with(double interfaceMm2, double tier2Mm2) {
    return new DieArea(tier1, compute, mesh + interfaceMm2, tier2Mm2);
  }

  public double total() {
    return tier1 + compute + mesh + tier2;
  }
}
