package janus.thermal;

import janus.provenance.BadInputException;
import janus.provenance.TextFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Power of each block over time. The file format is HotSpot's {@code .ptrace}: a line of block
 * names, then one line of watts per interval.
 */
public final class PowerTrace {
  private static final double LARGEST_WATTS = 1e9;

  private final List<String> names;
  private final double[][] watts;

  /**
   * @param names block names
   * @param watts power in W, (interval, block)
   * @throws IllegalArgumentException if there is no interval, an interval has the wrong number of
   *     powers, a name occurs twice, or a power is negative or not finite
   */
  public PowerTrace(List<String> names, double[][] watts) {
    this.names = List.copyOf(names);
    var seen = new HashSet<String>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new IllegalArgumentException("a block name occurs twice: " + name);
      }
    }
    if (watts.length == 0) {
      throw new IllegalArgumentException("power must have at least one interval");
    }
    this.watts = new double[watts.length][];
    for (int t = 0; t < watts.length; t++) {
      this.watts[t] = watts[t].clone();
      requirePowers("interval " + (t + 1), this.watts[t]);
    }
  }

  private void requirePowers(String interval, double[] row) {
    if (row.length != names.size()) {
      throw new IllegalArgumentException(
          interval + " has " + row.length + " powers for " + names.size() + " blocks");
    }
    for (int b = 0; b < row.length; b++) {
      if (!(row[b] >= 0 && row[b] <= LARGEST_WATTS)) {
        throw new IllegalArgumentException(
            interval + ", " + names.get(b) + ": power must be from 0 to 1e9 W: " + row[b]);
      }
    }
  }

  /**
   * Reads a {@code .ptrace} file.
   *
   * @throws BadInputException if it cannot be read or used; names file, line and value
   */
  public static PowerTrace read(Path file) {
    List<String> lines = TextFile.lines(file, "a power trace (.ptrace)");
    List<String> names = null;
    var rows = new ArrayList<double[]>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String[] words = line.split("\\s+", -1);
      if (names == null) {
        names = List.of(words);
      } else {
        rows.add(row(file + ", line " + (i + 1), words, names));
      }
    }
    if (names == null || rows.isEmpty()) {
      throw new BadInputException(
          file + ": expected a line of block names and at least one line of watts");
    }
    try {
      return new PowerTrace(names, rows.toArray(double[][]::new));
    } catch (IllegalArgumentException e) {
      throw new BadInputException(file + ": " + e.getMessage(), e);
    }
  }

  private static double[] row(String place, String[] words, List<String> names) {
    if (words.length != names.size()) {
      throw new BadInputException(
          place + ": expected " + names.size() + " powers, one per block, found " + words.length);
    }
    double[] row = new double[words.length];
    for (int b = 0; b < words.length; b++) {
      try {
        row[b] = Double.parseDouble(words[b]);
      } catch (NumberFormatException e) {
        throw new BadInputException(
            place + ", " + names.get(b) + ": expected watts, found '" + words[b] + "'", e);
      }
      if (!(row[b] >= 0 && row[b] <= LARGEST_WATTS)) {
        throw new BadInputException(
            place + ", " + names.get(b) + ": expected from 0 to 1e9 W, found " + words[b]);
      }
    }
    return row;
  }

  /** The text of a {@code .ptrace} file. */
  public String toText() {
    var text = new StringBuilder(String.join("\t", names)).append('\n');
    for (double[] row : watts) {
      for (int b = 0; b < row.length; b++) {
        text.append(b == 0 ? "" : "\t").append(new java.math.BigDecimal(row[b], ROUND).toString());
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static final java.math.MathContext ROUND = new java.math.MathContext(12);

  public List<String> names() {
    return names;
  }

  public int intervals() {
    return watts.length;
  }

  /** Power of an interval in W, in the order of {@link #names}. */
  public double[] interval(int index) {
    return watts[index].clone();
  }

  /**
   * The same trace with its columns in a floorplan's order.
   *
   * @throws IllegalArgumentException if the names differ from the floorplan's; lists the missing
   *     and the unknown ones
   */
  public PowerTrace inOrderOf(Floorplan floorplan) {
    Set<String> missing = difference(floorplan.names(), names);
    Set<String> unknown = difference(names, floorplan.names());
    if (!missing.isEmpty() || !unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "columns must be the floorplan's blocks; missing: "
              + list(missing)
              + "; unknown: "
              + list(unknown));
    }
    int[] from = floorplan.names().stream().mapToInt(names::indexOf).toArray();
    double[][] ordered =
        Arrays.stream(watts)
            .map(row -> Arrays.stream(from).mapToDouble(b -> row[b]).toArray())
            .toArray(double[][]::new);
    return new PowerTrace(floorplan.names(), ordered);
  }

  private static Set<String> difference(List<String> names, List<String> others) {
    Set<String> rest = new TreeSet<>(names);
    others.forEach(rest::remove);
    return rest;
  }

  private static String list(Set<String> names) {
    return names.isEmpty() ? "none" : String.join(", ", names);
  }

  /** Mean over the intervals, in W. */
  public double[] average() {
    double[] mean = new double[names.size()];
    for (double[] row : watts) {
      for (int b = 0; b < row.length; b++) {
        mean[b] += row[b];
      }
    }
    for (int b = 0; b < mean.length; b++) {
      mean[b] /= watts.length;
    }
    return mean;
  }
}
