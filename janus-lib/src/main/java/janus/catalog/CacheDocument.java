package janus.catalog;

import janus.transformer.CacheShape;
import janus.transformer.LayerCache;
import janus.transformer.LayerState;
import java.util.ArrayList;
import java.util.List;

/**
 * A model of {@code data/models} with several kinds of layers, of which only the cache is known.
 * {@code layerKinds} describes each kind by name. {@code layerOrder} lists the kinds from the first
 * layer on and repeats. The last {@code sharedLayers} layers use the caches of earlier layers.
 */
final class CacheDocument {
  private final Document document;

  private CacheDocument(Document document) {
    this.document = document;
  }

  static CacheShape read(Document document) {
    return document.checked(checked -> new CacheDocument(checked).shape());
  }

  private CacheShape shape() {
    List<String> order = document.texts("layerOrder");
    if (order.isEmpty()) {
      throw document.bad("layerOrder", document.node().path("layerOrder"), "names of layer kinds");
    }
    int layers = document.count("layers");
    int own = layers - document.count("sharedLayers", 0);
    var caches = new ArrayList<LayerCache>();
    for (int layer = 0; layer < layers; layer++) {
      String kind = order.get(layer % order.size());
      caches.add(layer < own ? kind(kind) : LayerCache.NOTHING);
    }
    return new CacheShape(document.text("name"), caches, document.count("maxContextTokens"));
  }

  private LayerCache kind(String name) {
    Document kind = document.child("layerKinds").child(name);
    LayerState state = state(kind);
    if (!kind.has("kvHeads")) {
      return LayerCache.stateOnly(state);
    }
    int dim = kind.count("headDim");
    return LayerCache.keysAndValues(kind.count("kvHeads"), dim, kind.count("valueDim", dim))
        .withWindow(kind.count("slidingWindowTokens", 0))
        .withState(state);
  }

  private static LayerState state(Document kind) {
    if (kind.has("deltaNet")) {
      Document net = kind.child("deltaNet");
      return LayerState.deltaNet(
          net.count("keyHeads"),
          net.count("valueHeads"),
          net.count("keyHeadDim"),
          net.count("valueHeadDim"),
          net.count("kernel"));
    }
    if (kind.has("convolution")) {
      Document convolution = kind.child("convolution");
      return LayerState.convolution(convolution.count("channels"), convolution.count("kernel"));
    }
    return LayerState.NONE;
  }
}
