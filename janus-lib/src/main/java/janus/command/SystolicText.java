package janus.command;

import janus.accelerator.BufferedArray;
import janus.accelerator.SystolicReport;
import janus.accelerator.TiledArray;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Tables of {@code janus systolic}. */
final class SystolicText {
  private SystolicText() {}

  static void print(PrintWriter out, TiledArray tiled, TiledArray.StepRun run) {
    var table =
        new TextTable(
            "product",
            "M",
            "N",
            "K",
            "count",
            "dataflow",
            "tiles",
            "cycles",
            "operand stalls",
            "result stalls",
            "% of peak",
            "waits for");
    for (TiledArray.OperationRun each : run.operations()) {
      table.row(
          each.operation(),
          each.m(),
          each.n(),
          each.k(),
          each.count(),
          each.dataflow(),
          each.tilesBusy(),
          each.cycles(),
          each.operandStallCycles(),
          each.resultStallCycles(),
          percent(each.peakPercent()),
          each.limit());
    }
    out.print(table);
    out.printf(
        Locale.ROOT,
        "%n%d cycles, %.6g s: %.4g of %.4g TOPS, %s %% of the peak%n",
        run.cycles(),
        run.seconds(),
        run.tops(),
        tiled.peakTops(),
        percent(run.peakPercent()));
  }

  static void print(PrintWriter out, List<SystolicReport> reports) {
    var table =
        new TextTable("layer", "M", "N", "K", "compute cycles", "utilization %", "mapping %");
    var buffered =
        new TextTable(
            "layer",
            "cycles",
            "fill",
            "compute",
            "operand stalls",
            "result stalls",
            "drain",
            "waits for");
    for (SystolicReport report : reports) {
      String name = report.layer() == null ? "gemm" : report.layer();
      table.row(
          name,
          report.m(),
          report.n(),
          report.k(),
          report.computeCycles(),
          percent(report.utilization()),
          percent(report.mappingEfficiency()));
      BufferedArray.Run run = report.buffered();
      if (run != null) {
        buffered.row(
            name,
            run.totalCycles(),
            run.fillCycles(),
            run.computeCycles(),
            run.operandStallCycles(),
            run.resultStallCycles(),
            run.drainCycles(),
            run.limit());
      }
    }
    out.print(table);
    if (reports.get(0).buffered() != null) {
      out.printf("%nBehind double buffers; cycles = fill + compute + stalls + drain%n%n");
      out.print(buffered);
    }
  }

  private static String percent(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
