package janus.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import janus.inference.ChunkJournal;
import janus.inference.Evaluation;
import janus.inference.EvaluationReport;
import janus.inference.LanguageModel;
import janus.inference.SchemeReport;
import janus.inference.arithmetic.Kernels;
import janus.inference.scoring.EvaluationKey;
import janus.inference.scoring.LayerError;
import janus.inference.scoring.PositionBin;
import janus.inference.scoring.QuantizationError;
import janus.inference.scoring.RecallBin;
import janus.inference.scoring.Recipe;
import janus.inference.scoring.Recipes;
import janus.inference.weights.TextOptions;
import janus.inference.weights.TokenizedText;
import janus.kvcache.KvCodecs;
import janus.kvcache.KvScheme;
import janus.provenance.BadInputException;
import janus.provenance.Circumstances;
import janus.results.Json;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code janus perplexity}: what a compressed KV cache costs in quality. */
@Command(
    name = "perplexity",
    description = {
      "Runs a language model over a text in FP32 with its KV cache stored as you say, and prints"
          + " the perplexity, as llama.cpp's llama-perplexity does. Several schemes are run in"
          + " lock-step over the same chunks: lists of options are separated by commas and of equal"
          + " length, or one value for all."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example, after janus-lib/janus fetch:",
      "  janus-lib/janus perplexity --model .janus/models/SmolLM2-135M-Instruct.Q4_1.gguf"
          + " --text .janus/texts/botchan.txt --n-ctx 512 --chunks 4 --keys f32,int4-token"
          + " --values f32,int4-token --kl --json"
    })
final class PerplexityCommand implements Callable<Integer> {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description =
          "Model file (GGUF; architectures llama, qwen2, qwen3, gemma3), or a folder with"
              + " config.json, tokenizer.json and safetensors of a llama.")
  private Path model;

  @Option(
      names = "--text",
      required = true,
      paramLabel = "FILE",
      description = "Text in UTF-8; one line feed at its end is dropped.")
  private Path text;

  @Option(
      names = "--recipe",
      defaultValue = "llama.cpp",
      paramLabel = "R",
      description =
          "llama.cpp (second half of disjoint chunks), gptq (all of disjoint segments),"
              + " sliding(STRIDE), or recall(TOKENS) (the second occurrence of a passage, by"
              + " distance; recall for 32 tokens) (default ${DEFAULT-VALUE}).")
  private String recipe;

  @Option(
      names = "--n-ctx",
      paramLabel = "N",
      description = "Tokens of a chunk (default: the recipe's own; 512 for llama.cpp).")
  private Integer contextTokens;

  @Option(
      names = "--chunks",
      defaultValue = "0",
      paramLabel = "N",
      description = "Chunks to run at most; 0 for the whole text (default ${DEFAULT-VALUE}).")
  private int chunks;

  @Option(
      names = "--parse-special",
      description = "Read the spelling of a control token in the text as that token.")
  private boolean parseSpecial;

  @Option(
      names = "--documents",
      paramLabel = "LINE",
      description =
          "The text is several documents with this line between them: each is tokenized by itself,"
              + " and no chunk reaches from one into the next.")
  private String documents;

  @Option(
      names = "--weights",
      defaultValue = "stored",
      paramLabel = "CODEC",
      description =
          "How the linear maps of the layers are stored: as in the file (stored), int4-g128,"
              + " int4-asym-g64 and the like, or a codec of single tokens such as q4_0 or mxfp4,"
              + " applied to each row (default ${DEFAULT-VALUE}).")
  private String weights;

  @Mixin private SchemeOptions schemes;

  @Option(
      names = "--baseline",
      paramLabel = "CODEC",
      description =
          "Also run with this codec for keys and values and compare each scheme with it: paired"
              + " difference, Kullback-Leibler divergence, agreement on the first token.")
  private String baseline;

  @Option(
      names = "--kl",
      description = "Compare with a baseline: f32, unless --baseline names another.")
  private boolean divergence;

  @Option(
      names = "--llama-compat",
      description =
          "Take divergences from a baseline rounded to 16 bits with a floor, as llama.cpp's"
              + " --kl-divergence does.")
  private boolean llamaCompatible;

  @Option(
      names = "--by-position",
      defaultValue = "0",
      paramLabel = "WIDTH",
      description = "Also print perplexity for bins of so many positions in the context.")
  private int binWidth;

  @Option(
      names = "--resume",
      paramLabel = "FILE",
      description =
          "Keep every finished chunk in this file, and go on from it: a run that was killed gives"
              + " the same numbers when it is started again.")
  private Path resume;

  @Option(
      names = "--layer-errors",
      defaultValue = "0",
      paramLabel = "N",
      description =
          "Also print the quantization error of keys, values and attention output in every layer,"
              + " over the first N chunks.")
  private int layerErrorChunks;

  @Mixin private ThreadsOption threads;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Spec private CommandSpec spec;

  /** What {@code --json} prints: of a single scheme, its fields at the top as well. */
  private record Output(
      @JsonUnwrapped EvaluationReport report,
      @JsonUnwrapped SchemeReport single,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> warnings) {}

  @Override
  public Integer call() {
    Recipe how = Recipes.parse(recipe);
    int length = contextTokens == null ? how.defaultContextTokens() : contextTokens;
    KvScheme base = null;
    if (baseline != null || divergence || llamaCompatible) {
      var codec = KvCodecs.parse(baseline == null ? "f32" : baseline);
      base = KvScheme.of(codec, codec);
    }
    var settings =
        new Evaluation.Settings(how, length, chunks, schemes.all(), base, llamaCompatible);
    if (binWidth < 0) {
      throw new BadInputException("--by-position must be at least 0: " + binWidth);
    }
    if (layerErrorChunks < 0) {
      throw new BadInputException("--layer-errors must be at least 0: " + layerErrorChunks);
    }
    var err = spec.commandLine().getErr();
    EvaluationReport report;
    List<String> warnings;
    try (var progress = TerminalProgress.on(err);
        var language = LanguageModel.open(model, threads.count(), Kernels.best(), weights)) {
      var options = new TextOptions(parseSpecial, documents);
      var read = TokenizedText.read(text, language.tokenizer(), options);
      var evaluation = new Evaluation(language, read, settings);
      language.requireFits(length);
      if (resume == null) {
        sayHow(err, language, length);
        report = evaluation.report(read, ChunkJournal.NONE, progress, binWidth);
      } else {
        try (var file = evaluation.checkpoint(resume, read)) {
          sayHow(err, language, length);
          report = evaluation.report(read, file, progress, binWidth);
        }
      }
      if (layerErrorChunks > 0) {
        report = report.withLayerErrors(evaluation.layerErrors(layerErrorChunks, progress));
      }
      warnings = evaluation.lostNumbers(report);
    }
    warnings.forEach(warning -> err.println("janus: warning: " + warning));
    var out = spec.commandLine().getOut();
    if (json) {
      var circumstances =
          Circumstances.current()
              .withInput("model", report.modelSha256())
              .withInput("text", report.textSha256());
      var single = report.results().size() == 1 ? report.results().get(0) : null;
      out.print(Json.withCircumstances(new Output(report, single, warnings), circumstances));
    } else {
      print(out, report);
    }
    return Main.OK;
  }

  /** Notes for the user, printed after all checks. */
  private static void sayHow(PrintWriter err, LanguageModel language, int contextTokens) {
    if (!Kernels.hasVectorModule()) {
      err.println(
          "janus: slow path; start Java with --add-modules=jdk.incubator.vector (as"
              + " janus-lib/janus does) for the fast one, the numbers are the same");
    }
    var plan = language.memoryPlan(contextTokens);
    if (plan.expandsBlockByBlock()) {
      err.println("janus: " + plan.describe());
    }
  }

  private static void print(PrintWriter out, EvaluationReport report) {
    out.printf(
        Locale.ROOT,
        "%s, recipe %s, n_ctx %d, %d chunks, %d tokens scored of a text of %d%n%n",
        report.modelName(),
        report.recipe(),
        report.nCtx(),
        report.chunks(),
        report.results().get(0).tokens(),
        report.textTokens());
    if (report.weightBits() != null) {
      out.printf(Locale.ROOT, "weights %s, %.3f bits%n%n", report.weights(), report.weightBits());
    }
    // Results that may not stand in one column get a table each.
    var comparable = new LinkedHashMap<EvaluationKey, List<SchemeReport>>();
    for (SchemeReport result : report.results()) {
      comparable.computeIfAbsent(report.key(result), key -> new ArrayList<>()).add(result);
    }
    for (var group : comparable.entrySet()) {
      if (comparable.size() > 1) {
        out.printf("prompt %s:%n", group.getKey().prefill());
      }
      out.print(table(report.baseline(), group.getValue()));
      if (comparable.size() > 1) {
        out.println();
      }
    }
    for (SchemeReport result : report.results()) {
      if (result.byPosition() != null) {
        printPositions(out, result);
      }
    }
    if (report.baseline() != null && report.baseline().recall() != null) {
      printRecall(out, report.baseline());
    }
    for (SchemeReport result : report.results()) {
      if (result.recall() != null) {
        printRecall(out, result);
      }
    }
    for (SchemeReport result : report.results()) {
      if (result.layerErrors() != null) {
        printLayers(out, result);
      }
    }
    out.printf("%ntext sha256 %s%nmodel sha256 %s%n", report.textSha256(), report.modelSha256());
  }

  /** One line a scheme, the baseline's first. */
  private static TextTable table(SchemeReport baseline, List<SchemeReport> results) {
    boolean compared = baseline != null;
    var table =
        compared
            ? new TextTable(
                "keys",
                "values",
                "rotation",
                "semantics",
                "bits",
                "perplexity",
                "+-",
                "difference",
                "+-",
                "mean KLD",
                "+-",
                "99 % KLD",
                "max KLD",
                "same top %")
            : new TextTable("keys", "values", "rotation", "semantics", "bits", "perplexity", "+-");
    if (compared) {
      table.row(cells(baseline, "0", "0", "0", "0", "0", "0", "100"));
    }
    for (SchemeReport result : results) {
      if (!compared) {
        table.row(cells(result));
        continue;
      }
      var kl = result.divergence();
      var difference = result.againstBaseline();
      table.row(
          cells(
              result,
              number("%.4f", difference.difference()),
              number("%.4f", difference.differenceError()),
              number("%.6f", kl.mean()),
              number("%.6f", kl.meanError()),
              number("%.6f", kl.quantile99()),
              number("%.6f", kl.max()),
              number("%.3f", kl.sameTopPercent())));
    }
    return table;
  }

  private static void printPositions(PrintWriter out, SchemeReport result) {
    out.printf("%n%s: perplexity by position%n", name(result));
    var table = new TextTable("from", "to", "perplexity", "+-", "positions");
    for (PositionBin bin : result.byPosition()) {
      table.row(
          String.valueOf(bin.from()),
          String.valueOf(bin.to()),
          number("%.4f", bin.perplexity()),
          number("%.5f", bin.standardError()),
          String.valueOf(bin.positions()));
    }
    out.print(table);
  }

  private static void printRecall(PrintWriter out, SchemeReport result) {
    out.printf("%n%s: loss and accuracy by distance%n", name(result));
    var table = new TextTable("distance", "loss", "+-", "accuracy %", "+-", "windows", "tokens");
    for (RecallBin bin : result.recall()) {
      table.row(
          bin.distance() == null ? "control" : String.valueOf(bin.distance()),
          number("%.4f", bin.meanLossNats()),
          number("%.4f", bin.lossErrorNats()),
          number("%.2f", bin.accuracyPercent()),
          number("%.2f", bin.accuracyErrorPercent()),
          String.valueOf(bin.windows()),
          String.valueOf(bin.tokens()));
    }
    out.print(table);
  }

  private static String name(SchemeReport result) {
    return "keys "
        + result.keys()
        + ", values "
        + result.values()
        + ", rotation "
        + result.rotation()
        + ", "
        + result.semantics()
        + layers(result);
  }

  private static String layers(SchemeReport result) {
    return result.layers().equals("none") ? "" : ", layers " + result.layers();
  }

  private static void printLayers(PrintWriter out, SchemeReport result) {
    out.printf("%n%s: mean squared error, and signal over it in dB%n", name(result));
    var table = new TextTable("layer", "keys", "dB", "values", "dB", "attention", "dB");
    for (LayerError error : result.layerErrors()) {
      table.row(
          String.valueOf(error.layer()),
          number("%.3e", error.keys().meanSquaredError()),
          decibels(error.keys()),
          number("%.3e", error.values().meanSquaredError()),
          decibels(error.values()),
          number("%.3e", error.attentionOutput().meanSquaredError()),
          decibels(error.attentionOutput()));
    }
    out.print(table);
  }

  private static String decibels(QuantizationError error) {
    return error.sqnrDb() == null ? "" : number("%.2f", error.sqnrDb());
  }

  private static Object[] cells(SchemeReport result, Object... more) {
    var cells = new Object[7 + more.length];
    cells[0] = result.keys();
    cells[1] = result.values();
    cells[2] = result.rotation();
    cells[3] = result.semantics() + layers(result);
    cells[4] = number("%.3f", result.cacheBitsPerElement());
    cells[5] = number("%.4f", result.perplexity());
    cells[6] = number("%.5f", result.standardError());
    System.arraycopy(more, 0, cells, 7, more.length);
    return cells;
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
