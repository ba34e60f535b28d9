package janus.transformer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class LayerCacheTest {
  @Test
  void aTokenTakesKeysValuesAndAnIndex() {
    assertEquals(2 * (8 + 4), LayerCache.keysAndValues(2, 8, 4).elementsPerToken());
    assertEquals(40 + 16, LayerCache.latent(40).withIndex(16).elementsPerToken());
    assertEquals(0, LayerCache.NOTHING.elementsPerToken());
  }

  // Windows of 5 hold min(n, 5) tokens.
  @Test
  void windowsStopGrowing() {
    LayerCache window = LayerCache.keysAndValues(1, 2, 2).withWindow(5);
    assertEquals(4, window.cachedTokens(4));
    assertEquals(5, window.cachedTokens(6));
    var shape = new CacheShape("m", List.of(window, LayerCache.latent(3)), 0);
    assertEquals(4 * 5 + 3 * 7, shape.elements(7));
  }

  @Test
  void impossibleShapesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> LayerCache.keysAndValues(0, 8, 8));
    assertThrows(IllegalArgumentException.class, () -> LayerCache.keysAndValues(1, 0, 8));
    assertThrows(IllegalArgumentException.class, () -> new CacheShape("m", List.of(), 0));
  }
}
