package janus.thermal;

import janus.provenance.Names;
import java.util.Locale;

/** The rule that computes a block's temperature from its cells: HotSpot's grid_map_mode. */
public enum BlockMapping {
  /** Mean of the cells, all with equal weight. */
  AVG,
  MIN,
  MAX,
  /** The centre cell, or the mean of the two or four cells at the centre. */
  CENTER;

  public String spelling() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The mapping of a spelling.
   *
   * @throws IllegalArgumentException if there is none; lists the valid ones
   */
  public static BlockMapping parse(String text) {
    return Names.parse("grid_map_mode", text, values(), BlockMapping::spelling);
  }
}
