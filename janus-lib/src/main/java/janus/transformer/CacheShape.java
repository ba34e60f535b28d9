package janus.transformer;

import janus.units.Bounds;
import java.util.List;

/**
 * The vectors and states that a decoder caches of a sequence, layer by layer. It determines the
 * size of the cache and is also known for models whose weights and arithmetic this library does not
 * describe.
 *
 * @param name the makers' spelling
 * @param layers one entry per decoder layer, in order
 * @param maxContextTokens longest context the model supports, 0 if unknown
 * @param encoderTokens encoder tokens that cross-attention caches in every layer, else 0
 * @param remarks differences in how engines read the model's file
 */
public record CacheShape(
    String name,
    List<LayerCache> layers,
    long maxContextTokens,
    long encoderTokens,
    List<String> remarks) {
  /** A decoder's cache without cross-attention and without remarks. */
  public CacheShape(String name, List<LayerCache> layers, long maxContextTokens) {
    this(name, layers, maxContextTokens, 0, List.of());
  }

  public CacheShape {
    if (name == null || name.isBlank()) {
      throw new IllegalArgumentException("name must not be empty");
    }
    layers = List.copyOf(layers);
    remarks = List.copyOf(remarks);
    requireLayers(layers.size());
    Bounds.atMost("maxContextTokens", TransformerSpec.MOST_TOKENS, maxContextTokens);
    Bounds.atMost("encoderTokens", TransformerSpec.MOST_TOKENS, encoderTokens);
    if (maxContextTokens < 0 || encoderTokens < 0) {
      throw new IllegalArgumentException(
          "maxContextTokens and encoderTokens must be at least 0: "
              + maxContextTokens
              + " and "
              + encoderTokens);
    }
  }

  /**
   * Checks a number of layers before arrays of that size are allocated.
   *
   * @throws IllegalArgumentException if the number is below 1 or above that of any model
   */
  public static void requireLayers(int layers) {
    Bounds.within("layers", 1, TransformerSpec.MOST_LAYERS, layers);
  }

  /** Bytes of all layers' states, for any number of tokens. */
  public long stateBytes() {
    return layers.stream().mapToLong(layer -> layer.state().bytes()).sum();
  }

  /** Whether a context is longer than the model supports. */
  public boolean isBeyondMaximum(long contextTokens) {
    return maxContextTokens > 0 && contextTokens > maxContextTokens;
  }

  /** Elements of the cache of one sequence, states included. */
  public long elements(long contextTokens) {
    long elements = 0;
    for (LayerCache layer : layers) {
      long cross = 2L * layer.heads() * layer.keyDim() * encoderTokens;
      elements += layer.elementsPerToken() * layer.cachedTokens(contextTokens) + cross;
      elements += layer.state().elements();
    }
    return elements;
  }
}
