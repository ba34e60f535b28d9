package janus.kvcache;

import janus.transformer.AttentionShape;
import janus.transformer.TransformerSpec;
import java.util.Locale;
import java.util.Objects;

/**
 * What a KV cache holds: how many vectors of which kind, in how many bits.
 *
 * <p>A sliding layer keeps a ring of min(maxTokens, window + tokensAtOnce - 1) tokens. Beams of one
 * sequence share what cross-attention reads and, where pages allow it, the full pages of their
 * first {@code sharedTokens}.
 *
 * @param spec the model
 * @param keys codec of keys (and of latent vectors)
 * @param values codec of values
 * @param maxTokens tokens of a sequence there is room for
 * @param batch sequences
 * @param beams beams of each sequence, 1 without beam search
 * @param sharedTokens tokens at the start that all beams of a sequence have in common
 * @param tokensAtOnce tokens written before the first of them is read: 1 when decoding, the chunk
 *     when a prompt is processed
 */
public record KvContents(
    TransformerSpec spec,
    KvCodec keys,
    KvCodec values,
    long maxTokens,
    int batch,
    int beams,
    long sharedTokens,
    long tokensAtOnce) {
  /** Sequences and layers are held one by one. */
  private static final int MOST_PLACES = 1 << 24;

  public KvContents {
    Objects.requireNonNull(spec, "spec");
    Objects.requireNonNull(keys, "keys");
    Objects.requireNonNull(values, "values");
    requirePositive("maxTokens", maxTokens);
    requirePositive("batch", batch);
    requirePositive("beams", beams);
    requirePositive("tokensAtOnce", tokensAtOnce);
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
    if (sharedTokens < 0 || sharedTokens > maxTokens) {
      throw new IllegalArgumentException(
          "sharedTokens must be 0 to maxTokens " + maxTokens + ": " + sharedTokens);
    }
    if (spec.kind() == TransformerSpec.Kind.ENCODER_DECODER && spec.encoderTokens() < 1) {
      throw new IllegalArgumentException(
          "an encoder-decoder needs encoderTokens of at least 1: " + spec.encoderTokens());
    }
  }

  /** One sequence, decoded token by token. */
  public static KvContents of(TransformerSpec spec, KvCodec keys, KvCodec values, long maxTokens) {
    return new KvContents(spec, keys, values, maxTokens, 1, 1, 0, 1);
  }

  public KvContents withBatch(int sequences) {
    return new KvContents(
        spec, keys, values, maxTokens, sequences, beams, sharedTokens, tokensAtOnce);
  }

  public KvContents withBeams(int width, long shared) {
    return new KvContents(spec, keys, values, maxTokens, batch, width, shared, tokensAtOnce);
  }

  public KvContents withTokensAtOnce(long tokens) {
    return new KvContents(spec, keys, values, maxTokens, batch, beams, sharedTokens, tokens);
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
  public KvCodec codec(KvPart part) {
    return part == KvPart.KEY || part == KvPart.CROSS_KEY ? keys : values;
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

  private static void requirePositive(String field, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(field + " must be at least 1: " + value);
    }
  }
}
