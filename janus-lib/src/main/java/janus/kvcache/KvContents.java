package janus.kvcache;

import janus.transformer.AttentionShape;
import janus.transformer.TransformerSpec;
import janus.units.Bounds;
import java.util.Locale;
import java.util.Objects;

/**
 * The contents of a KV cache: number, kind and bits of its vectors.
 *
 * <p>A sliding layer keeps a ring of min(maxTokens, window + tokensAtOnce - 1) tokens. Beams of one
 * sequence share what cross-attention reads and, where pages allow it, the full pages of their
 * first {@code sharedTokens}.
 *
 * @param spec the model
 * @param scheme how keys (and latent vectors) and values are stored, and what a query sees
 * @param maxTokens tokens of a sequence there is room for
 * @param batch sequences
 * @param beams beams of each sequence, 1 without beam search
 * @param sharedTokens tokens at the start that all beams of a sequence have in common
 * @param tokensAtOnce tokens written before the first of them is read: 1 when decoding, the chunk
 *     when a prompt is processed
 */
public record KvContents(
    TransformerSpec spec,
    KvScheme scheme,
    long maxTokens,
    int batch,
    int beams,
    long sharedTokens,
    long tokensAtOnce) {
  private static final KvSemantics ALL = new AllSemantics();

  /** Sequences and layers are held one by one. */
  private static final int MOST_PLACES = 1 << 24;

  public KvContents {
    Objects.requireNonNull(spec, "spec");
    Objects.requireNonNull(scheme, "scheme");
    Bounds.atLeast("maxTokens", 1, maxTokens);
    Bounds.atLeast("batch", 1, batch);
    Bounds.atLeast("beams", 1, beams);
    Bounds.atLeast("tokensAtOnce", 1, tokensAtOnce);
    double places = (double) batch * beams * spec.layers();
    if (places > MOST_PLACES) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "batch x beams x layers must be at most %d: %d x %d x %d",
              MOST_PLACES,
              batch,
              beams,
              spec.layers()));
    }
    Bounds.within("sharedTokens", 0, maxTokens, sharedTokens);
    if (spec.kind() == TransformerSpec.Kind.ENCODER_DECODER && spec.encoderTokens() < 1) {
      throw new IllegalArgumentException(
          "an encoder-decoder needs encoderTokens of at least 1: " + spec.encoderTokens());
    }
    scheme.layers().requireLayers(spec.layers());
  }

  /** One sequence, decoded token by token. */
  public static KvContents of(TransformerSpec spec, KvScheme scheme, long maxTokens) {
    return new KvContents(spec, scheme, maxTokens, 1, 1, 0, 1);
  }

  /** The same with every token quantized. */
  public static KvContents of(TransformerSpec spec, KvCodec keys, KvCodec values, long maxTokens) {
    return of(spec, KvScheme.of(keys, values), maxTokens);
  }

  /** The codec of keys, but in {@link KvScheme#layers()}. */
  public KvCodec keys() {
    return scheme.keys();
  }

  /** The codec of values, but in {@link KvScheme#layers()}. */
  public KvCodec values() {
    return scheme.values();
  }

  public KvContents withBatch(int sequences) {
    return new KvContents(spec, scheme, maxTokens, sequences, beams, sharedTokens, tokensAtOnce);
  }

  public KvContents withBeams(int width, long shared) {
    return new KvContents(spec, scheme, maxTokens, batch, width, shared, tokensAtOnce);
  }

  public KvContents withTokensAtOnce(long tokens) {
    return new KvContents(spec, scheme, maxTokens, batch, beams, sharedTokens, tokens);
  }

  /** Rule and layers for descriptions, after commas; empty where all is coded alike. */
  public String rule() {
    return (scheme.semantics().equals(ALL) ? "" : ", " + scheme.semantics().spelling())
        + (scheme.layers().isEmpty() ? "" : ", layers " + scheme.layers().spelling());
  }

  /** Sequences, beams counted. */
  public int sequences() {
    return Math.multiplyExact(batch, beams);
  }

  /** Heads that a layer keeps vectors of: 1 with latent attention. */
  public int heads() {
    return spec.attention().latent() == null ? spec.attention().kvHeads() : 1;
  }

  /** Channels of a vector. */
  public int channels() {
    AttentionShape attention = spec.attention();
    return attention.latent() == null
        ? attention.headDim()
        : attention.latent().kvLoraRank() + attention.latent().ropeHeadDim();
  }

  /** Whether vectors of this kind are kept. */
  public boolean has(KvPart part) {
    boolean cross = spec.kind() == TransformerSpec.Kind.ENCODER_DECODER;
    return switch (part) {
      case KEY -> true;
      case VALUE -> spec.attention().latent() == null;
      case CROSS_KEY, CROSS_VALUE -> cross;
    };
  }

  /** Codec of these vectors. */
  public KvCodec codec(int layer, KvPart part) {
    KvScheme own = scheme.layer(layer);
    return part == KvPart.KEY || part == KvPart.CROSS_KEY ? own.keys() : own.values();
  }

  /** Tokens there is room for in one sequence of a layer. */
  public long slots(int layer, KvPart part) {
    if (part.isCross()) {
      return spec.encoderTokens();
    }
    AttentionShape attention = spec.attention();
    return attention.isSliding(layer)
        ? Math.min(maxTokens, attention.slidingWindowTokens() + tokensAtOnce - 1)
        : maxTokens;
  }

  /** First token that a query at position {@code token} of this layer sees. */
  public long firstVisible(int layer, long token) {
    AttentionShape attention = spec.attention();
    return attention.isSliding(layer)
        ? Math.max(0, token + 1 - attention.slidingWindowTokens())
        : 0;
  }

  /**
   * The cache as the last of some tokens sees it: sinks in full, tokens that are evicted, coded
   * blocks, recent tokens in full. Every token of cross-attention is coded.
   *
   * @param tokens in the cache, at least 1
   */
  KeyRanges ranges(int layer, KvPart part, long tokens) {
    KvSemantics rule = part.isCross() ? ALL : scheme.semantics();
    int query = Math.toIntExact(tokens - 1);
    int block = codec(layer, part).blockTokens();
    KeyRanges seen =
        part == KvPart.VALUE ? rule.valueRanges(query, 0, block) : rule.keyRanges(query, 0, block);
    int evicted = Math.max(seen.unseenEnd(), query + 1 - rule.keptTokens());
    return new KeyRanges(
        seen.sinkEnd(), evicted, Math.max(evicted, seen.quantizedEnd()), query + 1);
  }

  /** Tokens at the start that are kept in full. */
  int sinkTokens(KvPart part) {
    return part.isCross() ? 0 : (int) Math.min(maxTokens, scheme.semantics().sinkTokens());
  }

  /** Whether every token is coded as soon as its block is complete, and none leaves. */
  boolean codesAll() {
    return scheme.semantics().equals(ALL) || scheme.semantics() instanceof PrefillFullSemantics;
  }

  /** Recent tokens kept in full at most, without sinks. */
  long recentTokens(int layer, KvPart part) {
    KvSemantics rule = part.isCross() ? ALL : scheme.semantics();
    int block = codec(layer, part).blockTokens();
    return codesAll() ? block - 1 : Math.min(maxTokens, rule.recentFullTokens(block));
  }
}
