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
 * Power of each block over time, read from and written as HotSpot's {@code .ptrace} files: a line
 * of block names, then one line of watts an interval.
 */
public final class PowerTrace {
  private static final double LARGEST_WATTS = 1e9;

  private final List<String> names;
  private final double[][] watts;

  /**
   * @param names block names
   * @param watts power in W, (interval, block)
   * @throws IllegalArgumentException if there is no interval, an interval has another number of
   *     blocks, a name occurs twice, or a power is negative or not finite
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
      if (watts[t].length != names.size()) {
        throw new IllegalArgumentException(
            "interval "
                + (t + 1)
                + " has "
                + watts[t].length
                + " powers for "
                + names.size()
                + " blocks");
      }
      for (int b = 0; b < watts[t].length; b++) {
        if (!(watts[t][b] >= 0 && watts[t][b] <= LARGEST_WATTS)) {
          throw new IllegalArgumentException(
              "interval "
                  + (t + 1)
                  + ", "
                  + names.get(b)
                  + ": power must be from 0 to 1e9 W: "
                  + watts[t][b]);
        }
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
          place + ": expected " + names.size() + " powers, one a block, found " + words.length);
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
   * @throws IllegalArgumentException if the names are not the floorplan's; lists those missing and
   *     those unknown
   */
  public PowerTrace inOrderOf(Floorplan floorplan) {
    Set<String> missing = new TreeSet<>(floorplan.names());
    missing.removeAll(names);
    Set<String> unknown = new TreeSet<>(names);
    unknown.removeAll(floorplan.names());
    if (!missing.isEmpty() || !unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "columns must be the floorplan's blocks; missing: "
              + (missing.isEmpty() ? "none" : String.join(", ", missing))
              + "; unknown: "
              + (unknown.isEmpty() ? "none" : String.join(", ", unknown)));
    }
    int[] from = floorplan.names().stream().mapToInt(names::indexOf).toArray();
    double[][] ordered =
        Arrays.stream(watts)
            .map(row -> Arrays.stream(from).mapToDouble(b -> row[b]).toArray())
            .toArray(double[][]::new);
    return new PowerTrace(floorplan.names(), ordered);
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
