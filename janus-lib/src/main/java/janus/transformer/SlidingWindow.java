package janus.transformer;

import janus.units.Bounds;
import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The layers that attend to a sliding window of tokens instead of the whole context.
 *
 * @param tokens window of a sliding layer, the query's own token included; 0 if no layer slides
 * @param layers whether each layer slides, from the first on; a repeating pattern, stored as its
 *     shortest period
 */
public record SlidingWindow(int tokens, List<Boolean> layers) implements Serializable {
  /** Every layer sees the whole context. */
  public static final SlidingWindow NONE = new SlidingWindow(0, List.of(false));

  public SlidingWindow {
    if (tokens < 0 || layers.isEmpty()) {
      throw new IllegalArgumentException(
          "a sliding window needs at least 0 tokens and 1 layer: "
              + tokens
              + " and "
              + layers.size());
    }
    tokens = layers.contains(true) ? tokens : 0;
    layers = tokens == 0 ? List.of(false) : period(List.copyOf(layers));
  }

  /** Every layer slides, as in Mistral 7B. */
  public static SlidingWindow inEveryLayer(int tokens) {
    return new SlidingWindow(tokens, List.of(true));
  }

  /**
   * Every layer slides except each {@code every}-th.
   *
   * @param every 6 means five sliding layers, then one with full context, as in Gemma 3; 0 means no
   *     layer with full context
   */
  public static SlidingWindow exceptEvery(int every, int tokens) {
    Bounds.atLeast("the layers' period", 0, every);
    return every == 0 || every > TransformerSpec.MOST_LAYERS
        ? inEveryLayer(tokens)
        : new SlidingWindow(
            tokens, IntStream.rangeClosed(1, every).mapToObj(i -> i < every).toList());
  }

  /** Whether a layer, counted from 0, slides. */
  public boolean covers(int layer) {
    return layers.get(layer % layers.size());
  }

  /** The shortest period of the list (Knuth, Morris and Pratt 1977). */
  private static List<Boolean> period(List<Boolean> layers) {
    var border = new int[layers.size()];
    for (int i = 1; i < border.length; i++) {
      int length = border[i - 1];
      while (length > 0 && !layers.get(i).equals(layers.get(length))) {
        length = border[length - 1];
      }
      border[i] = layers.get(i).equals(layers.get(length)) ? length + 1 : 0;
    }
    return layers.subList(0, layers.size() - border[border.length - 1]);
  }
}
