package janus.inference;

import janus.inference.arithmetic.AttentionSpec;
import janus.inference.arithmetic.HeadWeights;
import janus.inference.arithmetic.LayerAttention;
import janus.inference.arithmetic.Machine;
import janus.kvcache.KvScheme;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/** Attention of one sequence, whose layers may each have a scheme of their own. */
final class LayeredAttention implements LayerAttention {
  private final List<Attention> layers = new ArrayList<>();

  /**
   * For one sequence; parameters as for {@link Attention}.
   *
   * @param layers number of layers
   */
  LayeredAttention(
      Machine machine,
      AttentionSpec spec,
      KvScheme scheme,
      int layers,
      int promptTokens,
      DecoderState state) {
    var known = new HashMap<String, Attention>();
    for (KvScheme own : scheme.ofLayers(layers)) {
      this.layers.add(
          known.computeIfAbsent(
              own.spelling(), key -> new Attention(machine, spec, own, promptTokens, state)));
    }
  }

  @Override
  public void run(int index, HeadWeights weights, int firstRow) {
    layers.get(index).run(index, weights, firstRow);
  }

  /** What computes a layer. */
  Attention of(int layer) {
    return layers.get(layer);
  }
}
