package janus.experiment;

import janus.catalog.DataFolder;
import janus.catalog.DeviceCatalog;
import janus.device.DeviceFit;
import janus.device.DeviceFit.MemoryUse;
import janus.device.MeasuredDevices;
import janus.results.ResultsFolder;
import janus.units.Range;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What measured devices get of their memory, and what of that a chip on paper is given. */
final class OffChipUses {
  private static final int FEWEST_ROWS = 2;

  private OffChipUses() {}

  static void write(ResultsFolder results, DataFolder data) {
    results.table("off-chip-use", MemoryUse.class, uses(new DeviceCatalog(data).devices()));
  }

  static List<MemoryUse> uses(MeasuredDevices devices) {
    return new DeviceFit(devices, devices.runs()).memoryUses();
  }

  /** The spread over devices with at least two rows: 10, 50 and 90 % of them lie below. */
  static Range spread(List<MemoryUse> uses, ToDoubleFunction<MemoryUse> what) {
    double[] sorted =
        uses.stream().filter(use -> use.rows() >= FEWEST_ROWS).mapToDouble(what).sorted().toArray();
    return new Range(
        sorted[sorted.length / 10], sorted[sorted.length / 2], sorted[sorted.length * 9 / 10]);
  }
}
