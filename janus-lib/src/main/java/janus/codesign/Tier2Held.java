package janus.codesign;

import janus.transformer.TransformerSpec;
import janus.units.DataSize;
import java.util.Locale;

/**
 * What a tier 2 holds of a load: {@link Tier2Contents} filled in order until nothing more fits. All
 * layers count as equally large.
 *
 * @param cache of the model's keys and values
 * @param draftCache of those of the draft model
 * @param layers how many have their weights here
 * @param output whether the output head is here
 * @param embedding whether the embedding is here
 * @param draft whether the weights of the draft model are here
 * @param missing what was asked for and does not fit, in words; null where all fits
 */
record Tier2Held(
    DataSize cache,
    DataSize draftCache,
    int layers,
    boolean output,
    boolean embedding,
    boolean draft,
    String missing) {

  /** What a tier 2 of a capacity holds. */
  static Tier2Held of(ResolvedWorkload load, DataSize capacity) {
    return new Filling(load, capacity).held();
  }

  /** The same while less of the context is there: the same weights, and caches as they are. */
  Tier2Held during(ResolvedWorkload part) {
    boolean drafts = part.draft() != null;
    long ofDraft = drafts ? part.draft().cache().bytes() : 0;
    return new Tier2Held(
        DataSize.ofBytes(Math.min(cache.bytes(), part.cacheSize().total().bytes())),
        DataSize.ofBytes(Math.min(draftCache.bytes(), ofDraft)),
        layers,
        output,
        embedding,
        draft && drafts,
        missing);
  }

  private static final class Filling {
    private final ResolvedWorkload load;
    private final TransformerSpec model;
    private final DataSize capacity;
    private double rest;
    private double cache;
    private double draftCache;
    private int layers;
    private boolean output;
    private boolean embedding;
    private boolean draft;
    private String missing;

    Filling(ResolvedWorkload load, DataSize capacity) {
      this.load = load;
      this.capacity = capacity;
      model = load.model();
      rest = capacity.bytes();
    }

    Tier2Held held() {
      Tier2Contents contents = load.workload().tier2Holds();
      contents.items().forEach(item -> add(item, contents.strict()));
      return new Tier2Held(
          DataSize.ofBytes((long) cache),
          DataSize.ofBytes((long) draftCache),
          layers,
          output,
          embedding || (output && model.tiedEmbeddings()),
          draft,
          missing);
    }

    private void add(Tier2Contents.Item item, boolean strict) {
      double bytes = bytes(item);
      boolean fits =
          switch (item.kind()) {
            case CACHE -> addCache();
            case WEIGHTS -> addWeights();
            case MODEL -> addModel(bytes);
            case LAYERS -> addLayers(item.layers(), bytes);
            case OUTPUT -> addOutput();
            case DRAFT -> addDraft(bytes);
          };
      if (strict && !fits && missing == null) {
        missing =
            String.format(
                Locale.ROOT,
                "tier 2 must hold %s of %s: %s of its %s are free",
                item.spelling(),
                DataSize.ofBytes((long) Math.ceil(bytes)),
                DataSize.ofBytes((long) rest),
                capacity);
      }
    }

    /** What an item takes that must fit whole, besides what is there already. */
    private double bytes(Tier2Contents.Item item) {
      return switch (item.kind()) {
        case CACHE, WEIGHTS -> 0;
        case MODEL ->
            (model.layers() - layers) * layerBytes()
                + (output ? 0 : tableBytes())
                + (embedding || model.tiedEmbeddings() ? 0 : tableBytes());
        case LAYERS -> Math.max(0, item.layers() - layers) * layerBytes();
        case OUTPUT -> output ? 0 : tableBytes();
        case DRAFT -> load.draft() == null ? 0 : load.draft().weights().bytes();
      };
    }

    private boolean addCache() {
      double ofDraft = load.draft() == null ? 0 : load.draft().cache().bytes();
      draftCache = Math.min(ofDraft, rest);
      rest -= draftCache;
      cache = Math.min((double) load.cacheSize().total().bytes(), rest);
      rest -= cache;
      return true;
    }

    private boolean addWeights() {
      int more = (int) Math.min(model.layers() - layers, Math.floor(rest / layerBytes()));
      rest -= more * layerBytes();
      layers += more;
      if (layers == model.layers() && addOutput() && !model.tiedEmbeddings()) {
        embedding = embedding || take(tableBytes());
      }
      return true;
    }

    private boolean addModel(double bytes) {
      boolean fits = take(bytes);
      layers = fits ? model.layers() : layers;
      output = output || fits;
      embedding = embedding || fits;
      return fits;
    }

    private boolean addLayers(int count, double bytes) {
      boolean fits = take(bytes);
      layers = fits ? Math.max(layers, count) : layers;
      return fits;
    }

    private boolean addOutput() {
      output = output || take(tableBytes());
      return output;
    }

    private boolean addDraft(double bytes) {
      draft = load.draft() != null && take(bytes);
      return draft;
    }

    private boolean take(double bytes) {
      boolean fits = bytes <= rest;
      rest -= fits ? bytes : 0;
      return fits;
    }

    private double layerBytes() {
      return load.layerWeights() * load.workload().weightBits() / 8 / model.layers();
    }

    /** Of the output head, or of the embedding. */
    private double tableBytes() {
      return load.tableWeights() * load.workload().weightBits() / 8;
    }
  }
}
