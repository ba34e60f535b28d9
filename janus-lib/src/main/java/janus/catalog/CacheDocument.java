package janus.catalog;

import janus.provenance.BadInputException;
import janus.transformer.CacheShape;
import janus.transformer.LayerCache;
import janus.transformer.LayerState;
import java.util.ArrayList;
import java.util.List;

/**
 * A model of {@code data/models} whose layers differ, known by its cache alone. {@code layerKinds}
 * describes each kind by name; {@code layerOrder} lists the names from the first layer on and is
 * repeated when the model has more; the last {@code sharedLayers} use what earlier ones keep.
 */
final class CacheDocument {
  private final Document document;

  private CacheDocument(Document document) {
    this.document = document;
  }

  static CacheShape read(Document document) {
    try {
      return new CacheDocument(document).shape();
    } catch (IllegalArgumentException e) {
      throw new BadInputException(document.place() + ": " + e.getMessage(), e);
    }
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
