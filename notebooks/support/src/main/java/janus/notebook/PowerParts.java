package janus.notebook;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.Table;

/** Power by part, with so few causes that each has a colour of its own. */
public final class PowerParts {
  /** What the causes of a memory outside are on the die. */
  private static final Map<String, String> KINDS =
      Map.of(
          "activation", "reads and writes",
          "burst", "reads and writes",
          "pins", "reads and writes",
          "active standby", "standby",
          "decoding the cache", "arithmetic");

  private PowerParts() {}

  private record Key(String component, String cause) {}

  private record Part(String component, String cause, double watts) {}

  /**
   * Sums of a table of power, in order of appearance.
   *
   * @param power the columns {@code component, cause, watts}
   */
  public static Table of(Table power) {
    var sums = new LinkedHashMap<Key, Double>();
    for (Row row : power) {
      String cause = row.getString("cause");
      var key = new Key(row.getString("component"), KINDS.getOrDefault(cause, cause));
      sums.merge(key, row.getDouble("watts"), Double::sum);
    }
    List<Part> parts =
        sums.entrySet().stream()
            .map(e -> new Part(e.getKey().component(), e.getKey().cause(), e.getValue()))
            .toList();
    return Tables.of(parts);
  }

  /** Watts of all parts whose name begins with a word. */
  public static double watts(Table power, String start) {
    return power
        .where(power.stringColumn("component").startsWith(start))
        .numberColumn("watts")
        .sum();
  }
}
