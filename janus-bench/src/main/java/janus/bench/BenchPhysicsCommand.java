package janus.bench;

import janus.catalog.DataFolder;
import janus.command.TextTable;
import janus.progress.Progress;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code janus bench physics}: run time of the thermal grid and the buffered arrays. */
@Command(
    name = "physics",
    description = "Times the thermal grid and the buffered arrays on one thread.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  janus-lib/janus bench physics --json"})
final class BenchPhysicsCommand extends BenchTableCommand<PhysicsBenchmark.Result> {
  @Option(names = "--runs", description = "Measured runs of a case. Default: ${DEFAULT-VALUE}")
  private int runs = 10;

  /** What {@code --json} prints. */
  private record Output(int threads, int runs, List<PhysicsBenchmark.Result> results) {}

  BenchPhysicsCommand() {
    super("5-whole-chip", PhysicsBenchmark.Result.class);
  }

  @Override
  int runs() {
    return runs;
  }

  @Override
  boolean isPartial() {
    return false;
  }

  @Override
  List<PhysicsBenchmark.Result> measure(Progress progress) {
    return new PhysicsBenchmark(DataFolder.bundled(), runs, progress).run();
  }

  @Override
  Object output(Machine machine, List<PhysicsBenchmark.Result> rows) {
    return new Output(1, runs, rows);
  }

  @Override
  TextTable table(List<PhysicsBenchmark.Result> rows) {
    var table = new TextTable("case", "first CPU ms", "best ms", "best CPU ms", "M cycles/CPU s");
    for (PhysicsBenchmark.Result row : rows) {
      Double cycles = row.cyclesPerCpuSecond();
      table.row(
          row.name(),
          number(row.firstCpuSeconds() * 1e3),
          number(row.bestSeconds() * 1e3),
          number(row.bestCpuSeconds() * 1e3),
          number(cycles == null ? null : (Double) (cycles / 1e6)));
    }
    return table;
  }
}
