package janus.notebook;

import janus.experiment.Fetch;
import janus.inference.Evaluation;
import janus.inference.EvaluationReport;
import janus.inference.LanguageModel;
import janus.inference.SchemeReport;
import janus.inference.arithmetic.Kernels;
import janus.inference.scoring.Recipes;
import janus.inference.weights.TokenizedText;
import janus.kvcache.KvCodecs;
import janus.kvcache.KvScheme;
import janus.kvcache.KvSemanticsParser;
import janus.kvcache.QueryCodec;
import janus.kvcache.Rotation;
import janus.units.Range;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tech.tablesaw.api.Table;

/**
 * Measures perplexity of the fetched model in a notebook, on the user's text (environment variable
 * {@code JANUS_TEXT}) or the public-domain novel. Finished chunks are stored in {@code
 * .janus/checkpoints}, so an interrupted cell resumes and a repeated one takes seconds.
 */
public final class LivePerplexity {
  private static final int CONTEXT_TOKENS = 512;
  private static final int QUICK_CHUNKS = 2;

  private LivePerplexity() {}

  /**
   * One scheme on one text, with the columns of {@code results/2-quantization}.
   *
   * @param differencePercent difference to the uncompressed cache on the same tokens, plus and
   *     minus one standard error; empty for the uncompressed cache itself
   */
  public record Row(
      String text,
      String scheme,
      double cacheBitsPerElement,
      double perplexity,
      double standardError,
      Range differencePercent,
      int chunks,
      long scoredTokens,
      long textTokens,
      String textSha256,
      String modelSha256) {}

  /**
   * Measures schemes against the uncompressed cache, with llama.cpp's recipe and n_ctx 512.
   *
   * @param chunks windows of 512 tokens; 2 at a reduced size
   * @param spellings a codec, {@code KEYS/VALUES}, and either with a rotation: {@code int4-token +
   *     hadamard}
   * @return the row of the uncompressed cache, then one row per spelling
   * @throws janus.provenance.BadInputException if a spelling is unknown or the text is too short
   */
  public static Table measure(int chunks, String... spellings) throws IOException {
    List<KvScheme> schemes = List.of(spellings).stream().map(LivePerplexity::scheme).toList();
    var fetch = new Fetch(cache());
    try (var progress = new LiveProgress("Perplexity of " + schemes.size() + " schemes")) {
      fetch.model(progress);
      Path text = text(fetch, progress);
      int threads = Runtime.getRuntime().availableProcessors();
      try (var model = LanguageModel.open(fetch.modelFile(), threads, Kernels.best())) {
        var tokens = TokenizedText.read(text, model.tokenizer());
        var evaluation = new Evaluation(model, tokens, settings(chunks, schemes));
        try (var journal = evaluation.checkpointIn(cache().resolve("checkpoints"), tokens)) {
          var report = evaluation.report(tokens, journal, progress, 0);
          return Tables.of(rows(report, text.getFileName().toString(), List.of(spellings)));
        }
      }
    }
  }

  private static Path cache() {
    return Workplace.root().resolve(".janus");
  }

  private static Path text(Fetch fetch, LiveProgress progress) throws IOException {
    if (Workplace.text() != null) {
      return Workplace.text();
    }
    fetch.text(progress);
    return fetch.textFile();
  }

  private static Evaluation.Settings settings(int chunks, List<KvScheme> schemes) {
    int count = Workplace.quick() ? Math.min(chunks, QUICK_CHUNKS) : chunks;
    return new Evaluation.Settings(
        Recipes.parse("llama.cpp"), CONTEXT_TOKENS, count, schemes, KvScheme.uncompressed(), false);
  }

  private static List<Row> rows(EvaluationReport report, String text, List<String> spellings) {
    var rows = new ArrayList<Row>();
    rows.add(row(report, report.baseline(), text, "f32"));
    for (int i = 0; i < spellings.size(); i++) {
      rows.add(row(report, report.results().get(i), text, spellings.get(i)));
    }
    return rows;
  }

  private static Row row(
      EvaluationReport report, SchemeReport scheme, String text, String spelling) {
    var paired = scheme.againstBaseline();
    return new Row(
        text,
        spelling,
        scheme.cacheBitsPerElement(),
        scheme.perplexity(),
        scheme.standardError(),
        paired == null ? null : paired.percentOf(report.baseline().perplexity()),
        report.chunks(),
        scheme.tokens(),
        report.textTokens(),
        report.textSha256(),
        report.modelSha256());
  }

  /** Parses a codec or KEYS/VALUES, with an optional rotation after a plus sign. */
  static KvScheme scheme(String spelling) {
    String[] rotated = spelling.split("\\+", 2);
    String[] codecs = rotated[0].split("/", 2);
    return new KvScheme(
        KvCodecs.parse(codecs[0].strip()),
        KvCodecs.parse(codecs[codecs.length - 1].strip()),
        Rotation.parse(rotated.length == 1 ? "none" : rotated[1].strip()),
        QueryCodec.NONE,
        KvSemanticsParser.parse("all"));
  }
}
