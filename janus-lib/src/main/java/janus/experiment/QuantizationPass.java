package janus.experiment;

import janus.inference.Evaluation;
import janus.inference.EvaluationReport;
import janus.inference.LanguageModel;
import janus.inference.SchemeReport;
import janus.inference.scoring.PositionBin;
import janus.inference.scoring.Recipes;
import janus.inference.weights.TokenizedText;
import janus.kvcache.KvCacheSize;
import janus.kvcache.KvScheme;
import janus.kvcache.ReadWork;
import janus.provenance.Circumstances;
import janus.provenance.Sha256;
import janus.results.ResultsFolder;
import janus.units.Range;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Some schemes measured in lock-step over one text, and the results folder that comes of it.
 *
 * @param folder below the results
 * @param nCtx tokens of a window
 * @param chunks windows at most; 0 for the whole text
 * @param baseline what the schemes are compared with
 * @param schemes what is measured
 */
record QuantizationPass(
    String folder, int nCtx, int chunks, KvScheme baseline, List<KvScheme> schemes) {
  private static final int POSITION_BINS = 16;
  private static final int LONG_CONTEXT = 4096;

  QuantizationPass {
    schemes = List.copyOf(schemes);
  }

  /** One scheme on one text. */
  record SchemeRow(
      String scheme,
      String keys,
      String values,
      String rotation,
      String queries,
      String semantics,
      String baseline,
      double keysBitsPerElement,
      double valuesBitsPerElement,
      double cacheBitsPerElement,
      boolean paretoOptimal,
      double perplexity,
      double standardError,
      Double difference,
      Double differenceError,
      Range differencePercent,
      Double meanKldNats,
      Double meanKldErrorNats,
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
      return new SchemeRow(
          label(scheme),
          scheme.keys(),
          scheme.values(),
          scheme.rotation(),
          scheme.queries(),
          scheme.semantics(),
          label(report.baseline()),
          scheme.keysBitsPerElement(),
          scheme.valuesBitsPerElement(),
          scheme.cacheBitsPerElement(),
          report.results().stream().noneMatch(rival -> beats(rival, scheme)),
          scheme.perplexity(),
          scheme.standardError(),
          difference == null ? null : difference.difference(),
          difference == null ? null : difference.differenceError(),
          difference == null ? null : difference.percentOf(report.baseline().perplexity()),
          divergence == null ? null : divergence.mean(),
          divergence == null ? null : divergence.meanError(),
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

  /** Whether one scheme is nearer to the baseline than another, in mean, with no more bits. */
  private static boolean beats(SchemeReport rival, SchemeReport scheme) {
    return scheme.divergence() != null
        && rival.cacheBitsPerElement() <= scheme.cacheBitsPerElement()
        && rival.divergence().mean() < scheme.divergence().mean();
  }

  static String label(SchemeReport scheme) {
    return label(
        scheme.keys(), scheme.values(), scheme.rotation(), scheme.semantics(), scheme.layers());
  }

  /** A short name for figures: the codec, or keys / values, and what else is special. */
  static String label(KvScheme scheme) {
    return label(
        scheme.keys().spelling(),
        scheme.values().spelling(),
        scheme.rotation().spelling(),
        scheme.semantics().spelling(),
        scheme.layers().spelling());
  }

  private static String label(
      String keys, String values, String rotation, String semantics, String layers) {
    String codecs = keys.equals(values) ? keys : keys + " / " + values;
    String rotated = rotation.equals("none") ? "" : " + " + rotation;
    String rule = semantics.equals("all") ? "" : " " + semantics;
    return codecs + rotated + rule + (layers.equals("none") ? "" : " layers " + layers);
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

  /**
   * Measures, and writes the folder. Windows finished by an earlier run of the same pass are taken
   * from its checkpoint.
   *
   * @return the baseline, then every scheme in order
   */
  List<SchemeRow> run(Laboratory laboratory, LanguageModel model, TokenizedText text)
      throws IOException {
    long start = System.nanoTime();
    var settings =
        new Evaluation.Settings(Recipes.parse("llama.cpp"), nCtx, chunks, schemes, baseline, false);
    var evaluation = new Evaluation(model, text, settings);
    EvaluationReport report;
    Path checkpoints = laboratory.cache().resolve("checkpoints");
    try (var journal = evaluation.checkpointIn(checkpoints, text)) {
      report = evaluation.report(text, journal, laboratory.progress(), nCtx / POSITION_BINS);
    }
    String textName = folderName(text.path());
    var table = new ArrayList<SchemeRow>();
    table.add(SchemeRow.of(report, report.baseline(), textName));
    report.results().forEach(result -> table.add(SchemeRow.of(report, result, textName)));
    var positions = new ArrayList<PositionRow>();
    addPositions(positions, report.baseline());
    report.results().forEach(result -> addPositions(positions, result));

    var results = new ResultsFolder(laboratory.results().resolve(folder));
    results.table("perplexity", SchemeRow.class, table);
    results.table("perplexity-by-position", PositionRow.class, positions);
    results.table("running-perplexity", RunningRow.class, running(report));
    results.table("read-work", ReadWorkRow.class, readWork(model, report));
    results.table("headlines", Headline.class, headlines(table, folder));
    results.write(
        folder,
        laboratory.quick(),
        settings(report),
        (System.nanoTime() - start) / 1e9,
        circumstances(laboratory, model, text));
    return table;
  }

  private List<ReadWorkRow> readWork(LanguageModel model, EvaluationReport report) {
    var shape = model.weights().spec().shape();
    var rows = new ArrayList<ReadWorkRow>();
    for (int s = 0; s < schemes.size(); s++) {
      double bits = KvCacheSize.of(shape, schemes.get(s), LONG_CONTEXT).bitsPerElement();
      rows.add(ReadWorkRow.of(report.results().get(s), bits));
    }
    return rows;
  }

  static Circumstances circumstances(
      Laboratory laboratory, LanguageModel model, TokenizedText text) {
    return laboratory
        .circumstances()
        .withInput("model", model.file().sha256())
        .withInput("text", text.textSha256());
  }

  /** Perplexity over the windows so far. */
  record RunningRow(String scheme, int chunks, double perplexity) {}

  private static List<RunningRow> running(EvaluationReport report) {
    var rows = new ArrayList<RunningRow>();
    var schemes = new ArrayList<SchemeReport>(List.of(report.baseline()));
    schemes.addAll(report.results());
    for (SchemeReport scheme : schemes) {
      List<Double> values = scheme.runningPerplexity();
      for (int c = 0; c < values.size(); c++) {
        rows.add(new RunningRow(label(scheme), c + 1, values.get(c)));
      }
    }
    return rows;
  }

  /** What one scheme asks of the hardware that reads the cache. */
  record ReadWorkRow(
      String scheme,
      double cacheBitsPerElement,
      double cacheBitsPerElement4096Tokens,
      double keysAddsPerElement,
      double keysMultipliesPerElement,
      double keysLookupsPerElement,
      long keysTableBits,
      double keysAddsPerQueryChannel,
      double keysMultipliesPerQueryChannel,
      double valuesAddsPerElement,
      double valuesMultipliesPerElement,
      double valuesLookupsPerElement,
      long valuesTableBits,
      double valuesAddsPerQueryChannel,
      double valuesMultipliesPerQueryChannel) {
    static ReadWorkRow of(SchemeReport scheme, double bitsWhenLong) {
      ReadWork keys = scheme.keysReadWork();
      ReadWork values = scheme.valuesReadWork();
      return new ReadWorkRow(
          label(scheme),
          scheme.cacheBitsPerElement(),
          bitsWhenLong,
          keys.addsPerElement(),
          keys.multipliesPerElement(),
          keys.lookupsPerElement(),
          keys.tableBits(),
          keys.addsPerQueryChannel(),
          keys.multipliesPerQueryChannel(),
          values.addsPerElement(),
          values.multipliesPerElement(),
          values.lookupsPerElement(),
          values.tableBits(),
          values.addsPerQueryChannel(),
          values.multipliesPerQueryChannel());
    }
  }

  /** ASCII that begins and ends as a folder's name may. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[ -.0-~]*[a-z0-9])?");

  /** Folders of the step that hold something else. */
  private static final Set<String> OTHERS =
      Set.of("figures", "parity", "published", "random-caches", "random-models", "resume", "study");

  private static Map<String, Object> settings(EvaluationReport report) {
    var settings = new LinkedHashMap<String, Object>();
    settings.put("model", report.modelName());
    settings.put("recipe", report.recipe());
    settings.put("n_ctx", report.nCtx());
    settings.put("chunks", report.chunks());
    settings.put("kernels", report.kernels());
    return settings;
  }

  /**
   * A file's name as a folder's name: lower case, its last ending dropped. The beginning of its
   * checksum follows where the name has letters other than a to z, is that of a folder that holds
   * something else, or nothing is left of it.
   */
  static String folderName(Path file) throws IOException {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    String bare = name.replaceFirst("(?<=.)\\.[^.]*$", "");
    String safe = bare.replaceAll("[^a-z0-9.]+", "-").replaceAll("^[-.]+|[-.]+$", "");
    boolean enough = NAME.matcher(bare).matches() && !OTHERS.contains(safe);
    return enough ? safe : withChecksum(safe.isEmpty() ? "text" : safe, file);
  }

  private static String withChecksum(String name, Path file) throws IOException {
    String sha256 =
        Files.isRegularFile(file)
            ? Sha256.ofFile(file)
            : Sha256.of(file.toString().getBytes(StandardCharsets.UTF_8));
    return name + "-" + sha256.substring(0, 8);
  }

  /** A folder below the results for measurements on a text, which no other text has taken. */
  static String folderFor(Path results, String folder, Path text) throws IOException {
    String own = folder + "/" + folderName(text);
    Path run = results.resolve(own).resolve("run.json");
    boolean taken = Files.exists(run) && !Files.readString(run).contains(Sha256.ofFile(text));
    return taken ? withChecksum(own, text) : own;
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

  /** A headline for every scheme that no other beats at its size, and for the published ones. */
  static List<Headline> headlines(List<SchemeRow> table, String folder) {
    List<String> published = QuantizationStudy.published().stream().map(s -> label(s)).toList();
    return table.stream()
        .filter(row -> row.paretoOptimal() || published.contains(row.scheme()))
        .map(row -> headline(row, folder))
        .toList();
  }

  private static Headline headline(SchemeRow row, String folder) {
    return new Headline(
        "perplexity of " + row.model() + " on " + row.text() + ", cache " + row.scheme(),
        String.format(Locale.ROOT, "%.4f", row.perplexity()),
        "",
        "measured; recipe "
            + row.recipe()
            + ", n_ctx "
            + row.nCtx()
            + ", "
            + row.chunks()
            + " chunks",
        folder + "/perplexity.csv");
  }
}
