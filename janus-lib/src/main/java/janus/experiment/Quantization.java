package janus.experiment;

import janus.catalog.PublishedClaims;
import janus.inference.Evaluation;
import janus.inference.EvaluationReport;
import janus.inference.Kernels;
import janus.inference.LanguageModel;
import janus.inference.SchemeReport;
import janus.inference.scoring.PositionBin;
import janus.inference.scoring.Recipes;
import janus.inference.weights.TokenizedText;
import janus.kvcache.KvCodecs;
import janus.kvcache.KvScheme;
import janus.kvcache.KvSemanticsParser;
import janus.kvcache.QueryCodec;
import janus.kvcache.Rotation;
import janus.provenance.Circumstances;
import janus.provenance.Sha256;
import janus.results.ResultsFolder;
import janus.units.Range;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Step 2: what a compressed cache costs in quality, measured on a real model and a real text. */
public final class Quantization implements Experiment {
  private static final int CONTEXT_TOKENS = 512;
  private static final int CHUNKS = 64;
  private static final int QUICK_CHUNKS = 2;
  private static final int POSITION_BIN = 32;

  /** The published precisions, and INT4 with a rotation: keys, values, rotation, semantics. */
  private static final List<String[]> CORE =
      List.of(
          row("f16", "f16"),
          row("int8-token", "int8-token"),
          row("int4-token", "int4-token"),
          new String[] {"int4-token", "int4-token", "hadamard", "ggml"});

  /** The study: 16 to 2 bits, groups, rotations, windows, keys against values. */
  private static final List<String[]> STUDY =
      List.of(
          row("bf16", "bf16"),
          row("fp8-e4m3", "fp8-e4m3"),
          row("fp8-e5m2", "fp8-e5m2"),
          row("q8_0", "q8_0"),
          row("int6-token", "int6-token"),
          row("q5_1", "q5_1"),
          row("q5_0", "q5_0"),
          row("q4_1", "q4_1"),
          row("q4_0", "q4_0"),
          new String[] {"q4_0", "q4_0", "hadamard", "ggml"},
          row("iq4_nl", "iq4_nl"),
          row("mxfp4", "mxfp4"),
          row("int4-token-g32", "int4-token-g32"),
          row("int4-asym-token-g32", "int4-asym-token-g32"),
          row("int4-channel-g32", "int4-token"),
          new String[] {"int4-asym-channel-g32", "int4-asym-token-g32", "none", "kivi(32)"},
          new String[] {"int4-token", "int4-token", "none", "window(4,32)"},
          row("turbo4", "turbo4"),
          row("planar4", "planar4"),
          new String[] {"int3-token", "int3-token", "hadamard", "ggml"},
          new String[] {"int3-asym-channel-g32", "int3-asym-token-g32", "none", "kivi(32)"},
          row("turbo3", "turbo3"),
          row("planar3", "planar3"),
          new String[] {"int2-asym-channel-g32", "int2-asym-token-g32", "none", "kivi(32)"},
          row("turbo2", "turbo2"),
          row("int4-token", "f16"),
          row("f16", "int4-token"),
          row("int3-token", "f16"),
          row("f16", "int3-token"),
          row("turbo3", "f16"),
          row("f16", "turbo3"),
          row("turbo4", "turbo3"),
          row("turbo3", "turbo4"),
          new String[] {"f16", "f16", "none", "evict(4,124)"});

  /** One scheme on one text. */
  record SchemeRow(
      String scheme,
      String keys,
      String values,
      String rotation,
      String queries,
      String semantics,
      double keysBitsPerElement,
      double valuesBitsPerElement,
      double cacheBitsPerElement,
      double perplexity,
      double standardError,
      Double difference,
      Double differenceError,
      Range differencePercent,
      Double meanKldNats,
      Double medianKldNats,
      Double kld99Nats,
      Double kld999Nats,
      Double maxKldNats,
      Double sameTopPercent,
      long scoredTokens,
      String model,
      String text,
      String recipe,
      int nCtx,
      int chunks,
      long textTokens,
      String textSha256,
      String modelSha256) {
    static SchemeRow of(EvaluationReport report, SchemeReport scheme, String text) {
      var difference = scheme.againstBaseline();
      var divergence = scheme.divergence();
      double base = report.baseline().perplexity();
      return new SchemeRow(
          label(scheme),
          scheme.keys(),
          scheme.values(),
          scheme.rotation(),
          scheme.queries(),
          scheme.semantics(),
          scheme.keysBitsPerElement(),
          scheme.valuesBitsPerElement(),
          scheme.cacheBitsPerElement(),
          scheme.perplexity(),
          scheme.standardError(),
          difference == null ? null : difference.difference(),
          difference == null ? null : difference.differenceError(),
          difference == null
              ? null
              : percent(difference.difference(), difference.differenceError(), base),
          divergence == null ? null : divergence.mean(),
          divergence == null ? null : divergence.median(),
          divergence == null ? null : divergence.quantile99(),
          divergence == null ? null : divergence.quantile999(),
          divergence == null ? null : divergence.max(),
          divergence == null ? null : divergence.sameTopPercent(),
          scheme.tokens(),
          report.modelName(),
          text,
          report.recipe(),
          report.nCtx(),
          report.chunks(),
          report.textTokens(),
          report.textSha256(),
          report.modelSha256());
    }
  }

  /** A difference in percent of the baseline, with one standard error to either side. */
  private static Range percent(double difference, double error, double base) {
    return new Range(
        100 * (difference - error) / base,
        100 * difference / base,
        100 * (difference + error) / base);
  }

  /** A short name for figures: the codec, or keys / values, and what else is special. */
  private static String label(SchemeReport scheme) {
    String codecs =
        scheme.keys().equals(scheme.values())
            ? scheme.keys()
            : scheme.keys() + " / " + scheme.values();
    String rotated = scheme.rotation().equals("none") ? "" : " + " + scheme.rotation();
    return codecs + rotated + (scheme.semantics().equals("ggml") ? "" : " " + scheme.semantics());
  }

  /** Perplexity of one scheme at some positions of the context. */
  record PositionRow(
      String scheme,
      String keys,
      String values,
      String rotation,
      String semantics,
      int fromToken,
      int toToken,
      double perplexity,
      double standardError) {}

  @Override
  public String name() {
    return "2-quantization";
  }

  @Override
  public String question() {
    return "How far can the KV cache be compressed, and what does it cost in quality?";
  }

  private static String[] row(String keys, String values) {
    return new String[] {keys, values, "none", "ggml"};
  }

  private static KvScheme scheme(String[] row) {
    return new KvScheme(
        KvCodecs.parse(row[0]),
        KvCodecs.parse(row[1]),
        Rotation.parse(row[2]),
        QueryCodec.NONE,
        KvSemanticsParser.parse(row[3]));
  }

  @Override
  public List<Headline> run(Laboratory laboratory) throws IOException {
    var fetch = new Fetch(laboratory.cache());
    fetch.model(laboratory.progress());
    Path text = laboratory.text();
    if (text == null) {
      fetch.text(laboratory.progress());
      text = fetch.textFile();
    }
    int chunks = laboratory.quick() ? QUICK_CHUNKS : CHUNKS;
    try (LanguageModel model =
        LanguageModel.open(fetch.modelFile(), laboratory.threads(), Kernels.best())) {
      TokenizedText tokens = TokenizedText.read(text, model.tokenizer());
      List<Headline> headlines = evaluate(laboratory, model, tokens, name(), CORE, chunks);
      if (laboratory.study()) {
        evaluate(laboratory, model, tokens, "2-quantization/study", STUDY, chunks);
      }
      return headlines;
    }
  }

  private List<Headline> evaluate(
      Laboratory laboratory,
      LanguageModel model,
      TokenizedText text,
      String step,
      List<String[]> rows,
      int chunks)
      throws IOException {
    long start = System.nanoTime();
    String textName = textName(text.path());
    var schemes = rows.stream().map(Quantization::scheme).toList();
    var settings =
        new Evaluation.Settings(
            Recipes.parse("llama.cpp"),
            CONTEXT_TOKENS,
            chunks,
            schemes,
            KvScheme.uncompressed(),
            false);
    var evaluation = new Evaluation(model, text, settings);
    EvaluationReport report;
    Path checkpoint = checkpoint(laboratory, model, text, schemes);
    try (var journal = evaluation.checkpoint(checkpoint, text)) {
      report = evaluation.report(text, journal, laboratory.progress(), POSITION_BIN);
    }
    var table = new ArrayList<SchemeRow>();
    table.add(SchemeRow.of(report, report.baseline(), textName));
    report.results().forEach(result -> table.add(SchemeRow.of(report, result, textName)));
    var positions = new ArrayList<PositionRow>();
    addPositions(positions, report.baseline());
    report.results().forEach(result -> addPositions(positions, result));

    String folder = step + "/" + textName;
    var results = new ResultsFolder(laboratory.results().resolve(folder));
    results.table("perplexity", SchemeRow.class, table);
    results.table("perplexity-by-position", PositionRow.class, positions);
    results.table(
        "published-perplexity",
        PublishedClaims.KvPerplexity.class,
        new PublishedClaims(laboratory.data()).perplexities());
    List<Headline> headlines = headlines(table, folder);
    results.table("headlines", Headline.class, headlines);
    Circumstances circumstances =
        laboratory
            .circumstances()
            .withInput("model", report.modelSha256())
            .withInput("text", report.textSha256());
    results.write(
        folder,
        laboratory.quick(),
        settings(report),
        (System.nanoTime() - start) / 1e9,
        circumstances);
    return headlines;
  }

  private static Map<String, Object> settings(EvaluationReport report) {
    var settings = new LinkedHashMap<String, Object>();
    settings.put("model", report.modelName());
    settings.put("recipe", report.recipe());
    settings.put("n_ctx", report.nCtx());
    settings.put("chunks", report.chunks());
    settings.put("kernels", report.kernels());
    return settings;
  }

  /** A file for the finished chunks of this very run; a run that was stopped goes on from it. */
  private static Path checkpoint(
      Laboratory laboratory, LanguageModel model, TokenizedText text, List<KvScheme> schemes)
      throws IOException {
    var key = new StringBuilder(model.file().sha256() + text.textSha256());
    schemes.forEach(scheme -> key.append(scheme.spelling()));
    Path folder = Files.createDirectories(laboratory.cache().resolve("checkpoints"));
    return folder.resolve("perplexity-" + Sha256.of(key.toString()).substring(0, 16) + ".chunks");
  }

  /** The text's file name as a folder name: lower case, its last ending dropped. */
  private static String textName(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return name.replaceFirst("\\.[^.]*$", "").replaceAll("[^a-z0-9.]+", "-");
  }

  private static void addPositions(List<PositionRow> rows, SchemeReport scheme) {
    for (PositionBin bin : scheme.byPosition()) {
      rows.add(
          new PositionRow(
              label(scheme),
              scheme.keys(),
              scheme.values(),
              scheme.rotation(),
              scheme.semantics(),
              bin.from(),
              bin.to(),
              bin.perplexity(),
              bin.standardError()));
    }
  }

  private static List<Headline> headlines(List<SchemeRow> table, String folder) {
    var headlines = new ArrayList<Headline>();
    for (SchemeRow row : table) {
      String rotated = row.rotation().equals("none") ? "" : " after a Hadamard rotation";
      headlines.add(
          new Headline(
              "perplexity of "
                  + row.model()
                  + " on "
                  + row.text()
                  + ", cache "
                  + row.keys()
                  + "/"
                  + row.values()
                  + rotated,
              String.format(Locale.ROOT, "%.4f", row.perplexity()),
              "",
              "measured; recipe "
                  + row.recipe()
                  + ", n_ctx "
                  + row.nCtx()
                  + ", "
                  + row.chunks()
                  + " chunks",
              folder + "/perplexity.csv"));
    }
    return headlines;
  }
}
