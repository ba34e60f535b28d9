package janus.thermal;

import java.util.List;

/**
 * The floorplan of a Janus-1 die: four quadrants, each an array block with its strip of tier 1 at
 * the die's northern or southern edge, a spine of mesh between west and east, and tier 2 as a strip
 * along the eastern edge. The blocks fill the die and their areas are those asked for.
 *
 * <pre>
 *   +-------+---+-------+------+
 *   |  T1   |   |  T1   |      |
 *   +-------+   +-------+      |
 *   |  Q2   | m |  Q3   |      |
 *   |       | e |       |  T2  |
 *   +-------+ s +-------+      |
 *   |  Q0   | h |  Q1   |      |
 *   +-------+   +-------+      |
 *   |  T1   |   |  T1   |      |
 *   +-------+---+-------+------+
 * </pre>
 */
public final class JanusFloorplan {
  private static final double MM2 = 1e-6;

  private JanusFloorplan() {}

  /**
   * The floorplan of a die.
   *
   * @param area of each part
   * @param aspectRatio width / height of the die
   * @throws IllegalArgumentException if the aspect ratio is not above 0
   */
  public static Floorplan of(DieArea area, double aspectRatio) {
    if (!(aspectRatio > 0 && Double.isFinite(aspectRatio))) {
      throw new IllegalArgumentException("aspectRatio must be above 0: " + aspectRatio);
    }
    double height = Math.sqrt(area.total() * MM2 / aspectRatio);
    double mesh = area.mesh() * MM2 / height;
    double tier2 = area.tier2() * MM2 / height;
    double quadrant = (area.tier1() + area.compute()) * MM2 / (2 * height);
    double strip = area.tier1() * MM2 / (4 * quadrant);
    double array = height / 2 - strip;
    double east = quadrant + mesh;
    return new Floorplan(
        List.of(
            new Floorplan.Block("Q0_TIER1", quadrant, strip, 0, 0),
            new Floorplan.Block("Q0_COMPUTE", quadrant, array, 0, strip),
            new Floorplan.Block("Q1_TIER1", quadrant, strip, east, 0),
            new Floorplan.Block("Q1_COMPUTE", quadrant, array, east, strip),
            new Floorplan.Block("Q2_COMPUTE", quadrant, array, 0, height / 2),
            new Floorplan.Block("Q2_TIER1", quadrant, strip, 0, height - strip),
            new Floorplan.Block("Q3_COMPUTE", quadrant, array, east, height / 2),
            new Floorplan.Block("Q3_TIER1", quadrant, strip, east, height - strip),
            new Floorplan.Block("MESH", mesh, height, quadrant, 0),
            new Floorplan.Block("TIER2", tier2, height, east + quadrant, 0)));
  }

  /**
   * The power of each block when a part's power is spread evenly over its blocks.
   *
   * @param tier1W all strips together
   * @param computeW all arrays together
   * @param meshW the mesh
   * @param tier2W tier 2
   * @return in the order of {@link #of}
   */
  public static double[] power(double tier1W, double computeW, double meshW, double tier2W) {
    double t = tier1W / 4;
    double c = computeW / 4;
    return new double[] {t, c, t, c, c, t, c, t, meshW, tier2W};
  }
}
