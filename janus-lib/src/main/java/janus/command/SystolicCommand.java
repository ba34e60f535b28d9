package janus.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import janus.accelerator.BufferedArray;
import janus.accelerator.Dataflow;
import janus.accelerator.Gemm;
import janus.accelerator.GemmFile;
import janus.accelerator.ScaleSimConfig;
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
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

  @Option(
      names = "--config",
      paramLabel = "FILE.cfg",
      description =
          "Array, dataflow, buffers and bandwidths from SCALE-Sim's configuration; --rows,"
              + " --columns and --dataflow override it.")
  private Path config;

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
        description =
            "Layers from a SCALE-Sim table, of products (Layer,M,N,K,) or of convolutions; the"
                + " header names the columns.")
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

  @Mixin private SystolicPorts ports;

  /** Folds are walked one by one. */
  private static final long MOST_TOKENS = 1 << 24;

  /** What {@code --json} prints: one product's fields, or a list of layers. */
  private record Result(
      int rows,
      int columns,
      String dataflow,
      String ratioUnit,
      @JsonUnwrapped SystolicReport gemm,
      List<SystolicReport> layers,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> notes) {}

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
  public Integer call() throws IOException {
    if (work.model != null) {
      GivenOptions.need(spec, "--gemm or --layers", false, "--config");
      return runStep(new TiledArray(new SystolicArray(rows, columns), tiles, clockGhz));
    }
    GivenOptions.need(spec, "--model", false, "--step", "--context", "--tiles", "--clock-ghz");
    ScaleSimConfig chosen = config == null ? null : ScaleSimConfig.read(config);
    SystolicArray array = array(chosen);
    Dataflow flow =
        chosen == null || isGiven("--dataflow") ? Dataflow.parse(dataflow) : chosen.dataflow();
    BufferedArray buffered = buffered(chosen, array, flow);
    if (work.gemm != null) {
      var report = SystolicReport.of(null, Gemm.parse(work.gemm), array, flow, buffered);
      return print(array, flow, report, null, List.of());
    }
    GemmFile.Table table = GemmFile.read(work.layers);
    var reports = SystolicReport.of(table, array, flow, buffered);
    return print(array, flow, null, reports, table.notes());
  }

  private boolean isGiven(String option) {
    return GivenOptions.has(spec, option);
  }

  private SystolicArray array(ScaleSimConfig chosen) {
    return chosen == null
        ? new SystolicArray(rows, columns)
        : new SystolicArray(
            isGiven("--rows") ? rows : chosen.array().rows(),
            isGiven("--columns") ? columns : chosen.array().columns());
  }

  private BufferedArray buffered(ScaleSimConfig chosen, SystolicArray array, Dataflow flow) {
    if (chosen != null && (ports.areLimited() || isGiven("--buffer-words"))) {
      throw new BadInputException(
          "--config gives bandwidths and buffers, and does not go with options of words");
    }
    BufferedArray ofOptions = ports.buffered(array);
    return chosen != null ? chosen.buffered(array, flow) : ports.areLimited() ? ofOptions : null;
  }

  private int print(
      SystolicArray array,
      Dataflow flow,
      SystolicReport gemm,
      List<SystolicReport> layers,
      List<String> notes)
      throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (!json) {
      SystolicText.print(out, gemm == null ? layers : List.of(gemm));
      notes.forEach(note -> out.printf("%nnote: %s%n", note));
      return Main.OK;
    }
    var circumstances = Circumstances.current();
    if (config != null) {
      circumstances = circumstances.withInput("config", Sha256.ofFile(config));
    }
    if (layers != null) {
      circumstances = circumstances.withInput("layers", Sha256.ofFile(work.layers));
    }
    var result =
        new Result(array.rows(), array.columns(), flow.spelling(), "percent", gemm, layers, notes);
    out.print(Json.withCircumstances(result, circumstances));
    return Main.OK;
  }

  private int runStep(TiledArray tiled) {
    TransformerSpec shape = new ModelCatalog(DataFolder.bundled()).byName(work.model);
    StepWork products = products(shape);
    TiledArray.Ports shared = ports.shared(tiles);
    TiledArray.StepRun run =
        isGiven("--dataflow")
            ? tiled.run(products, shared, Dataflow.parse(dataflow))
            : tiled.run(products, shared);
    PrintWriter out = spec.commandLine().getOut();
    if (!json) {
      SystolicText.print(out, tiled, run);
      return Main.OK;
    }
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
    var circumstances = Circumstances.current().withInput("data", DataFolder.bundled().sha256());
    out.print(Json.withCircumstances(result, circumstances));
    return Main.OK;
  }

  private StepWork products(TransformerSpec shape) {
    if (contextTokens > MOST_TOKENS) {
      throw new BadInputException(
          "--context must be at most " + MOST_TOKENS + ": " + contextTokens);
    }
    return switch (step) {
      case "decode" -> StepWork.decode(shape, 1, contextTokens);
      case "prefill" -> StepWork.prefill(shape, contextTokens);
      default -> throw new BadInputException("--step must be decode or prefill: '" + step + "'");
    };
  }
}
