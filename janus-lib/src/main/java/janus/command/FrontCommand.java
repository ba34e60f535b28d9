package janus.command;

import janus.pareto.FrontReport;
import janus.pareto.Objective;
import janus.provenance.BadInputException;
import janus.provenance.Circumstances;
import janus.provenance.Sha256;
import janus.results.CsvTable;
import janus.results.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code janus front}: the rows of a table that no other row dominates. */
@Command(
    name = "front",
    description = "Finds the rows of a table that no other row dominates.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  janus-lib/janus front results/3-technology-choice/arrays.csv"
          + " --minimize total_w,read_latency_ns --json"
    })
final class FrontCommand implements Callable<Integer> {
  /** Rows that the table for people shows. */
  private static final int MOST_ROWS = 40;

  @Parameters(paramLabel = "FILE", description = "A table as comma-separated values.")
  private Path file;

  @Mixin private ObjectiveOptions wanted;

  @Option(
      names = "--reference",
      split = ",",
      paramLabel = "COLUMN=VALUE",
      description = "Reference point of the hypervolume: a value of every objective.")
  private Map<String, Double> reference = new LinkedHashMap<>();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() {
    List<Objective> objectives = wanted.required();
    CsvTable table = CsvTable.read(file);
    FrontReport report =
        FrontReport.of(objectives, table.numbers(names(objectives)), reference(objectives));
    var out = spec.commandLine().getOut();
    out.print(json ? Json.withCircumstances(report, circumstances()) : text(table, report));
    return Main.OK;
  }

  private Circumstances circumstances() {
    try {
      return Circumstances.current().withInput("table", Sha256.ofFile(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> names(List<Objective> objectives) {
    return objectives.stream().map(Objective::name).toList();
  }

  private double[] reference(List<Objective> objectives) {
    if (reference.isEmpty()) {
      return null;
    }
    List<String> names = names(objectives);
    if (reference.size() != names.size() || !reference.keySet().containsAll(names)) {
      throw new BadInputException(
          "--reference: expected a value of each of "
              + String.join(", ", names)
              + ", found "
              + reference);
    }
    return names.stream().mapToDouble(reference::get).toArray();
  }

  private static String text(CsvTable table, FrontReport report) {
    List<Integer> rows = report.nonDominated();
    var text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "%d of %d rows are on the front (%d distinct); %d fronts%n",
                rows.size(),
                report.rows(),
                report.distinct(),
                report.fronts()));
    if (report.hypervolume() != null) {
      text.append(String.format(Locale.ROOT, "hypervolume %.9g%n", report.hypervolume()));
    }
    return text.append('\n').append(shown(table, report, rows)).toString();
  }

  private static String shown(CsvTable table, FrontReport report, List<Integer> rows) {
    List<String> names = names(report.objectives());
    var shown =
        new TextTable(
            IntStream.range(-1, names.size())
                .mapToObj(i -> i < 0 ? "row" : names.get(i))
                .toArray(String[]::new));
    for (int row : rows.subList(0, Math.min(rows.size(), MOST_ROWS))) {
      List<String> cells = new ArrayList<>(List.of(Integer.toString(row)));
      names.forEach(name -> cells.add(table.cell(row, name)));
      shown.row(cells.toArray());
    }
    int more = rows.size() - MOST_ROWS;
    return shown + (more > 0 ? "and " + more + " more; --json lists all\n" : "");
  }
}
