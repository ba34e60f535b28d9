package janus.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.inference.arithmetic.Kernels;
import janus.inference.llamacpp.GgmlArithmetic;
import janus.inference.scoring.Recipes;
import janus.inference.scoring.WindowScores;
import janus.kvcache.KvCodecs;
import janus.kvcache.KvScheme;
import janus.kvcache.KvSemanticsParser;
import janus.kvcache.LayerCodecs;
import janus.kvcache.QueryCodec;
import janus.kvcache.Rotation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Schemes, recipes and lengths drawn at random: kernels, threads, weights left in the file, and
 * windows that run together or alone do not change a bit of any score.
 */
class AnySchemeTest {
  private static final int DRAWS = 160;
  private static final int FIRST_WORD = 259;
  private static final int WINDOWS = 3;
  private static final List<String> CODECS =
      List.of(
          "f32",
          "f16",
          "bf16",
          "fp8-e4m3",
          "mxfp4",
          "q8_0",
          "q4_1",
          "iq4_nl",
          "int4-token",
          "int3-asym-token-g16",
          "int4-asym-channel-g16",
          "int6-channel-g32-clip0.95",
          "turbo3",
          "planar4",
          "mxfp6-e3m2",
          "nvfp4",
          "fp8-e4m3-head",
          "fp8-e5m2-tensor",
          "nuq3-channel-1%",
          "nuq4-token-1%",
          "turbo3-qjl",
          "int4-channel-g32-top2");
  private static final List<String> SEMANTICS =
      List.of(
          "all",
          "window(0,7)",
          "window(5,40)",
          "kivi(32)",
          "kivi(64)",
          "evict(0,1)",
          "evict(4,20)",
          "h2o(0,5)",
          "h2o(20,12)",
          "tova(17)",
          "snapkv(9,6)",
          "prefill-full");

  private static final List<String> LAYERS =
      List.of("none", "none", "none", "0:int8-token", "1:f16/int4-token", "0:q4_1,1:mxfp4");

  /** Of llama.cpp's schemes, in pairs. */
  private static final List<String> KEYS_AND_VALUES =
      List.of(
          "q4_0", "q8_0", "q4_1", "iq4_nl", "q5_1", "bf16", "iq4_nl", "f16", "f16", "q5_1", "f16",
          "f16");

  @TempDir private static Path folder;

  private final SplittableRandom random = new SplittableRandom(20261127);

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private KvScheme anyScheme() {
    String keys = any(CODECS) + (random.nextInt(5) == 0 ? "-prerope" : "");
    return new KvScheme(
        KvCodecs.parse(keys),
        KvCodecs.parse(any(CODECS)),
        any(List.of(Rotation.values())),
        any(List.of(QueryCodec.values())),
        KvSemanticsParser.parse(any(SEMANTICS)),
        LayerCodecs.parse(any(LAYERS)));
  }

  @Test
  void nothingButTheSchemeChangesABit() throws IOException {
    int ran = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
      String architecture = any(SyntheticModel.KINDS);
      Path file = SyntheticModel.write(architecture, folder);
      int contextTokens = 40 + random.nextInt(160);
      String recipe =
          any(List.of("llama.cpp", "gptq", "sliding(" + (1 + random.nextInt(contextTokens)) + ")"));
      int[] ids =
          random.ints(WINDOWS * (long) contextTokens, FIRST_WORD, FIRST_WORD + 40).toArray();
      Evaluation.Settings settings;
      double[] expected;
      try {
        settings =
            new Evaluation.Settings(
                Recipes.parse(recipe),
                contextTokens,
                WINDOWS,
                List.of(anyScheme()),
                KvScheme.uncompressed(),
                false);
        expected = scores(file, Kernels.best(), 1, ids, settings, false);
      } catch (IllegalArgumentException refused) {
        // Not every codec fits every head, rule and rotation.
        continue;
      }
      ran++;
      String what = architecture + " " + settings;
      assertArrayEquals(expected, scores(file, Kernels.plain(), 3, ids, settings, false), what);
      assertArrayEquals(expected, scores(file, Kernels.best(), 2, ids, settings, true), what);
    }
    assertTrue(ran > DRAWS / 4, "only " + ran + " ran");
  }

  @Test
  void neitherKernelsNorThreadsChangeLlamaCppsOrder() throws IOException {
    for (String kind : List.of("llama-wide", "qwen3", "gemma3")) {
      Path file = SyntheticModel.write(kind, folder);
      for (int i = 0; i < KEYS_AND_VALUES.size(); i += 2) {
        String keys = KEYS_AND_VALUES.get(i);
        String values = KEYS_AND_VALUES.get(i + 1);
        var scheme =
            new KvScheme(
                KvCodecs.parse(keys),
                KvCodecs.parse(values),
                Rotation.NONE,
                QueryCodec.GGML,
                KvSemanticsParser.parse("all"));
        assertTrue(GgmlArithmetic.appliesTo(scheme, 32), scheme.spelling());
        var settings =
            new Evaluation.Settings(
                Recipes.parse("llama.cpp"),
                70,
                WINDOWS,
                List.of(scheme),
                KvScheme.uncompressed(),
                false);
        int[] ids = random.ints(WINDOWS * 70L, FIRST_WORD, FIRST_WORD + 40).toArray();
        double[] expected = scores(file, Kernels.best(), 1, ids, settings, false);
        String what = kind + " " + scheme.spelling();
        assertArrayEquals(expected, scores(file, Kernels.plain(), 3, ids, settings, false), what);
        assertArrayEquals(expected, scores(file, Kernels.best(), 2, ids, settings, true), what);
      }
    }
  }

  /** Loss, divergence, change of probability of every scored token, baseline's included. */
  private static double[] scores(
      Path file,
      Kernels kernels,
      int threads,
      int[] ids,
      Evaluation.Settings settings,
      boolean apart) {
    try (var model = LanguageModel.open(file, threads, kernels)) {
      if (apart) {
        model.leaveWeightsInFile(settings.contextTokens());
      }
      var evaluation = new Evaluation(model, ids, settings);
      var windows = evaluation.windows();
      var all =
          apart
              ? windows.stream().flatMap(w -> evaluation.run(List.of(w)).stream()).toList()
              : evaluation.run(windows);
      return all.stream().flatMap(List::stream).flatMapToDouble(AnySchemeTest::numbers).toArray();
    }
  }

  private static DoubleStream numbers(WindowScores window) {
    return IntStream.range(0, window.count())
        .mapToObj(
            i ->
                window.isCompared()
                    ? DoubleStream.of(
                        window.loss(i), window.divergence(i), window.probabilityChange(i))
                    : DoubleStream.of(window.loss(i)))
        .flatMapToDouble(s -> s);
  }
}
