package janus.command;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import janus.accelerator.BufferedArray;
import janus.accelerator.Dataflow;
import janus.accelerator.Gemm;
import janus.accelerator.GemmFile;
import janus.accelerator.SystolicArray;
import janus.accelerator.SystolicReport;
import janus.provenance.BadInputException;
import janus.provenance.Circumstances;
import janus.provenance.Sha256;
import janus.results.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code janus systolic}: cycles and utilization of matrix products on a systolic array. */
@Command(
    name = "systolic",
    description = {
      "Cycles, utilization and mapping efficiency of matrix products on a systolic array, as"
          + " SCALE-Sim v3 counts them with memory that keeps up. Ratios are in percent."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  janus-lib/janus systolic --rows 16 --columns 16 --dataflow ws --gemm 128,128,128 --json"
    })
final class SystolicCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--rows",
      defaultValue = "16",
      paramLabel = "R",
      description = "Rows of the array (default ${DEFAULT-VALUE}).")
  private int rows;

  @Option(
      names = "--columns",
      defaultValue = "16",
      paramLabel = "C",
      description = "Columns of the array (default ${DEFAULT-VALUE}).")
  private int columns;

  @Option(
      names = "--dataflow",
      defaultValue = "ws",
      paramLabel = "ws|os|is",
      description = "What stays in the array: weights, outputs, inputs (default ${DEFAULT-VALUE}).")
  private String dataflow;

  @ArgGroup(multiplicity = "1")
  private Work work;

  private static final class Work {
    @Option(
        names = "--gemm",
        paramLabel = "M,N,K",
        description = "One product, of (M, K) and (K, N) matrices.")
    private String gemm;

    @Option(
        names = "--layers",
        paramLabel = "FILE",
        description = "Products from a SCALE-Sim file: a header, then Layer,M,N,K, a line.")
    private Path layers;
  }

  @Option(
      names = "--read-words",
      paramLabel = "W",
      description = "Operand words fetched a cycle behind double buffers (default: no limit).")
  private Double readWords;

  @Option(
      names = "--write-words",
      paramLabel = "W",
      description = "Result words drained a cycle (default: as --read-words).")
  private Double writeWords;

  @Option(
      names = "--buffer-words",
      defaultValue = "262144",
      paramLabel = "N",
      description = "Words of the operand buffer, both halves (default ${DEFAULT-VALUE}).")
  private long bufferWords;

  /** What {@code --json} prints: one product's fields, or a list of layers. */
  private record Result(
      int rows,
      int columns,
      String dataflow,
      String ratioUnit,
      @JsonUnwrapped SystolicReport gemm,
      List<SystolicReport> layers) {}

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    var array = new SystolicArray(rows, columns);
    Dataflow flow = Dataflow.parse(dataflow);
    var circumstances = Circumstances.current();
    PrintWriter out = spec.commandLine().getOut();
    List<SystolicReport> reports;
    Result result;
    if (work.gemm != null) {
      reports =
          List.of(SystolicReport.of(null, Gemm.parse(work.gemm), array, flow, buffered(array)));
      result = new Result(rows, columns, flow.spelling(), "percent", reports.get(0), null);
    } else {
      reports =
          GemmFile.read(work.layers).stream()
              .map(
                  layer ->
                      SystolicReport.of(layer.name(), layer.gemm(), array, flow, buffered(array)))
              .toList();
      circumstances = circumstances.withInput("layers", checksum(work.layers));
      result = new Result(rows, columns, flow.spelling(), "percent", null, reports);
    }
    if (json) {
      out.print(Json.withCircumstances(result, circumstances));
    } else {
      print(out, reports);
    }
    return Main.OK;
  }

  private BufferedArray buffered(SystolicArray array) {
    if (readWords == null && writeWords == null) {
      return null;
    }
    double reads = readWords == null ? Double.POSITIVE_INFINITY : readWords;
    return new BufferedArray(array, reads, writeWords == null ? reads : writeWords, bufferWords);
  }

  private static String checksum(Path file) {
    try {
      return Sha256.ofFile(file);
    } catch (IOException e) {
      throw new BadInputException(file + ": cannot be read", e);
    }
  }

  private static void print(PrintWriter out, List<SystolicReport> reports) {
    out.printf(
        "%-20s %10s %10s %10s %16s %8s %8s%n",
        "layer", "M", "N", "K", "compute cycles", "util %", "map %");
    for (SystolicReport report : reports) {
      out.printf(
          "%-20s %10d %10d %10d %16d %8.2f %8.2f%n",
          report.layer() == null ? "gemm" : report.layer(),
          report.m(),
          report.n(),
          report.k(),
          report.computeCycles(),
          report.utilization(),
          report.mappingEfficiency());
      BufferedArray.Run run = report.buffered();
      if (run != null) {
        out.printf(
            "  buffered: %d cycles = %d fill + %d compute + %d waiting for operands + %d for results"
                + " + %d drain; most for %s%n",
            run.totalCycles(),
            run.fillCycles(),
            run.computeCycles(),
            run.operandStallCycles(),
            run.resultStallCycles(),
            run.drainCycles(),
            run.limit());
      }
    }
  }
}
