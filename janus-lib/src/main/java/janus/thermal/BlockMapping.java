package janus.thermal;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How a block's temperature follows from the cells it touches; HotSpot's grid_map_mode. */
public enum BlockMapping {
  /** Mean of the cells, each counting the same. */
  AVG,
  MIN,
  MAX,
  /** The cell in the middle, or the mean of the middle ones. */
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
    for (BlockMapping mapping : values()) {
      if (mapping.spelling().equals(text)) {
        return mapping;
      }
    }
    throw new IllegalArgumentException(
        "grid_map_mode '"
            + text
            + "' is unknown; valid: "
            + Arrays.stream(values())
                .map(BlockMapping::spelling)
                .collect(Collectors.joining(", ")));
  }
}
