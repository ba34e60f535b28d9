package janus.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.inference.arithmetic.Kernels;
import janus.inference.scoring.LayerError;
import janus.inference.scoring.LlamaCppRecipe;
import janus.inference.scoring.Recipe;
import janus.inference.scoring.SlidingRecipe;
import janus.inference.weights.TokenizedText;
import janus.kvcache.AllSemantics;
import janus.kvcache.KvCodec;
import janus.kvcache.KvCodecs;
import janus.kvcache.KvScheme;
import janus.kvcache.KvSemanticsParser;
import janus.kvcache.QueryCodec;
import janus.kvcache.Rotation;
import janus.progress.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerErrorsTest {
  @TempDir Path folder;

  private List<LayerError> measure(KvScheme scheme, int threads) throws IOException {
    return measure(scheme, threads, Kernels.best());
  }

  private List<LayerError> measure(KvScheme scheme, int threads, Kernels kernels)
      throws IOException {
    return measure(scheme, threads, kernels, new LlamaCppRecipe(), 2);
  }

  private List<LayerError> measure(
      KvScheme scheme, int threads, Kernels kernels, Recipe recipe, int windows)
      throws IOException {
    Path model = SyntheticModel.write("qwen3", folder);
    Path text = SyntheticModel.writeText(folder);
    try (var language = LanguageModel.open(model, threads, kernels)) {
      var read = TokenizedText.read(text, language.tokenizer());
      var settings = new Evaluation.Settings(recipe, 64, windows, List.of(scheme), null, false);
      var evaluation = new Evaluation(language, read, settings);
      return evaluation.layerErrors(windows, Progress.NONE).get(0);
    }
  }

  private static KvScheme scheme(String codec) {
    return scheme(codec, codec, "all");
  }

  private static KvScheme scheme(String keys, String values, String semantics) {
    return new KvScheme(
        KvCodecs.parse(keys),
        KvCodecs.parse(values),
        Rotation.NONE,
        QueryCodec.NONE,
        KvSemanticsParser.parse(semantics));
  }

  @Test
  void theUncompressedCacheHasNoError() throws IOException {
    for (LayerError error : measure(scheme("f32"), 1)) {
      assertEquals(0, error.keys().meanSquaredError());
      assertEquals(0, error.values().meanSquaredError());
      assertEquals(0, error.attentionOutput().meanSquaredError());
      assertNull(error.keys().sqnrDb());
      assertTrue(error.keys().meanSquare() > 0);
    }
  }

  // 2 windows of 64 tokens, 2 KV heads of 32 channels; outputs of 4 heads.
  @Test
  void everyElementCounts() throws IOException {
    for (LayerError error : measure(scheme("int8-token"), 1)) {
      assertEquals(2 * 64 * 2 * 32, error.keys().elements());
      assertEquals(2 * 64 * 2 * 32, error.values().elements());
      assertEquals(2 * 64 * 4 * 32, error.attentionOutput().elements());
    }
  }

  // A step s makes an error of s^2 / 12, so four bits less cost 4 * 6.02 dB and a little more.
  @Test
  void fourBitsLessCostTwentyFourDecibels() throws IOException {
    List<LayerError> eight = measure(scheme("int8-token"), 1);
    List<LayerError> four = measure(scheme("int4-token"), 1);
    for (int layer = 0; layer < eight.size(); layer++) {
      double lost = eight.get(layer).values().sqnrDb() - four.get(layer).values().sqnrDb();
      assertEquals(20 * Math.log10(127 / 7.0), lost, 1);
      assertTrue(
          eight.get(layer).attentionOutput().sqnrDb() > four.get(layer).attentionOutput().sqnrDb());
    }
  }

  // Rotation before the rotary position is orthogonal: keys coded before it lose about as much.
  @Test
  void preRopeAndRecentTokensAreMeasuredInTheSameUnits() throws IOException {
    KvScheme scheme = scheme("int4-token-prerope", "int4-token", "window(2,8)");
    double before = measure(scheme, 1).get(0).keys().sqnrDb();
    double after = measure(scheme("int4-token"), 1).get(0).keys().sqnrDb();
    assertEquals(after, before, 2);
  }

  @Test
  void threadsAndKernelsDoNotChangeTheSums() throws IOException {
    KvCodec q41 = KvCodecs.parse("q4_1");
    var scheme = new KvScheme(q41, q41, Rotation.NONE, QueryCodec.GGML, new AllSemantics());
    List<LayerError> expected = measure(scheme, 1);
    assertEquals(expected, measure(scheme, 2));
    assertEquals(expected, measure(scheme, 2, Kernels.plain()));
  }

  // Behind the sink 63 tokens are left, no whole block of 64, so every key stays in binary16.
  @Test
  void keysOfAnUnfinishedBlockCarryTheErrorOfFullPrecision() throws IOException {
    KvScheme scheme = scheme("int2-channel-g64", "int2-token", "window(1,0)");
    LayerError unfinished = measure(scheme, 1).get(0);
    LayerError full = measure(scheme("f16"), 1).get(0);
    assertEquals(full.keys(), unfinished.keys());
    assertTrue(full.values().meanSquaredError() < unfinished.values().meanSquaredError());
  }

  // The second window scores one position, so only its last two queries see anything coded.
  @Test
  void everyWindowHasItsOwnPrompt() throws IOException {
    KvScheme scheme = scheme("int2-token", "int2-token", "prefill-full");
    var recipe = new SlidingRecipe(1);
    double one = outputError(measure(scheme, 1, Kernels.best(), recipe, 1));
    double two = outputError(measure(scheme, 1, Kernels.best(), recipe, 2));
    assertEquals(one / 2, two, one / 10);
  }

  private static double outputError(List<LayerError> errors) {
    return errors.get(0).attentionOutput().meanSquaredError();
  }
}
