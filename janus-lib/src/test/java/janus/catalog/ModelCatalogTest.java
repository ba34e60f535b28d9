package janus.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.provenance.BadInputException;
import janus.transformer.CacheShape;
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

  // 12 of 48 layers attend with 2 heads of 256; the others keep 4 inputs of 8192 channels in 16
  // bits
  // and 32 matrices of 128 by 128 in 32.
  @Test
  void statesOfQwen3NextAreKnownByItsCacheAlone() {
    var cache = CATALOG.cache("Qwen3-Next");
    assertEquals(36L * (2 * 4 * 8192 + 4 * 32 * 128 * 128), cache.stateBytes());
    assertEquals(
        12L * 1000 * 2 * 2 * 256 + 36L * (4 * 8192 + 32 * 128 * 128), cache.elements(1000));
    var e = assertThrows(BadInputException.class, () -> CATALOG.byName("qwen3-next"));
    assertTrue(e.getMessage().contains("has a known cache but no known weights"), e.getMessage());
    assertFalse(CATALOG.names().contains("qwen3-next-80b-a3b"));
  }

  // E2B: layers 4, 9, 14 and 19 of the first 20 see all, 16 see 512 tokens, 10 share.
  @Test
  void sharedLayersOfGemma3nKeepNothing() {
    var cache = CATALOG.cache("gemma-3n-e2b");
    assertEquals((16L * 512 + 4 * 2000) * 2 * 2 * 256, cache.elements(2000));
    assertEquals(30, cache.layers().size());
  }

  @Test
  void everyModelHasACache() {
    assertTrue(CATALOG.cacheNames().containsAll(CATALOG.names()));
    for (String name : CATALOG.names()) {
      assertEquals(CATALOG.byName(name).kvElements(700), tokens(CATALOG.cache(name)), name);
    }
  }

  /** Elements of 700 tokens, without those of an encoder. */
  private static long tokens(CacheShape cache) {
    return new CacheShape(cache.name(), cache.layers(), 0).elements(700);
  }

  // Gemma 3 1B: 26 layers, every sixth global (4 of them), window 512. At 4096 tokens:
  // 22 * 512 + 4 * 4096 = 27,648 cached tokens a head dimension pair, times 2 * 1 * 256 elements.
  @Test
  void slidingLayersStopGrowingAtTheirWindow() {
    assertEquals(27_648L * 512, CATALOG.byName("gemma-3-1b").kvElements(4096));
  }
}
