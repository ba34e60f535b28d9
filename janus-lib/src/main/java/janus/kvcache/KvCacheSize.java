package janus.kvcache;

import janus.transformer.AttentionShape;
import janus.transformer.TransformerSpec;
import janus.units.DataSize;

/**
 * How big the KV cache of one sequence is. Every bit is in one of three parts.
 *
 * @param elements elements kept: keys and values of every layer, head, token and channel
 * @param payload {@code elements} at the codecs' own bits
 * @param overhead scales, zero points and norms of the quantized blocks
 * @param fullPrecision what tokens kept in 16 bits take beyond the payload: sinks, recent windows,
 *     and blocks of tokens not yet complete
 */
public record KvCacheSize(
    long elements, DataSize payload, DataSize overhead, DataSize fullPrecision) {

  /**
   * The cache after {@code contextTokens} tokens. Layers with a sliding window keep their window.
   * Latent attention caches one vector a token, coded by {@code keys}. Cross-attention keeps every
   * token of the encoder.
   *
   * @throws IllegalArgumentException if a codec cannot code the model's head dimension, or {@code
   *     contextTokens} is negative
   */
  public static KvCacheSize of(
      TransformerSpec spec, KvCodec keys, KvCodec values, long contextTokens) {
    if (contextTokens < 0) {
      throw new IllegalArgumentException("contextTokens must be at least 0: " + contextTokens);
    }
    AttentionShape attention = spec.attention();
    var sum = new Bits();
    for (int layer = 0; layer < spec.layers(); layer++) {
      long tokens = attention.cachedTokens(layer, contextTokens);
      if (attention.latent() != null) {
        int channels = attention.latent().kvLoraRank() + attention.latent().ropeHeadDim();
        sum.add(keys, 1, channels, tokens);
      } else {
        sum.add(keys, attention.kvHeads(), attention.headDim(), tokens);
        sum.add(values, attention.kvHeads(), attention.headDim(), tokens);
      }
      if (spec.kind() == TransformerSpec.Kind.ENCODER_DECODER) {
        sum.add(keys, attention.kvHeads(), attention.headDim(), spec.encoderTokens());
        sum.add(values, attention.kvHeads(), attention.headDim(), spec.encoderTokens());
      }
    }
    return sum.size();
  }

  /** The cache of several sequences that share nothing. */
  public KvCacheSize times(int sequences) {
    if (sequences < 1) {
      throw new IllegalArgumentException("sequences must be at least 1: " + sequences);
    }
    return new KvCacheSize(
        Math.multiplyExact(elements, sequences),
        times(payload, sequences),
        times(overhead, sequences),
        times(fullPrecision, sequences));
  }

  private static DataSize times(DataSize size, int sequences) {
    return DataSize.ofBytes(Math.multiplyExact(size.bytes(), sequences));
  }

  /** All of it. */
  public DataSize total() {
    return payload.plus(overhead).plus(fullPrecision);
  }

  /** Bits of the whole cache over its elements; 0 for an empty cache. */
  public double bitsPerElement() {
    return elements == 0 ? 0 : (double) total().bits() / elements;
  }

  /** Bits gathered layer by layer; each part is rounded up to whole bytes at the end. */
  private static final class Bits {
    private long elements;
    private long payload;
    private long overhead;
    private long fullPrecision;

    void add(KvCodec codec, long heads, int channels, long tokens) {
      codec.requireHeadDim(channels);
      long blocks = tokens / codec.blockTokens();
      long fullTokens = tokens % codec.blockTokens();
      long added = Math.multiplyExact(heads * channels, tokens);
      elements = Math.addExact(elements, added);
      payload = Math.addExact(payload, Math.multiplyExact(added, codec.payloadBits()));
      overhead = Math.addExact(overhead, heads * blocks * codec.overheadBits(channels));
      int beyond = Math.max(0, 16 - codec.payloadBits());
      fullPrecision = Math.addExact(fullPrecision, heads * channels * fullTokens * beyond);
    }

    KvCacheSize size() {
      return new KvCacheSize(elements, bytes(payload), bytes(overhead), bytes(fullPrecision));
    }

    private static DataSize bytes(long bits) {
      return DataSize.ofBytes((bits + 7) / 8);
    }
  }
}
