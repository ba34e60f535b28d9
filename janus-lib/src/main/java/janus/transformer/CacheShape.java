package janus.transformer;

import janus.units.Bounds;
import java.util.List;

/**
 * What a model keeps of a sequence while it decodes, layer by layer. It is all that the size of a
 * cache follows from, and is known for models whose weights or arithmetic this library does not
 * describe.
 *
 * @param name as the model's makers spell it
 * @param layers one a decoder layer, in order
 * @param maxContextTokens longest context the model was made for, 0 where nothing says
 * @param encoderTokens tokens of an encoder that every layer keeps by cross-attention, else 0
 * @param remarks where engines read what the model's file says in another way
 */
public record CacheShape(
    String name,
    List<LayerCache> layers,
    long maxContextTokens,
    long encoderTokens,
    List<String> remarks) {
  /** A decoder's cache that every engine reads the same way. */
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
   * Checks a number of layers before anything of its size is made.
   *
   * @throws IllegalArgumentException if no model has so many
   */
  public static void requireLayers(int layers) {
    Bounds.within("layers", 1, TransformerSpec.MOST_LAYERS, layers);
  }

  /** Bytes of the layers' states together; no token changes them. */
  public long stateBytes() {
    return layers.stream().mapToLong(layer -> layer.state().bytes()).sum();
  }

  /** Whether a layer keeps the last tokens alone. */
  public boolean hasWindows() {
    return layers.stream().anyMatch(layer -> layer.windowTokens() > 0);
  }

  /** Whether a context is longer than the model was made for. */
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
