package janus.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import janus.inference.arithmetic.Kernels;
import janus.inference.scoring.PerplexityEstimate;
import janus.inference.scoring.Recipes;
import janus.inference.weights.TokenizedText;
import janus.kvcache.KvScheme;
import janus.kvcache.KvSemanticsParser;
import janus.progress.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What llama.cpp does not have, recipes and eviction by attention, against a forward pass and rules
 * written apart: the values are what {@code src/test/python/recipe_oracle.py} (NumPy, float64)
 * prints for the 260K-parameter model and the WikiText-103 validation text of the folder beside the
 * checkout.
 */
class RecipeOracleTest {
  @TestFactory
  Stream<DynamicTest> recipesGiveWhatTheirDefinitionsSay() throws IOException {
    Path shared = Path.of(System.getProperty("janus.root"), "..", "shared").normalize();
    Path text = shared.resolve("data/wikitext-103.valid.tokens");
    Path model = shared.resolve("models/stories260K-f32.gguf");
    List<String> lines;
    try (var in = RecipeOracleTest.class.getResourceAsStream("recipe-oracle.csv")) {
      lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().skip(1).toList();
    }
    if (!Files.exists(text) || !Files.exists(model)) {
      return Stream.of(
          dynamicTest(
              "shared folder is not here: " + lines.size() + " oracle cases not checked",
              () -> {}));
    }
    return lines.stream()
        .map(line -> line.split(",", 5))
        .map(
            row ->
                dynamicTest(
                    row[0] + ", n_ctx " + row[1] + ", " + row[4],
                    () -> {
                      double expected = Double.parseDouble(row[3]);
                      assertEquals(expected, perplexity(model, text, row), 1e-6 * expected);
                    }));
  }

  private static double perplexity(Path model, Path text, String[] row) {
    KvScheme exact = KvScheme.uncompressed();
    var scheme =
        new KvScheme(
            exact.keys(),
            exact.values(),
            exact.rotation(),
            exact.queries(),
            KvSemanticsParser.parse(row[4]));
    try (var language = LanguageModel.open(model, 2, Kernels.best())) {
      var settings =
          new Evaluation.Settings(
              Recipes.parse(row[0]),
              Integer.parseInt(row[1]),
              Integer.parseInt(row[2]),
              List.of(scheme),
              null,
              false);
      var tokens = TokenizedText.read(text, language.tokenizer());
      var scores = new Evaluation(language, tokens, settings).run(ChunkJournal.NONE, Progress.NONE);
      return PerplexityEstimate.of(scores.get(0)).perplexity();
    }
  }
}
