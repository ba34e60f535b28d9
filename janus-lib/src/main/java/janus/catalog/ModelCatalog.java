package janus.catalog;

import janus.provenance.BadInputException;
import janus.provenance.Names;
import janus.transformer.AttentionShape;
import janus.transformer.CacheShape;
import janus.transformer.FeedForward;
import janus.transformer.LatentAttention;
import janus.transformer.SlidingWindow;
import janus.transformer.TransformerSpec;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The models of {@code data/models}, by file name ({@code llama-2-7b}) or alias. */
public final class ModelCatalog {
  private final Map<String, TransformerSpec> models = new TreeMap<>();
  private final Map<String, CacheShape> caches = new TreeMap<>();
  private final Map<String, String> aliases = new TreeMap<>();

  /**
   * @throws BadInputException if a field is missing or a shape impossible
   */
  public ModelCatalog(DataFolder data) {
    for (String name : data.names("models")) {
      Document document = data.document("models", name);
      if (document.has("layerKinds")) {
        caches.put(name, CacheDocument.read(document));
      } else {
        models.put(name, document.checked(ModelCatalog::spec));
        caches.put(name, models.get(name).cache());
      }
      document.texts("aliases").forEach(alias -> aliases.put(alias, name));
    }
  }

  /** The models inside the jar. */
  public static ModelCatalog bundled() {
    return new ModelCatalog(DataFolder.bundled());
  }

  /** Names of the models with a known shape, in alphabetical order. */
  public List<String> names() {
    return List.copyOf(models.keySet());
  }

  /** Names of the models with a known cache, in alphabetical order; includes {@link #names}. */
  public List<String> cacheNames() {
    return List.copyOf(caches.keySet());
  }

  /**
   * A model by name, in any case.
   *
   * @throws BadInputException if the model is unknown (lists the valid names) or only its cache is
   *     known
   */
  public TransformerSpec byName(String name) {
    if (caches.containsKey(resolve(name)) && !models.containsKey(resolve(name))) {
      throw new BadInputException(
          "model '" + name + "' has a known cache but no known weights; only 'size' takes it");
    }
    return find(models, name);
  }

  /**
   * The cache shape of a model, by name, in any case.
   *
   * @throws BadInputException if there is none; lists the valid names
   */
  public CacheShape cache(String name) {
    return find(caches, name);
  }

  private String resolve(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    return aliases.getOrDefault(wanted, wanted);
  }

  private <T> T find(Map<String, T> all, String name) {
    T found = all.get(resolve(name));
    if (found == null) {
      String also = "; also " + String.join(", ", aliases.keySet());
      throw new BadInputException(Names.unknown("model", name, all.keySet()).getMessage() + also);
    }
    return found;
  }

  private static TransformerSpec spec(Document document) {
    return new TransformerSpec(
        document.text("name"),
        kind(document),
        document.count("layers"),
        document.count("hiddenDim"),
        attention(document.child("attention")),
        feedForward(document.child("feedForward")),
        document.count("vocabulary"),
        document.count("maxContextTokens"),
        document.flag("tiedEmbeddings"),
        document.count("encoderLayers", 0),
        document.count("encoderTokens", 0));
  }

  private static TransformerSpec.Kind kind(Document document) {
    return document.choice(
        "kind",
        List.of(TransformerSpec.Kind.values()),
        kind -> kind.name().toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  private static AttentionShape attention(Document document) {
    return new AttentionShape(
        document.count("queryHeads"),
        document.count("kvHeads"),
        document.count("headDim"),
        SlidingWindow.exceptEvery(
            document.count("globalEvery", 0), document.count("slidingWindowTokens", 0)),
        document.has("latent") ? latent(document.child("latent")) : null);
  }

  private static LatentAttention latent(Document document) {
    return new LatentAttention(
        document.count("kvLoraRank"),
        document.count("ropeHeadDim"),
        document.count("qLoraRank"),
        document.count("nopeHeadDim"),
        document.count("valueHeadDim"));
  }

  private static FeedForward feedForward(Document document) {
    if (!document.has("mixture")) {
      return FeedForward.dense(document.count("ffnDim"), document.flag("gated"));
    }
    Document mixture = document.child("mixture");
    return new FeedForward(
        document.count("ffnDim"),
        document.flag("gated"),
        mixture.count("routedExperts"),
        mixture.count("sharedExperts"),
        mixture.count("expertsPerToken"),
        mixture.count("expertFfnDim"),
        mixture.count("denseLayers"));
  }
}
