package janus.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.provenance.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class ModelCatalogTest {
  private static final ModelCatalog CATALOG = ModelCatalog.bundled();

  @ParameterizedTest
  @CsvFileSource(resources = "model-figures.csv", numLinesToSkip = 2)
  void weightsAndCacheAgreeWithIndependentFigures(
      String model, double weightsBillion, double decodeBillion, long kvElementsPerToken) {
    var spec = CATALOG.byName(model);
    // Norms, biases and position embeddings, which matrixWeights leaves out, are below 1 %.
    assertEquals(weightsBillion, spec.matrixWeights() / 1e9, 0.0005 + 0.01 * weightsBillion);
    assertEquals(decodeBillion, spec.decodeWeights() / 1e9, 0.0005 + 0.01 * decodeBillion);
    assertEquals(kvElementsPerToken, spec.kvElementsPerToken());
  }

  @Test
  void everyModelNamesASourceOfTheBibliography() {
    var data = DataFolder.bundled();
    var sources = data.document("", "sources");
    for (String name : data.names("models")) {
      String source = data.document("models", name).text("source");
      assertTrue(sources.has(source), name + " cites " + source);
    }
  }

  @Test
  void namesIgnoreCaseAndKnowAliases() {
    assertEquals("Llama-2-7B", CATALOG.byName("LLAMA-2-7b").name());
    assertEquals("Mistral-7B-v0.1", CATALOG.byName("mistral-7b").name());
  }

  @Test
  void unknownModelListsTheValidNames() {
    var e = assertThrows(BadInputException.class, () -> CATALOG.byName("llama-9"));
    assertTrue(e.getMessage().contains("'llama-9'"), e.getMessage());
    assertTrue(e.getMessage().contains("llama-2-7b"), e.getMessage());
  }

  // Gemma 3 1B: 26 layers, every sixth global (4 of them), window 512. At 4096 tokens:
  // 22 * 512 + 4 * 4096 = 27,648 cached tokens a head dimension pair, times 2 * 1 * 256 elements.
  @Test
  void slidingLayersStopGrowingAtTheirWindow() {
    assertEquals(27_648L * 512, CATALOG.byName("gemma-3-1b").kvElements(4096));
  }
}
