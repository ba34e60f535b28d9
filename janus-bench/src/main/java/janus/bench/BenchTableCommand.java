package janus.bench;

import janus.catalog.DataFolder;
import janus.command.TerminalProgress;
import janus.command.TextTable;
import janus.progress.Progress;
import janus.provenance.Circumstances;
import janus.results.Json;
import janus.results.ResultsFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * A benchmark with one row per case: prints a table or JSON, and writes results files on request.
 */
abstract class BenchTableCommand<R extends Record> implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--results",
      paramLabel = "FOLDER",
      description = "Also write the table to FOLDER/STEP/speed, as in results/.")
  private Path results;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  private final String step;
  private final Class<R> type;

  /**
   * @param step number and name of the step that holds the table
   * @param type class of the rows
   */
  BenchTableCommand(String step, Class<R> type) {
    this.step = step;
    this.type = type;
  }

  /** Checks the options before anything is measured. */
  void check() {}

  /** Measured runs or iterations of a case. */
  abstract int runs();

  /** Whether some cases are left out. */
  abstract boolean isPartial();

  abstract List<R> measure(Progress progress) throws IOException;

  /** The object that {@code --json} prints. */
  abstract Object output(Machine machine, List<R> rows);

  abstract TextTable table(List<R> rows);

  @Override
  public Integer call() throws IOException {
    check();
    if (results != null) {
      ResultsFolder.requireWritable(results);
    }
    long start = System.nanoTime();
    List<R> rows;
    try (TerminalProgress progress = TerminalProgress.on(spec.commandLine().getErr())) {
      rows = measure(progress);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    Machine machine = Machine.current();
    Circumstances circumstances =
        Circumstances.current().withInput("data", DataFolder.bundled().sha256()).withSeed(1);
    if (results != null) {
      write(rows, machine, seconds, circumstances);
    }
    spec.commandLine()
        .getOut()
        .print(json ? Json.withCircumstances(output(machine, rows), circumstances) : table(rows));
    return CommandLine.ExitCode.OK;
  }

  private void write(List<R> rows, Machine machine, double seconds, Circumstances circumstances)
      throws IOException {
    String name = step + "/speed";
    var folder = new ResultsFolder(results.resolve(name));
    folder.table("speed", type, rows);
    folder.write(name, isPartial(), machine.summary(runs()), seconds, circumstances);
  }

  /** A number with one decimal; empty for null. */
  static String number(Double value) {
    return value == null ? "" : String.format(Locale.ROOT, "%.1f", value);
  }
}
