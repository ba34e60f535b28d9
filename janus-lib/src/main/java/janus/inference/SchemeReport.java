package janus.inference;

import janus.inference.scoring.DivergenceSummary;
import janus.inference.scoring.LayerError;
import janus.inference.scoring.PairedDifference;
import janus.inference.scoring.PerplexityEstimate;
import janus.inference.scoring.PositionBin;
import janus.inference.scoring.RecallBin;
import janus.inference.scoring.RecallRecipe;
import janus.inference.scoring.WindowScores;
import janus.kvcache.KvCacheSize;
import janus.kvcache.KvScheme;
import janus.kvcache.ReadWork;
import janus.transformer.TransformerSpec;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The cost and the savings of one KV scheme.
 *
 * @param keys spelling of the keys' codec
 * @param values spelling of the values' codec
 * @param rotation what is rotated before it is coded
 * @param queries how queries are coded
 * @param semantics who sees what in full, quantized or not at all
 * @param layers layers with codecs of their own, or none
 * @param keysBitsPerElement bits of a whole quantized block of keys over its elements, scales and
 *     zero points included, in the mean over layers
 * @param valuesBitsPerElement likewise of values
 * @param cacheBitsPerElement bits of the whole cache at the end of a window over the elements of
 *     one that drops no token: scales, zero points, sinks, recent tokens and unfinished blocks
 *     included
 * @param keysReadWork what reading hardware does for keys beside multiply-accumulates, in layers
 *     without codecs of their own
 * @param valuesReadWork likewise for values
 * @param perplexity by the recipe
 * @param standardError of the perplexity
 * @param meanLossNats mean of {@code -ln p}
 * @param tokens scored tokens
 * @param runningPerplexity perplexity after each chunk
 * @param divergence against the baseline; null without one
 * @param againstBaseline difference from the baseline's perplexity; null without one
 * @param byPosition perplexity by position in the context; null unless asked for
 * @param recall loss and accuracy by distance; null but with the recipe recall
 * @param layerErrors quantization errors of every layer; null unless asked for
 */
public record SchemeReport(
    String keys,
    String values,
    String rotation,
    String queries,
    String semantics,
    String layers,
    double keysBitsPerElement,
    double valuesBitsPerElement,
    double cacheBitsPerElement,
    ReadWork keysReadWork,
    ReadWork valuesReadWork,
    double perplexity,
    double standardError,
    double meanLossNats,
    long tokens,
    List<Double> runningPerplexity,
    DivergenceSummary divergence,
    PairedDifference againstBaseline,
    List<PositionBin> byPosition,
    List<RecallBin> recall,
    List<LayerError> layerErrors) {

  /** Index of the first chunk after which the perplexity is not finite, or -1. */
  int firstLostChunk() {
    int chunk = 0;
    while (chunk < runningPerplexity.size() && Double.isFinite(runningPerplexity.get(chunk))) {
      chunk++;
    }
    return chunk < runningPerplexity.size() ? chunk : -1;
  }

  /** The same with quantization errors of every layer. */
  public SchemeReport withLayerErrors(List<LayerError> errors) {
    return new SchemeReport(
        keys,
        values,
        rotation,
        queries,
        semantics,
        layers,
        keysBitsPerElement,
        valuesBitsPerElement,
        cacheBitsPerElement,
        keysReadWork,
        valuesReadWork,
        perplexity,
        standardError,
        meanLossNats,
        tokens,
        runningPerplexity,
        divergence,
        againstBaseline,
        byPosition,
        recall,
        errors);
  }

  /**
   * Sums up one scheme's run.
   *
   * @param settings what was run
   * @param scores of the scheme
   * @param baseline scores of the baseline, or null
   * @param binWidth positions of a bin, or 0 for none
   */
  public static SchemeReport of(
      TransformerSpec spec,
      KvScheme scheme,
      Evaluation.Settings settings,
      List<WindowScores> scores,
      List<WindowScores> baseline,
      int binWidth) {
    int headDim = spec.attention().headDim();
    PerplexityEstimate estimate = PerplexityEstimate.of(scores);
    return new SchemeReport(
        scheme.keys().spelling(),
        scheme.values().spelling(),
        scheme.rotation().spelling(),
        scheme.queries().spelling(),
        scheme.semantics().spelling(),
        scheme.layers().spelling(),
        meanOfLayers(spec, scheme, layer -> layer.keys().bitsPerElement(headDim)),
        meanOfLayers(spec, scheme, layer -> layer.values().bitsPerElement(headDim)),
        bitsPerElement(spec, scheme, settings.contextTokens()),
        scheme.keyReadWork(headDim),
        scheme.valueReadWork(headDim),
        estimate.perplexity(),
        estimate.standardError(),
        estimate.meanLoss(),
        estimate.positions(),
        PerplexityEstimate.running(scores).stream().map(PerplexityEstimate::perplexity).toList(),
        baseline != null && scores.get(0).isCompared() ? DivergenceSummary.of(scores) : null,
        baseline != null ? PairedDifference.of(baseline, scores) : null,
        binWidth == 0 ? null : PositionBin.of(scores, binWidth),
        settings.recipe() instanceof RecallRecipe recall
            ? RecallBin.of(recall, settings.contextTokens(), scores)
            : null,
        null);
  }

  private static double meanOfLayers(
      TransformerSpec spec, KvScheme scheme, ToDoubleFunction<KvScheme> of) {
    return scheme.layers().isEmpty()
        ? of.applyAsDouble(scheme)
        : scheme.ofLayers(spec.layers()).stream().mapToDouble(of).average().orElseThrow();
  }

  /** Bits of the whole cache over the elements of one that drops no token. */
  static double bitsPerElement(TransformerSpec spec, KvScheme scheme, int contextTokens) {
    double bits = 8.0 * KvCacheSize.of(spec, scheme, contextTokens).total().bytes();
    return bits / KvCacheSize.of(spec, KvScheme.uncompressed(), contextTokens).elements();
  }
}
