package janus.inference;

import janus.inference.scoring.EvaluationKey;
import janus.inference.scoring.LayerError;
import janus.inference.scoring.WindowScores;
import janus.inference.weights.TokenizedText;
import janus.kvcache.KvScheme;
import java.util.ArrayList;
import java.util.List;

/**
 * An evaluation's results with what they depend on.
 *
 * @param modelName as its makers spell it
 * @param architecture family of the network
 * @param recipe how the text was cut and which tokens were scored
 * @param nCtx length of a window in tokens
 * @param chunks windows run
 * @param textTokens tokens of the whole text
 * @param textSha256 checksum of the text file
 * @param modelSha256 checksum of the model file
 * @param tokenizer kind of tokenizer
 * @param kernels what computed; all give the same numbers
 * @param llamaCompat whether divergences were taken from a baseline rounded to 16 bits
 * @param weights how the layers' linear maps were stored; {@code stored} as the file has them
 * @param weightBits bits of a weight of these; null as the file has them
 * @param parseSpecial whether the spelling of a control token was that token
 * @param documents that the text was cut into
 * @param results one for each scheme
 * @param baseline the run they were compared with, or null
 */
public record EvaluationReport(
    String modelName,
    String architecture,
    String recipe,
    int nCtx,
    int chunks,
    long textTokens,
    String textSha256,
    String modelSha256,
    String tokenizer,
    String kernels,
    boolean llamaCompat,
    String weights,
    Double weightBits,
    boolean parseSpecial,
    int documents,
    List<SchemeReport> results,
    SchemeReport baseline) {

  static EvaluationReport of(
      LanguageModel model,
      TokenizedText text,
      Evaluation.Settings settings,
      int chunks,
      List<List<WindowScores>> scores,
      int binWidth) {
    var spec = model.weights().spec().shape();
    int schemes = settings.schemes().size();
    List<WindowScores> base = settings.baseline() == null ? null : scores.get(schemes);
    var results = new ArrayList<SchemeReport>();
    for (int s = 0; s < schemes; s++) {
      KvScheme scheme = settings.schemes().get(s);
      results.add(SchemeReport.of(spec, scheme, settings, scores.get(s), base, binWidth));
    }
    return new EvaluationReport(
        spec.name(),
        model.weights().spec().architecture(),
        settings.recipe().spelling(),
        settings.contextTokens(),
        chunks,
        text.count(),
        text.textSha256(),
        model.file().sha256(),
        model.tokenizer().name(),
        model.weights().kernels().name(),
        settings.llamaCompatible(),
        model.weightCodec().spelling(),
        model.weights().codedBitsPerWeight(),
        text.options().parsesSpecial(),
        text.documentEnds().length,
        results,
        base == null
            ? null
            : SchemeReport.of(spec, settings.baseline(), settings, base, null, binWidth));
  }

  /**
   * The same with quantization errors of every layer.
   *
   * @param errors of each of {@link #results}
   */
  public EvaluationReport withLayerErrors(List<List<LayerError>> errors) {
    var with = new ArrayList<SchemeReport>();
    for (int s = 0; s < results.size(); s++) {
      with.add(results.get(s).withLayerErrors(errors.get(s)));
    }
    return new EvaluationReport(
        modelName,
        architecture,
        recipe,
        nCtx,
        chunks,
        textTokens,
        textSha256,
        modelSha256,
        tokenizer,
        kernels,
        llamaCompat,
        weights,
        weightBits,
        parseSpecial,
        documents,
        with,
        baseline);
  }

  /**
   * The properties that results of two reports must share to be compared.
   *
   * @param result one of {@link #results}
   */
  public EvaluationKey key(SchemeReport result) {
    return new EvaluationKey(
        recipe,
        nCtx,
        chunks,
        textSha256,
        textTokens,
        modelSha256,
        result.semantics().equals("prefill-full") ? "full" : "compressed");
  }
}
