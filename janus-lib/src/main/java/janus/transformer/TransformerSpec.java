package janus.transformer;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * The shape of one model. It determines the weights, the KV cache and the arithmetic.
 *
 * @param name the makers' spelling, for example {@code Llama-2-7B}
 * @param kind decoder, encoder-decoder or vision encoder
 * @param layers decoder layers (encoder layers of a vision model)
 * @param hiddenDim channels of the residual stream
 * @param attention heads and windows
 * @param feedForward the feed-forward part
 * @param vocabulary size of the vocabulary, 0 for a vision model
 * @param maxContextTokens longest context the model supports
 * @param tiedEmbeddings whether the output matrix is the embedding
 * @param encoderLayers layers of an encoder beside the decoder, else 0
 * @param encoderTokens input tokens of the encoder, which cross-attention caches, else 0
 */
public record TransformerSpec(
    String name,
    Kind kind,
    int layers,
    int hiddenDim,
    AttentionShape attention,
    FeedForward feedForward,
    int vocabulary,
    long maxContextTokens,
    boolean tiedEmbeddings,
    int encoderLayers,
    long encoderTokens) {

  static final int MOST_LAYERS = 1 << 12;
  static final long MOST_TOKENS = 1L << 40;

  /** Architecture of the model. */
  public enum Kind {
    DECODER,
    ENCODER_DECODER,
    VISION_ENCODER
  }

  public TransformerSpec {
    if (name == null || name.isBlank()) {
      throw new IllegalArgumentException("name must not be empty");
    }
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(attention, "attention");
    Objects.requireNonNull(feedForward, "feedForward");
    AttentionShape.requireCount("layers", layers, MOST_LAYERS);
    AttentionShape.requireCount("hiddenDim", hiddenDim, AttentionShape.MOST_CHANNELS);
    AttentionShape.requireCount("maxContextTokens", maxContextTokens, MOST_TOKENS);
    AttentionShape.requireAtMost("encoderLayers", encoderLayers, MOST_LAYERS);
    AttentionShape.requireAtMost("encoderTokens", encoderTokens, MOST_TOKENS);
    if (vocabulary < 0 || encoderLayers < 0 || encoderTokens < 0) {
      throw new IllegalArgumentException(
          "vocabulary, encoderLayers and encoderTokens must be at least 0: "
              + vocabulary
              + ", "
              + encoderLayers
              + ", "
              + encoderTokens);
    }
  }

  /** A decoder-only model. */
  public static TransformerSpec decoder(
      String name,
      int layers,
      int hiddenDim,
      AttentionShape attention,
      FeedForward feedForward,
      int vocabulary,
      long maxContextTokens,
      boolean tiedEmbeddings) {
    return new TransformerSpec(
        name,
        Kind.DECODER,
        layers,
        hiddenDim,
        attention,
        feedForward,
        vocabulary,
        maxContextTokens,
        tiedEmbeddings,
        0,
        0);
  }

  /** The cache of every layer. */
  public CacheShape cache() {
    List<LayerCache> caches = IntStream.range(0, layers).mapToObj(this::layerCache).toList();
    long crossTokens = kind == Kind.ENCODER_DECODER ? encoderTokens : 0;
    return new CacheShape(name, caches, maxContextTokens, crossTokens, List.of());
  }

  private LayerCache layerCache(int layer) {
    LatentAttention latent = attention.latent();
    LayerCache cache =
        latent == null
            ? LayerCache.keysAndValues(
                attention.kvHeads(), attention.headDim(), attention.headDim())
            : LayerCache.latent(latent.kvLoraRank() + latent.ropeHeadDim());
    return cache.withWindow(attention.isSliding(layer) ? attention.slidingWindowTokens() : 0);
  }

  /** Elements per token in the cache, summed over the layers. */
  public long kvElementsPerToken() {
    return layers * attention.kvElementsPerToken();
  }

  /**
   * Elements in the KV cache of one sequence. The cache of a sliding layer stops at its window.
   *
   * @param contextTokens tokens seen so far
   */
  public long kvElements(long contextTokens) {
    long elements = 0;
    for (int layer = 0; layer < layers; layer++) {
      elements += attention.kvElementsPerToken() * attention.cachedTokens(layer, contextTokens);
    }
    return elements;
  }

  private long attentionWeights() {
    long heads = attention.queryHeads();
    LatentAttention latent = attention.latent();
    if (latent == null) {
      long q = (long) hiddenDim * heads * attention.headDim();
      long kv = 2L * hiddenDim * attention.kvHeads() * attention.headDim();
      return q + kv + heads * attention.headDim() * hiddenDim;
    }
    long queryHeadDim = (long) latent.nopeHeadDim() + latent.ropeHeadDim();
    long q =
        latent.qLoraRank() == 0
            ? hiddenDim * heads * queryHeadDim
            : latent.qLoraRank() * (hiddenDim + heads * queryHeadDim);
    long down = (long) hiddenDim * ((long) latent.kvLoraRank() + latent.ropeHeadDim());
    long up = latent.kvLoraRank() * heads * ((long) latent.nopeHeadDim() + latent.valueHeadDim());
    return q + down + up + heads * latent.valueHeadDim() * hiddenDim;
  }

  private long feedForwardWeights(boolean active) {
    long matrices = feedForward.matrices();
    if (!feedForward.isMixture()) {
      return layers * matrices * hiddenDim * feedForward.ffnDim();
    }
    long dense = feedForward.denseLayers() * matrices * hiddenDim * feedForward.ffnDim();
    long experts =
        (long) feedForward.sharedExperts()
            + (active ? feedForward.expertsPerToken() : feedForward.routedExperts());
    long perExpert = matrices * hiddenDim * feedForward.expertFfnDim();
    long router = (long) hiddenDim * feedForward.routedExperts();
    return dense + (layers - feedForward.denseLayers()) * (experts * perExpert + router);
  }

  /**
   * Weights in matrices, embeddings of tokens included; those of learned positions, normalisation
   * vectors and biases are left out.
   */
  public long matrixWeights() {
    long embeddings = (long) vocabulary * hiddenDim * (tiedEmbeddings ? 1 : 2);
    return layers * attentionWeights() + feedForwardWeights(false) + embeddings;
  }

  /**
   * Weights read to decode one token of one sequence: every layer's matrices (of a mixture, the
   * experts used) and the output matrix; of the embedding, one row.
   */
  public long decodeWeights() {
    long output = (long) vocabulary * hiddenDim;
    return layers * attentionWeights() + feedForwardWeights(true) + output + hiddenDim;
  }
}
