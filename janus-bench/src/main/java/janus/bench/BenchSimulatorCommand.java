package janus.bench;

import janus.command.TextTable;
import janus.progress.Progress;
import janus.provenance.BadInputException;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code janus bench simulator}: speed of the simulator in accesses/s. */
@Command(
    name = "simulator",
    description = {
      "Measures the simulator in accesses/s, on one thread and with all statistics. JMH times each"
          + " simulation in its own JVM."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  janus-lib/janus bench simulator --json",
      "  janus-lib/janus bench simulator --only random --iterations 3"
    })
final class BenchSimulatorCommand extends BenchTableCommand<SimulatorBenchmark.Result> {
  @Option(
      names = "--iterations",
      paramLabel = "N",
      description =
          "Measured iterations, each of one second or one run, whichever is longer. Default:"
              + " ${DEFAULT-VALUE}")
  private int iterations = 5;

  @Option(
      names = "--only",
      paramLabel = "WORDS",
      description = "Run only the simulations whose name contains this text.")
  private String only = "";

  /** What {@code --json} prints. */
  private record Output(int threads, Machine machine, List<SimulatorBenchmark.Result> results) {}

  BenchSimulatorCommand() {
    super("4-prefetcher-design", SimulatorBenchmark.Result.class);
  }

  private List<String> names() {
    return SimulatorLoad.names().stream().filter(name -> name.contains(only)).toList();
  }

  @Override
  void check() {
    if (names().isEmpty()) {
      throw new BadInputException(
          "--only "
              + only
              + ": expected words of one of "
              + String.join("; ", SimulatorLoad.names()));
    }
  }

  @Override
  int runs() {
    return iterations;
  }

  @Override
  boolean isPartial() {
    return !only.isEmpty();
  }

  @Override
  List<SimulatorBenchmark.Result> measure(Progress progress) throws IOException {
    return new SimulatorBenchmark(iterations, progress).run(names());
  }

  @Override
  Object output(Machine machine, List<SimulatorBenchmark.Result> rows) {
    return new Output(1, machine, rows);
  }

  @Override
  TextTable table(List<SimulatorBenchmark.Result> rows) {
    var table =
        new TextTable(
            "simulation", "accesses", "mean ms", "+-", "best ms", "M accesses/s", "heap MiB");
    for (SimulatorBenchmark.Result row : rows) {
      Double error = row.meanErrorSeconds();
      table.row(
          row.name(),
          row.accesses(),
          number(row.meanSeconds() * 1e3),
          number(error == null ? null : (Double) (error * 1e3)),
          number(row.bestSeconds() * 1e3),
          number(row.accessesPerS() / 1e6),
          number(row.liveHeapMib()));
    }
    return table;
  }
}
