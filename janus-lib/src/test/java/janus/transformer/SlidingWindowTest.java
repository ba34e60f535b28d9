package janus.transformer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlidingWindowTest {
  private static List<Boolean> layers(String spelling) {
    return spelling.chars().mapToObj(c -> c == 's').toList();
  }

  // s slides, g sees all.
  @ParameterizedTest
  @CsvSource({
    "s, s",
    "sssss, s",
    "sgsgs, sg",
    "ssgssgs, ssg",
    "gggg, g",
    "ggss, ggss",
    "gsssg, gsss",
    "ssgsgss, ssgsg",
    "ssgssgg, ssgssgg"
  })
  void layersAreKeptAsShortAsTheirRepetitionAllows(String all, String kept) {
    var window = new SlidingWindow(8, layers(all));
    assertEquals(layers(kept), window.layers());
    for (int i = 0; i < all.length(); i++) {
      assertEquals(layers(all).get(i), window.covers(i), "layer " + i);
    }
  }

  @Test
  void everyHowManiethLayerIsCountedFromOne() {
    assertEquals(layers("sssssg"), SlidingWindow.exceptEvery(6, 512).layers());
    assertEquals(layers("s"), SlidingWindow.exceptEvery(0, 512).layers());
    assertTrue(SlidingWindow.exceptEvery(Integer.MAX_VALUE, 512).covers(65_535));
  }

  @Test
  void whereNoLayerSlidesThereIsNoWindow() {
    assertEquals(SlidingWindow.NONE, SlidingWindow.inEveryLayer(0));
    assertEquals(SlidingWindow.NONE, SlidingWindow.exceptEvery(1, 512));
    assertFalse(SlidingWindow.NONE.covers(3));
  }

  @Test
  void impossibleOnesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> SlidingWindow.inEveryLayer(-1));
    assertThrows(IllegalArgumentException.class, () -> SlidingWindow.exceptEvery(-1, 8));
    assertThrows(IllegalArgumentException.class, () -> new SlidingWindow(8, List.of()));
  }
}
