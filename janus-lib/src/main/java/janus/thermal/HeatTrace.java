package janus.thermal;

import janus.progress.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Block temperatures over time.
 *
 * @param intervalS length of an interval, s
 * @param timeSteps time steps taken by the solver
 * @param blocks names, in floorplan order
 * @param kelvin temperatures at the end of each interval, (interval, block)
 * @param peakKelvin the highest of them
 */
public record HeatTrace(
    double intervalS,
    long timeSteps,
    List<String> blocks,
    List<double[]> kelvin,
    double peakKelvin) {

  /**
   * Runs a power trace.
   *
   * @param run the starting point
   * @param trace powers, with columns in the floorplan's order
   * @param interval length of an interval, s
   */
  public static HeatTrace run(
      ThermalTransient run,
      PowerTrace trace,
      double interval,
      BlockMapping mapping,
      Progress progress) {
    var rows = new ArrayList<double[]>();
    double peak = 0;
    for (int t = 0; t < trace.intervals(); t++) {
      progress.update(t, trace.intervals(), "heating, interval " + (t + 1));
      run.advance(trace.interval(t), interval);
      double[] now = run.blocks(mapping);
      for (double kelvin : now) {
        peak = Math.max(peak, kelvin);
      }
      rows.add(now);
    }
    return new HeatTrace(interval, run.steps(), trace.names(), List.copyOf(rows), peak);
  }

  /**
   * The text of HotSpot's {@code .ttrace} file: a line of block names, then one line of
   * temperatures in kelvin per interval.
   *
   * @param columns the blocks in the order to write them; HotSpot takes the order of its power
   *     trace
   */
  public String toText(List<String> columns) {
    int[] from = columns.stream().mapToInt(blocks::indexOf).toArray();
    var text = new StringBuilder(String.join("\t", columns)).append('\n');
    for (double[] row : kelvin) {
      for (int b = 0; b < from.length; b++) {
        text.append(b == 0 ? "" : "\t").append(String.format(Locale.ROOT, "%.4f", row[from[b]]));
      }
      text.append('\n');
    }
    return text.toString();
  }
}
