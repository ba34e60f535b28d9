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

/** The models of {@code data/models}, by the file's name ({@code llama-2-7b}) or an alias. */
public final class ModelCatalog {
  private final Map<String, TransformerSpec> models = new TreeMap<>();
  private final Map<String, CacheShape> caches = new TreeMap<>();
  private final Map<String, String> aliases = new TreeMap<>();

  /**
   * @throws BadInputException if a file misses a field or a shape is impossible
   */
  public ModelCatalog(DataFolder data) {
    for (String name : data.names("models")) {
      Document document = data.document("models", name);
      if (document.has("layerKinds")) {
        caches.put(name, CacheDocument.read(document));
      } else {
        models.put(name, spec(document));
        caches.put(name, models.get(name).cache());
      }
      document.texts("aliases").forEach(alias -> aliases.put(alias, name));
    }
  }

  /** The models that travel with the jar. */
  public static ModelCatalog bundled() {
    return new ModelCatalog(DataFolder.bundled());
  }

  /** Names whose whole shape is known, in alphabetical order. */
  public List<String> names() {
    return List.copyOf(models.keySet());
  }

  /** Names whose cache is known, in alphabetical order: all of {@link #names} and some more. */
  public List<String> cacheNames() {
    return List.copyOf(caches.keySet());
  }

  /**
   * A model by name, in any case.
   *
   * @throws BadInputException if there is none, or only its cache is known; lists the valid names
   */
  public TransformerSpec byName(String name) {
    if (caches.containsKey(resolve(name)) && !models.containsKey(resolve(name))) {
      throw new BadInputException(
          "model '" + name + "' is known by its cache alone, which only the command size takes");
    }
    return find(models, name);
  }

  /**
   * What a model keeps of a sequence, by name, in any case.
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
      throw new BadInputException(
          "model '"
              + name
              + "' is unknown"
              + Names.suggestion(name, all.keySet())
              + "; valid names: "
              + String.join(", ", all.keySet())
              + "; also "
              + String.join(", ", aliases.keySet()));
    }
    return found;
  }

  private static TransformerSpec spec(Document document) {
    try {
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
    } catch (IllegalArgumentException e) {
      throw new BadInputException(document.place() + ": " + e.getMessage(), e);
    }
  }

  private static TransformerSpec.Kind kind(Document document) {
    return switch (document.text("kind")) {
      case "decoder" -> TransformerSpec.Kind.DECODER;
      case "encoder-decoder" -> TransformerSpec.Kind.ENCODER_DECODER;
      case "vision-encoder" -> TransformerSpec.Kind.VISION_ENCODER;
      default ->
          throw document.bad(
              "kind", document.node().path("kind"), "decoder, encoder-decoder or vision-encoder");
    };
  }

  private static AttentionShape attention(Document document) {
    LatentAttention latent = null;
    if (document.has("latent")) {
      Document child = document.child("latent");
      latent =
          new LatentAttention(
              child.count("kvLoraRank"),
              child.count("ropeHeadDim"),
              child.count("qLoraRank"),
              child.count("nopeHeadDim"),
              child.count("valueHeadDim"));
    }
    return new AttentionShape(
        document.count("queryHeads"),
        document.count("kvHeads"),
        document.count("headDim"),
        SlidingWindow.exceptEvery(
            document.count("globalEvery", 0), document.count("slidingWindowTokens", 0)),
        latent);
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
