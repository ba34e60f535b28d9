package janus.transformer;

import janus.transformer.WeightMatrix.Use;
import janus.units.Bounds;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.ToLongFunction;
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
    long encoderTokens)
    implements Serializable {

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
    Bounds.within("layers", 1, MOST_LAYERS, layers);
    Bounds.within("hiddenDim", 1, AttentionShape.MOST_CHANNELS, hiddenDim);
    Bounds.within("maxContextTokens", 1, MOST_TOKENS, maxContextTokens);
    Bounds.atMost("encoderLayers", MOST_LAYERS, encoderLayers);
    Bounds.atMost("encoderTokens", MOST_TOKENS, encoderTokens);
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

  /**
   * The weight matrices of a layer that a decode step reads, in the order of use: attention, then
   * feed-forward. Of a cross-attention these are queries and output; its keys and values are
   * cached. Normalisation vectors, biases and learned positions are left out.
   *
   * @param layer counted from 0
   */
  public List<WeightMatrix> matrices(int layer) {
    var matrices = new ArrayList<WeightMatrix>();
    if (attention.latent() == null) {
      addAttention(matrices);
    } else {
      addLatentAttention(matrices, attention.latent());
    }
    if (feedForward.isMixture() && layer >= feedForward.denseLayers()) {
      matrices.add(WeightMatrix.of("experts.router", feedForward.routedExperts(), hiddenDim));
      addBlock(matrices, "experts.routed-", feedForward.expertFfnDim(), Use.ROUTED_EXPERT);
      if (feedForward.sharedExperts() > 0) {
        addBlock(matrices, "experts.shared-", feedForward.expertFfnDim(), Use.SHARED_EXPERT);
      }
    } else {
      addBlock(matrices, "ffn.", feedForward.ffnDim(), Use.EVERY_TOKEN);
    }
    return matrices;
  }

  private void addAttention(List<WeightMatrix> matrices) {
    long queries = (long) attention.queryHeads() * attention.headDim();
    long keys = (long) attention.kvHeads() * attention.headDim();
    matrices.add(WeightMatrix.of("attention.query", queries, hiddenDim));
    matrices.add(WeightMatrix.of("attention.key", keys, hiddenDim));
    matrices.add(WeightMatrix.of("attention.value", keys, hiddenDim));
    matrices.add(WeightMatrix.of("attention.output", hiddenDim, queries));
    if (kind == Kind.ENCODER_DECODER) {
      matrices.add(WeightMatrix.of("cross-attention.query", queries, hiddenDim));
      matrices.add(WeightMatrix.of("cross-attention.output", hiddenDim, queries));
    }
  }

  private void addLatentAttention(List<WeightMatrix> matrices, LatentAttention latent) {
    int heads = attention.queryHeads();
    long queries = heads * ((long) latent.nopeHeadDim() + latent.ropeHeadDim());
    long cached = (long) latent.kvLoraRank() + latent.ropeHeadDim();
    if (latent.qLoraRank() == 0) {
      matrices.add(WeightMatrix.of("attention.query", queries, hiddenDim));
    } else {
      matrices.add(WeightMatrix.of("attention.query-down", latent.qLoraRank(), hiddenDim));
      matrices.add(WeightMatrix.of("attention.query-up", queries, latent.qLoraRank()));
    }
    matrices.add(WeightMatrix.of("attention.latent", cached, hiddenDim));
    matrices.add(perHead("attention.key-up", latent.kvLoraRank(), latent.nopeHeadDim(), heads));
    matrices.add(perHead("attention.value-up", latent.valueHeadDim(), latent.kvLoraRank(), heads));
    matrices.add(
        WeightMatrix.of("attention.output", hiddenDim, (long) heads * latent.valueHeadDim()));
  }

  private static WeightMatrix perHead(String name, long outputs, long inputs, int heads) {
    return new WeightMatrix(name, outputs, inputs, 1, heads, Use.EVERY_TOKEN);
  }

  private void addBlock(List<WeightMatrix> matrices, String name, long inner, Use use) {
    int copies = feedForward.matrices() - 1;
    matrices.add(new WeightMatrix(name + "up", inner, hiddenDim, copies, 1, use));
    matrices.add(new WeightMatrix(name + "down", hiddenDim, inner, 1, 1, use));
  }

  private long layerWeights(ToLongFunction<Use> experts) {
    return IntStream.range(0, layers)
        .mapToObj(this::matrices)
        .flatMap(List::stream)
        .mapToLong(matrix -> matrix.weights() * experts.applyAsLong(matrix.use()))
        .sum();
  }

  /** Weights in the matrices of all layers and in the embeddings of tokens. */
  public long matrixWeights() {
    long embeddings = (long) vocabulary * hiddenDim * (tiedEmbeddings ? 1 : 2);
    return layerWeights(feedForward::experts) + embeddings;
  }

  /**
   * Weights read to decode one token of one sequence: every layer's matrices (of a mixture, the
   * experts used), the output matrix, and one row of the embedding.
   */
  public long decodeWeights() {
    long output = (long) vocabulary * hiddenDim;
    return layerWeights(feedForward::expertsPerToken) + output + hiddenDim;
  }
}
