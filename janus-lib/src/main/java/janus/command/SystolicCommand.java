package janus.command;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import janus.accelerator.BufferedArray;
import janus.accelerator.Dataflow;
import janus.accelerator.Gemm;
import janus.accelerator.GemmFile;
import janus.accelerator.StepWork;
import janus.accelerator.SystolicArray;
import janus.accelerator.SystolicReport;
import janus.accelerator.TiledArray;
import janus.catalog.DataFolder;
import janus.catalog.ModelCatalog;
import janus.provenance.BadInputException;
import janus.provenance.Circumstances;
import janus.provenance.Sha256;
import janus.results.Json;
import janus.transformer.TransformerSpec;
import janus.units.Bounds;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
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
      "Examples:",
      "  janus-lib/janus systolic --rows 16 --columns 16 --dataflow ws --gemm 128,128,128 --json",
      "  janus-lib/janus systolic --model llama-2-7b --context 4096 --tiles 16"
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
      description =
          "What stays in the array: weights, outputs, inputs (default ${DEFAULT-VALUE}; with"
              + " --model, for each product, the one of fewest cycles).")
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

    @Option(
        names = "--model",
        paramLabel = "NAME",
        description =
            "All products of a step of a model of data/models, shared by --tiles; each in the"
                + " dataflow of fewest cycles.")
    private String model;
  }

  @Option(
      names = "--step",
      defaultValue = "decode",
      paramLabel = "decode|prefill",
      description = "With --model: one token, or a prompt (default ${DEFAULT-VALUE}).")
  private String step;

  @Option(
      names = "--context",
      defaultValue = "2048",
      paramLabel = "N",
      description =
          "With --model: tokens attended to, or of the prompt (default ${DEFAULT-VALUE}).")
  private long contextTokens;

  @Option(
      names = "--tiles",
      defaultValue = "16",
      paramLabel = "N",
      description = "With --model: arrays that share a product (default ${DEFAULT-VALUE}).")
  private int tiles;

  @Option(
      names = "--clock-ghz",
      defaultValue = "1",
      paramLabel = "GHZ",
      description = "With --model: clock of the arrays (default ${DEFAULT-VALUE}).")
  private double clockGhz;

  @Option(
      names = "--read-words",
      paramLabel = "W",
      description =
          "Operand words fetched a cycle behind double buffers, by one array or all --tiles"
              + " (default: no limit).")
  private Double readWords;

  @Option(
      names = "--matrix-words",
      paramLabel = "W",
      description =
          "Words of the second matrix (weights, keys, values) that its memory delivers a cycle"
              + " (default: no limit).")
  private Double matrixWords;

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

  /** Folds are walked one by one. */
  private static final long MOST_TOKENS = 1 << 24;

  /** Fewer would take more cycles than can be counted. */
  private static final double FEWEST_WORDS = 1e-6;

  /** No port is as wide. */
  private static final double MOST_WORDS = 1e12;

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

  /** What {@code --json} prints for a step of a model. */
  private record StepResult(
      int rows,
      int columns,
      int tiles,
      double clockGhz,
      String model,
      String step,
      long contextTokens,
      String ratioUnit,
      double peakTops,
      @JsonUnwrapped TiledArray.StepRun run) {}

  @Override
  public Integer call() {
    Bounds.within("--buffer-words", 1, Long.MAX_VALUE, bufferWords);
    var array = new SystolicArray(rows, columns);
    if (work.model != null) {
      return runStep(new TiledArray(array, tiles, clockGhz));
    }
    GivenOptions.need(spec, "--model", false, "--step", "--context", "--tiles", "--clock-ghz");
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
      BufferedArray buffered = buffered(array);
      reports =
          GemmFile.read(work.layers).stream()
              .map(layer -> report(layer, array, flow, buffered))
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

  private SystolicReport report(
      GemmFile.Layer layer, SystolicArray array, Dataflow flow, BufferedArray buffered) {
    try {
      return SystolicReport.of(layer.name(), layer.gemm(), array, flow, buffered);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(
          work.layers + ", layer '" + layer.name() + "': " + e.getMessage(), e);
    }
  }

  private BufferedArray buffered(SystolicArray array) {
    if (readWords == null && matrixWords == null && writeWords == null) {
      return null;
    }
    double reads = limit("--read-words", readWords, 1, Double.POSITIVE_INFINITY);
    return new BufferedArray(
        array,
        reads,
        limit("--matrix-words", matrixWords, 1, Double.POSITIVE_INFINITY),
        limit("--write-words", writeWords, 1, reads),
        bufferWords);
  }

  private static double limit(String option, Double words, int sharing, double otherwise) {
    if (words == null) {
      return otherwise;
    }
    double least = FEWEST_WORDS * sharing;
    if (!(words >= least && words <= MOST_WORDS)) {
      throw new BadInputException(
          option
              + " must be from "
              + least
              + " to 1e12 words a cycle (leave it out for no limit): "
              + words);
    }
    return words;
  }

  private int runStep(TiledArray tiled) {
    if (contextTokens > MOST_TOKENS) {
      throw new BadInputException(
          "--context must be at most " + MOST_TOKENS + ": " + contextTokens);
    }
    DataFolder data = DataFolder.bundled();
    TransformerSpec shape = new ModelCatalog(data).byName(work.model);
    StepWork steps =
        switch (step) {
          case "decode" -> StepWork.decode(shape, 1, contextTokens);
          case "prefill" -> StepWork.prefill(shape, contextTokens);
          default ->
              throw new BadInputException("--step must be decode or prefill: '" + step + "'");
        };
    double reads = limit("--read-words", readWords, tiles, Double.POSITIVE_INFINITY);
    double matrix = limit("--matrix-words", matrixWords, tiles, Double.POSITIVE_INFINITY);
    double writes = limit("--write-words", writeWords, tiles, reads);
    var ports = new TiledArray.Ports(reads, matrix, matrix, writes, bufferWords);
    TiledArray.StepRun run =
        GivenOptions.has(spec, "--dataflow")
            ? tiled.run(steps, ports, Dataflow.parse(dataflow))
            : tiled.run(steps, ports);
    PrintWriter out = this.spec.commandLine().getOut();
    if (json) {
      var result =
          new StepResult(
              rows,
              columns,
              tiles,
              clockGhz,
              shape.name(),
              step,
              contextTokens,
              "percent",
              tiled.peakTops(),
              run);
      out.print(
          Json.withCircumstances(result, Circumstances.current().withInput("data", data.sha256())));
    } else {
      print(out, tiled, run);
    }
    return Main.OK;
  }

  private static void print(PrintWriter out, TiledArray tiled, TiledArray.StepRun run) {
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

  private static String percent(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private static String checksum(Path file) {
    try {
      return Sha256.ofFile(file);
    } catch (IOException e) {
      throw new BadInputException(file + ": cannot be read", e);
    }
  }

  private static void print(PrintWriter out, List<SystolicReport> reports) {
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
}
