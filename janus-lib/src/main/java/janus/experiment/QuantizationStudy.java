package janus.experiment;

import janus.inference.Evaluation;
import janus.inference.EvaluationReport;
import janus.inference.LanguageModel;
import janus.inference.SchemeReport;
import janus.inference.scoring.LayerError;
import janus.inference.scoring.Recipes;
import janus.inference.weights.TokenizedText;
import janus.kvcache.EvictSemantics;
import janus.kvcache.KvCodecs;
import janus.kvcache.KvScheme;
import janus.kvcache.KvSemanticsParser;
import janus.kvcache.LayerCodecs;
import janus.kvcache.QueryCodec;
import janus.kvcache.Rotation;
import janus.provenance.BadInputException;
import janus.results.ResultsFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The long passes of step 2. The sweep measures every scheme; the others take the published
 * precisions and the best scheme of 4 and of 3 bits that the sweep found, and ask what a longer
 * text, a longer context and every single layer say about them. Codecs and recall are passes of
 * their own.
 */
final class QuantizationStudy {
  /** Passes by name, in the order they are run. */
  private static final List<String> PASSES =
      List.of("sweep", "layers", "context-2048", "context-8192", "whole-text", "codecs", "recall");

  /** Passes that stand by themselves, without what the sweep found. */
  private static final List<String> APART = List.of("codecs", "recall");

  private static final int CONTEXT_TOKENS = 512;
  private static final int SWEEP_CHUNKS = 64;
  private static final int LAYER_CHUNKS = 8;
  private static final int CODEC_CHUNKS = 4;

  /** Three rounds of four distances and a control. */
  private static final int RECALL_CHUNKS = 15;

  private static final KvScheme F32 = KvScheme.uncompressed();
  private static final KvScheme F16 = scheme("f16", "f16");
  private static final KvScheme INT8 = scheme("int8-token", "int8-token");
  private static final KvScheme INT4 = scheme("int4-token", "int4-token");
  private static final KvScheme INT4_ROTATED =
      scheme("int4-token", "int4-token", "hadamard", "all");

  /** 16 to 2 bits; groups, channels, rotations, codebooks, windows, eviction; keys and values. */
  private static final List<KvScheme> SWEEP =
      List.of(
          F16,
          scheme("bf16", "bf16"),
          INT8,
          scheme("q8_0", "q8_0"),
          scheme("fp8-e4m3", "fp8-e4m3"),
          scheme("int6-token", "int6-token"),
          scheme("q5_0", "q5_0"),
          scheme("q4_1", "q4_1"),
          scheme("q4_0", "q4_0"),
          scheme("q4_0", "q4_0", "hadamard", "all"),
          scheme("iq4_nl", "iq4_nl"),
          scheme("mxfp4", "mxfp4"),
          INT4,
          INT4_ROTATED,
          scheme("int4-token-g32", "int4-token-g32"),
          scheme("int4-asym-token-g32", "int4-asym-token-g32"),
          scheme("int4-channel-g32", "int4-token"),
          scheme("int4-asym-channel-g32-prerope", "int4-asym-token-g32"),
          scheme("int4-asym-channel-g32", "int4-asym-token-g32", "none", "kivi(32)"),
          scheme("int4-token", "int4-token", "none", "window(4,32)"),
          scheme("turbo4", "turbo4"),
          scheme("int3-token", "int3-token", "hadamard", "all"),
          scheme("int3-asym-channel-g32", "int3-asym-token-g32", "none", "kivi(32)"),
          scheme("turbo3", "turbo3"),
          scheme("planar3", "planar3"),
          scheme("int2-asym-channel-g32", "int2-asym-token-g32", "none", "kivi(32)"),
          scheme("turbo2", "turbo2"),
          scheme("int4-token", "f16"),
          scheme("f16", "int4-token"),
          scheme("turbo3", "f16"),
          scheme("f16", "turbo3"),
          scheme("turbo4", "turbo3"),
          scheme("turbo3", "turbo4"),
          scheme("f16", "f16", "none", "evict(4,124)"),
          scheme("f16", "f16", "none", "h2o(64,64)"));

  /** Formats of 2025 and 2026 and rotations of one side, between known ones. */
  private static final List<KvScheme> CODECS =
      List.of(
          INT8,
          scheme("fp8-e4m3", "fp8-e4m3"),
          scheme("fp8-e4m3-tensor", "fp8-e4m3-tensor"),
          scheme("fp8-e4m3-head", "fp8-e4m3-head"),
          scheme("mxfp8-e4m3", "mxfp8-e4m3"),
          scheme("mxfp6-e2m3", "mxfp6-e2m3"),
          scheme("mxfp6-e3m2", "mxfp6-e3m2"),
          INT4,
          INT4_ROTATED,
          scheme("int4-token", "int4-token", "keys:hadamard", "all"),
          scheme("int4-token", "int4-token", "values:hadamard", "all"),
          scheme("mxfp4", "mxfp4"),
          scheme("nvfp4", "nvfp4"),
          scheme("int4-channel-g128", "int4-token"),
          scheme("int4-channel-g128-top2", "int4-token"),
          scheme("int4-token-top2", "int4-token"),
          scheme("nuq4-channel-prerope", "nuq4-token"),
          scheme("nuq4-channel-1%-prerope", "nuq4-token-1%"),
          scheme("nuq3-channel-1%-prerope", "nuq3-token-1%"),
          scheme("turbo4", "turbo4"),
          scheme("turbo4-qjl", "turbo4-qjl"));

  /** Low bits with every token, and a quarter of the tokens in 16 bits by every rule. */
  private static final List<KvScheme> RECALL =
      List.of(
          INT4,
          INT4_ROTATED,
          scheme("int4-channel-g32", "int4-token"),
          scheme("f16", "f16", "none", "evict(4,124)"),
          scheme("f16", "f16", "none", "h2o(64,64)"),
          scheme("f16", "f16", "none", "tova(128)"),
          scheme("f16", "f16", "none", "snapkv(96,32)"));

  private final Laboratory laboratory;

  /**
   * A study.
   *
   * @throws BadInputException if a pass that is asked for does not exist
   */
  QuantizationStudy(Laboratory laboratory) {
    this.laboratory = laboratory;
    for (String pass : laboratory.study()) {
      if (!pass.equals("all") && !PASSES.contains(pass)) {
        throw new BadInputException(
            "study " + pass + ": expected all or one of " + String.join(", ", PASSES));
      }
    }
  }

  /** The precisions the published table has, and the 4-bit one after a rotation. */
  static List<KvScheme> published() {
    return List.of(F16, INT8, INT4, INT4_ROTATED);
  }

  private static KvScheme scheme(String keys, String values) {
    return scheme(keys, values, "none", "all");
  }

  private static KvScheme scheme(String keys, String values, String rotation, String semantics) {
    return new KvScheme(
        KvCodecs.parse(keys),
        KvCodecs.parse(values),
        Rotation.parse(rotation),
        QueryCodec.NONE,
        KvSemanticsParser.parse(semantics));
  }

  /** {@link #CODECS} with 8 bits in the first, and in the last, four layers of a model. */
  private static List<KvScheme> codecs(int layers) {
    var all = new ArrayList<>(CODECS);
    int at = all.indexOf(scheme("mxfp4", "mxfp4"));
    for (int first : new int[] {0, layers - 4}) {
      var own = LayerCodecs.parse(first + "-" + (first + 3) + ":int8-token");
      all.add(
          at++,
          new KvScheme(
              INT4.keys(), INT4.values(), INT4.rotation(), INT4.queries(), INT4.semantics(), own));
    }
    return all;
  }

  /**
   * Runs the passes that are asked for.
   *
   * @return the headlines of all of them
   */
  List<Headline> run(LanguageModel model, TokenizedText text, Path modelFile) throws IOException {
    String root =
        "2-quantization/study/"
            + QuantizationPass.folderName(modelFile)
            + "/"
            + QuantizationPass.folderName(text.path())
            + "/";
    var headlines = new ArrayList<Headline>();
    if (asked("codecs")) {
      List<KvScheme> codecs = codecs(model.weights().spec().shape().layers());
      measure(
          headlines,
          model,
          text,
          new QuantizationPass(root + "codecs", CONTEXT_TOKENS, CODEC_CHUNKS, F32, codecs));
    }
    if (asked("recall")) {
      recall(model, text, root + "recall");
    }
    if (APART.containsAll(laboratory.study())) {
      return headlines;
    }
    var rows =
        measure(
            headlines,
            model,
            text,
            new QuantizationPass(root + "sweep", CONTEXT_TOKENS, SWEEP_CHUNKS, F32, SWEEP));
    List<KvScheme> chosen = chosen(rows);
    if (asked("layers")) {
      layers(model, text, root + "layers", chosen);
    }
    if (asked("context-2048")) {
      measure(
          headlines,
          model,
          text,
          new QuantizationPass(root + "context-2048", 2048, 16, F16, chosen));
    }
    if (asked("context-8192")) {
      measure(
          headlines,
          model,
          text,
          new QuantizationPass(root + "context-8192", 8192, 4, F16, chosen));
    }
    if (asked("whole-text")) {
      List<KvScheme> five = chosen.stream().filter(s -> !s.equals(INT4_ROTATED)).toList();
      measure(
          headlines,
          model,
          text,
          new QuantizationPass(root + "whole-text", CONTEXT_TOKENS, 0, F16, five));
    }
    return headlines;
  }

  private boolean asked(String pass) {
    return laboratory.study().contains(pass) || laboratory.study().contains("all");
  }

  private List<QuantizationPass.SchemeRow> measure(
      List<Headline> headlines, LanguageModel model, TokenizedText text, QuantizationPass pass)
      throws IOException {
    var rows = pass.run(laboratory, model, text);
    headlines.addAll(QuantizationPass.headlines(rows, pass.folder()));
    return rows;
  }

  /** 8 and 4 bits as published, the latter after a rotation, and the best of 4 and of 3 bits. */
  private static List<KvScheme> chosen(List<QuantizationPass.SchemeRow> rows) {
    Set<KvScheme> chosen = new LinkedHashSet<>(List.of(INT8, INT4, INT4_ROTATED));
    chosen.add(best(rows, 4));
    chosen.add(best(rows, 3));
    return List.copyOf(chosen);
  }

  /** The lowest perplexity with elements of this many bits on both sides and no token dropped. */
  private static KvScheme best(List<QuantizationPass.SchemeRow> rows, int bits) {
    var perplexity = new LinkedHashMap<String, Double>();
    rows.forEach(row -> perplexity.put(row.scheme(), row.perplexity()));
    return SWEEP.stream()
        .filter(s -> s.keys().payloadBits() == bits && s.values().payloadBits() == bits)
        .filter(s -> !(s.semantics() instanceof EvictSemantics))
        .filter(s -> !s.semantics().followsAttention())
        .min(Comparator.comparingDouble(s -> perplexity.get(QuantizationPass.label(s))))
        .orElseThrow();
  }

  /** How one scheme recalls passages at one distance; without one, the controls. */
  record RecallRow(
      String scheme,
      Integer distance,
      double meanLossNats,
      double lossErrorNats,
      double accuracyPercent,
      double accuracyErrorPercent,
      double cacheBitsPerElement,
      int windows,
      long tokens,
      String recipe,
      int nCtx) {
    static Stream<RecallRow> of(EvaluationReport report, SchemeReport scheme) {
      return scheme.recall().stream()
          .map(
              bin ->
                  new RecallRow(
                      QuantizationPass.label(scheme),
                      bin.distance(),
                      bin.meanLossNats(),
                      bin.lossErrorNats(),
                      bin.accuracyPercent(),
                      bin.accuracyErrorPercent(),
                      scheme.cacheBitsPerElement(),
                      bin.windows(),
                      bin.tokens(),
                      report.recipe(),
                      report.nCtx()));
    }
  }

  private void recall(LanguageModel model, TokenizedText text, String folder) throws IOException {
    long start = System.nanoTime();
    var settings =
        new Evaluation.Settings(
            Recipes.parse("recall"), CONTEXT_TOKENS, RECALL_CHUNKS, RECALL, F16, false);
    var evaluation = new Evaluation(model, text, settings);
    EvaluationReport report;
    Path checkpoints = laboratory.cache().resolve("checkpoints");
    try (var journal = evaluation.checkpointIn(checkpoints, text)) {
      report = evaluation.report(text, journal, laboratory.progress(), 0);
    }
    List<RecallRow> rows =
        Stream.concat(Stream.of(report.baseline()), report.results().stream())
            .flatMap(scheme -> RecallRow.of(report, scheme))
            .toList();
    var results = new ResultsFolder(laboratory.results().resolve(folder));
    results.table("recall", RecallRow.class, rows);
    results.write(
        folder,
        laboratory.quick(),
        Map.of("recipe", report.recipe(), "n_ctx", CONTEXT_TOKENS, "chunks", report.chunks()),
        (System.nanoTime() - start) / 1e9,
        QuantizationPass.circumstances(laboratory, model, text));
  }

  /** Quantization error of one layer under one scheme. */
  record LayerRow(
      String scheme,
      int layer,
      double keysMse,
      Double keysSqnrDb,
      double valuesMse,
      Double valuesSqnrDb,
      double attentionOutputMse,
      Double attentionOutputSqnrDb,
      int nCtx,
      int chunks) {}

  private void layers(
      LanguageModel model, TokenizedText text, String folder, List<KvScheme> schemes)
      throws IOException {
    long start = System.nanoTime();
    var evaluation =
        new Evaluation(
            model,
            text,
            new Evaluation.Settings(
                Recipes.parse("llama.cpp"), CONTEXT_TOKENS, LAYER_CHUNKS, schemes, null, false));
    List<List<LayerError>> errors = evaluation.layerErrors(LAYER_CHUNKS, laboratory.progress());
    var rows = new ArrayList<LayerRow>();
    for (int s = 0; s < schemes.size(); s++) {
      for (LayerError error : errors.get(s)) {
        rows.add(
            new LayerRow(
                QuantizationPass.label(schemes.get(s)),
                error.layer(),
                error.keys().meanSquaredError(),
                error.keys().sqnrDb(),
                error.values().meanSquaredError(),
                error.values().sqnrDb(),
                error.attentionOutput().meanSquaredError(),
                error.attentionOutput().sqnrDb(),
                CONTEXT_TOKENS,
                LAYER_CHUNKS));
      }
    }
    var results = new ResultsFolder(laboratory.results().resolve(folder));
    results.table("layer-errors", LayerRow.class, rows);
    results.write(
        folder,
        laboratory.quick(),
        Map.of("n_ctx", CONTEXT_TOKENS, "chunks", LAYER_CHUNKS),
        (System.nanoTime() - start) / 1e9,
        QuantizationPass.circumstances(laboratory, model, text));
  }
}
