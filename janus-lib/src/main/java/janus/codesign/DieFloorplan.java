package janus.codesign;

import janus.thermal.Floorplan;
import java.util.List;
import java.util.stream.Stream;

/**
 * The floorplan of a die: four quadrants, each an array block with its strip of tier 1 at the die's
 * northern or southern edge, a spine of mesh between west and east, and tier 2 as a strip along the
 * eastern edge. The blocks fill the die and their areas are those asked for; a tier without area
 * has no block.
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
public final class DieFloorplan {
  private static final double MM2 = 1e-6;
  private static final int QUADRANTS = 4;

  /** What a block is a piece of. */
  enum Piece {
    TIER1,
    COMPUTE,
    MESH,
    TIER2;

    /** Its place among the pieces. */
    @SuppressWarnings("EnumOrdinal") // The one place where their order is made.
    int place() {
      return ordinal();
    }

    /** The piece of a block's name. */
    static Piece of(String block) {
      return valueOf(block.substring(block.indexOf('_') + 1));
    }
  }

  private DieFloorplan() {}

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
        Stream.of(
                block("Q0_TIER1", quadrant, strip, 0, 0),
                block("Q0_COMPUTE", quadrant, array, 0, strip),
                block("Q1_TIER1", quadrant, strip, east, 0),
                block("Q1_COMPUTE", quadrant, array, east, strip),
                block("Q2_COMPUTE", quadrant, array, 0, height / 2),
                block("Q2_TIER1", quadrant, strip, 0, height - strip),
                block("Q3_COMPUTE", quadrant, array, east, height / 2),
                block("Q3_TIER1", quadrant, strip, east, height - strip),
                block("MESH", mesh, height, quadrant, 0),
                block("TIER2", tier2, height, east + quadrant, 0))
            .flatMap(List::stream)
            .toList());
  }

  private static List<Floorplan.Block> block(
      String name, double width, double height, double left, double bottom) {
    return width == 0 || height == 0
        ? List.of()
        : List.of(new Floorplan.Block(name, width, height, left, bottom));
  }

  /**
   * The power of each block when a part's power is spread evenly over its blocks.
   *
   * @param floorplan made by {@link #of}
   * @param tier1W all strips together
   * @param computeW all arrays together
   * @param meshW the mesh
   * @param tier2W tier 2
   * @return in the floorplan's order
   */
  public static double[] power(
      Floorplan floorplan, double tier1W, double computeW, double meshW, double tier2W) {
    return floorplan.blocks().stream()
        .mapToDouble(
            block ->
                switch (Piece.of(block.name())) {
                  case TIER1 -> tier1W / QUADRANTS;
                  case COMPUTE -> computeW / QUADRANTS;
                  case MESH -> meshW;
                  case TIER2 -> tier2W;
                })
        .toArray();
  }

  /** The indices of the blocks of a piece, in the floorplan's order. */
  static int[] blocks(Floorplan floorplan, Piece piece) {
    List<String> names = floorplan.names();
    return java.util.stream.IntStream.range(0, names.size())
        .filter(block -> Piece.of(names.get(block)) == piece)
        .toArray();
  }
}
