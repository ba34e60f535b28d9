package janus.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.inference.arithmetic.Kernels;
import janus.inference.scoring.LlamaCppRecipe;
import janus.inference.scoring.PerplexityEstimate;
import janus.inference.scoring.WindowScores;
import janus.inference.weights.TokenizedText;
import janus.kvcache.KvCodecs;
import janus.kvcache.KvScheme;
import janus.kvcache.KvSemanticsParser;
import janus.kvcache.QueryCodec;
import janus.kvcache.Rotation;
import janus.progress.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole decoders on small random models. */
class DecoderTest {
  @TempDir private static Path folder;

  private static KvScheme scheme(String keys, String values, String rotation, String semantics) {
    return new KvScheme(
        KvCodecs.parse(keys),
        KvCodecs.parse(values),
        Rotation.parse(rotation),
        QueryCodec.NONE,
        KvSemanticsParser.parse(semantics));
  }

  private static List<WindowScores> run(
      String architecture, int threads, Kernels kernels, KvScheme scheme, int chunks)
      throws IOException {
    Path file = SyntheticModel.write(architecture, folder);
    Path words = SyntheticModel.writeText(folder);
    return run(file, words, 64, threads, kernels, scheme, chunks);
  }

  private static List<WindowScores> run(
      Path file,
      Path words,
      int contextTokens,
      int threads,
      Kernels kernels,
      KvScheme scheme,
      int chunks) {
    try (var model = LanguageModel.open(file, threads, kernels)) {
      var text = TokenizedText.read(words, model.tokenizer());
      var settings =
          new Evaluation.Settings(
              new LlamaCppRecipe(), contextTokens, chunks, List.of(scheme), null, false);
      return new Evaluation(model, text, settings).run(ChunkJournal.NONE, Progress.NONE).get(0);
    }
  }

  private static double perplexity(List<WindowScores> scores) {
    return PerplexityEstimate.of(scores).perplexity();
  }

  private static double[] losses(List<WindowScores> scores) {
    return scores.stream()
        .flatMapToDouble(
            window -> java.util.stream.IntStream.range(0, window.count()).mapToDouble(window::loss))
        .toArray();
  }

  // The standard error llama-perplexity of llama.cpp 0.5.0-dev prints for the random models.
  @ParameterizedTest
  @CsvSource({"llama, 99.55488", "qwen3, 131.84050", "gemma3, 220.85297"})
  void theStandardErrorIsThatOfLlamaCpp(String architecture, double error) throws IOException {
    var scores = run(architecture, 2, Kernels.best(), KvScheme.uncompressed(), 0);
    assertEquals(error, PerplexityEstimate.of(scores).standardError(), 2e-5 * error);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "f32 f32 ggml",
        "int4-token int3-token ggml",
        "int4-channel-g16 int4-token window(2,9)",
        "int2-asym-channel-g16 int2-asym-token kivi(16)",
        "int4-token f16 evict(4,20)",
        "int4-token int4-token h2o(8,8)",
        "f32 int4-token prefill-full"
      })
  void threadsAndKernelsDoNotChangeABit(String spelling) throws IOException {
    String[] parts = spelling.split(" ", -1);
    KvScheme scheme = scheme(parts[0], parts[1], "none", parts[2]);
    double[] expected = losses(run("qwen3", 1, Kernels.plain(), scheme, 3));
    assertArrayEquals(expected, losses(run("qwen3", 1, Kernels.best(), scheme, 3)));
    assertArrayEquals(expected, losses(run("qwen3", 3, Kernels.best(), scheme, 3)));
  }

  // 150 queries: with the plain kernels strips of two column tiles and of one, with vectors five.
  @ParameterizedTest
  @CsvSource({
    "llama, ggml",
    "llama, 'window(3,40)'",
    "gemma3, ggml",
    "gemma3, 'window(3,20)'",
    "llama-wide, kivi(32)",
    "llama, 'h2o(16,16)'"
  })
  void longerContextsDoNotChangeABitEither(String architecture, String semantics)
      throws IOException {
    Path file = SyntheticModel.write(architecture, folder);
    Path words = SyntheticModel.writeText(folder);
    KvScheme scheme = scheme("int4-token", "int4-token", "none", semantics);
    double[] expected = losses(run(file, words, 150, 1, Kernels.plain(), scheme, 2));
    assertArrayEquals(expected, losses(run(file, words, 150, 2, Kernels.best(), scheme, 2)));
  }

  // With codecs that lose nothing, who sees what quantized makes no difference.
  @ParameterizedTest
  @ValueSource(strings = {"window(3,8)", "kivi(16)", "prefill-full", "h2o(64,64)", "evict(0,64)"})
  void semanticsThatHideNothingCostNothingWithoutLoss(String semantics) throws IOException {
    double expected = perplexity(run("gemma3", 1, Kernels.best(), KvScheme.uncompressed(), 4));
    KvScheme scheme = scheme("f32", "f32", "none", semantics);
    assertEquals(
        expected, perplexity(run("gemma3", 1, Kernels.best(), scheme, 4)), 1e-5 * expected);
  }

  // A window as long as the context sees everything in full: binary16 beside a quantized codec.
  @Test
  void aWindowAsLongAsTheContextIsTheFullCodec() throws IOException {
    double expected =
        perplexity(run("qwen2", 1, Kernels.best(), scheme("f16", "f16", "none", "all"), 4));
    KvScheme scheme = scheme("int2-token", "int2-token", "none", "window(0,64)");
    assertEquals(expected, perplexity(run("qwen2", 1, Kernels.best(), scheme, 4)), 1e-9 * expected);
  }

  // A query that sees the tokens of its window alone, in a model whose layers slide anyway.
  @Test
  void evictionHidesWhatIsOld() throws IOException {
    double all = perplexity(run("llama", 1, Kernels.best(), KvScheme.uncompressed(), 4));
    KvScheme scheme = scheme("f32", "f32", "none", "evict(1,4)");
    double few = perplexity(run("llama", 1, Kernels.best(), scheme, 4));
    assertTrue(Math.abs(few / all - 1) > 1e-3, few + " and " + all);
  }

  @Test
  void aCodecThatDoesNotFitTheHeadIsRefusedBeforeWeightsAreRead() {
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> run("llama", 1, Kernels.best(), scheme("q4_0", "f32", "none", "all"), 1));
    assertTrue(e.getMessage().contains("32") && e.getMessage().contains("16"), e.getMessage());
  }

  // A rule that goes by attention listens to the prompt's queries, too, in the last layer as well.
  @ParameterizedTest
  @ValueSource(strings = {"all", "window(2,9)", "evict(2,9)", "h2o(8,8)"})
  void whatIsScoredDoesNotChangeWhatItIs(String semantics) throws IOException {
    Path file = SyntheticModel.write("llama", folder);
    KvScheme scheme = scheme("int4-token", "int4-token", "none", semantics);
    int[] tokens = new int[75];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = 259 + i * i % 41;
    }
    try (var model = LanguageModel.open(file, 2, Kernels.best())) {
      int r = model.weights().kernels().rowTile();
      int first = 3 * r;
      float[] every = model.hidden(tokens, 0, scheme);
      float[] later = model.hidden(tokens, first, scheme);
      int skipped = first * model.weights().spec().shape().hiddenDim();
      assertArrayEquals(Arrays.copyOfRange(every, skipped, every.length), later);
    }
  }

  // Of 20 to 75 tokens, so that they begin and end in the middle of row tiles.
  @ParameterizedTest
  @CsvSource({"llama, false", "gemma3, false", "qwen3, true"})
  void sequencesThatRunTogetherDoNotChangeABit(String architecture, boolean leftInFile)
      throws IOException {
    Path file = SyntheticModel.write(architecture, folder);
    var sequences = new ArrayList<Sequence>();
    for (String codec : List.of("f32", "int4-token", "int2-token", "f32")) {
      int[] tokens = new int[75 - 18 * sequences.size()];
      for (int i = 0; i < tokens.length; i++) {
        tokens[i] = 259 + (i + sequences.size()) % 40;
      }
      KvScheme scheme = scheme(codec, codec, "none", "window(1,9)");
      sequences.add(new Sequence(tokens, tokens.length / 3, scheme, null));
    }
    try (var model = LanguageModel.open(file, 2, Kernels.best())) {
      if (leftInFile) {
        model.leaveWeightsInFile(75);
      }
      List<float[]> together = model.hidden(sequences);
      for (int i = 0; i < sequences.size(); i++) {
        Sequence s = sequences.get(i);
        assertArrayEquals(
            model.hidden(s.tokens, s.firstScored, s.scheme), together.get(i), "sequence " + i);
      }
    }
  }

  @Test
  void weightsLeftInTheFileGiveTheSameBits() throws IOException {
    Path file = SyntheticModel.write("qwen2", folder);
    int[] tokens = new int[40];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = 259 + i;
    }
    float[] packed;
    float[] streamed;
    try (var model = LanguageModel.open(file, 2, Kernels.best())) {
      packed = model.hidden(tokens, 20, KvScheme.uncompressed());
      assertEquals(model.weights().bytes(), model.weights().packedBytes());
    }
    try (var model = LanguageModel.open(file, 2, Kernels.best())) {
      model.leaveWeightsInFile(tokens.length);
      streamed = model.hidden(tokens, 20, KvScheme.uncompressed());
      assertEquals(0, model.weights().packedBytes());
    }
    assertArrayEquals(packed, streamed);
  }
}
