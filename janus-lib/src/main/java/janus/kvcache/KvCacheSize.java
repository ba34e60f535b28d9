package janus.kvcache;

import janus.transformer.CacheShape;
import janus.transformer.LayerCache;
import janus.transformer.LayerState;
import janus.transformer.TransformerSpec;
import janus.units.Bounds;
import janus.units.DataSize;
import java.util.List;

/**
 * The size of one sequence's cache. Every bit is in one of four parts.
 *
 * @param elements elements kept: keys, values, latent vectors and index keys of every layer, head,
 *     token and channel, and the numbers of the states
 * @param payload the elements of tokens at the codecs' own bits
 * @param overhead scales, zero points and norms of the quantized blocks
 * @param fullPrecision what tokens kept in full take beyond the payload: sinks, recent windows, and
 *     blocks of tokens not yet complete
 * @param state states of layers that keep one of a fixed size, which no codec changes
 */
public record KvCacheSize(
    long elements, DataSize payload, DataSize overhead, DataSize fullPrecision, DataSize state) {

  /** As {@link #of(TransformerSpec, KvScheme, long)}, every token quantized. */
  public static KvCacheSize of(
      TransformerSpec spec, KvCodec keys, KvCodec values, long contextTokens) {
    return of(spec, KvScheme.of(keys, values), contextTokens);
  }

  /** As {@link #of(CacheShape, KvScheme, long)}. */
  public static KvCacheSize of(TransformerSpec spec, KvScheme scheme, long contextTokens) {
    return of(spec.cache(), scheme, contextTokens);
  }

  /**
   * The cache when the last of {@code contextTokens} tokens attends. Layers with a window keep what
   * the window shows: whole blocks it reaches into, and no sinks behind it. A latent vector and an
   * indexer's key are coded by the keys' codec, one head each. Cross-attention keeps every token of
   * the encoder, all quantized. Of an evicting scheme, what it keeps.
   *
   * @throws IllegalArgumentException if a codec cannot code the model's head dimension, or {@code
   *     contextTokens} is negative or beyond 2<sup>31</sup> - 2
   */
  public static KvCacheSize of(CacheShape shape, KvScheme scheme, long contextTokens) {
    Bounds.within("contextTokens", 0, Integer.MAX_VALUE - 1, contextTokens);
    var sum = new Bits();
    int tokens = (int) contextTokens;
    List<KvScheme> schemes = scheme.ofLayers(shape.layers().size());
    for (int i = 0; i < schemes.size(); i++) {
      sum.add(schemes.get(i), shape.layers().get(i), tokens, shape.encoderTokens());
    }
    return sum.size();
  }

  /**
   * The cache of several sequences that share nothing.
   *
   * @throws IllegalArgumentException if there is none, or its bits exceed a long
   */
  public KvCacheSize times(int sequences) {
    Bounds.atLeast("sequences", 1, sequences);
    long most = Long.MAX_VALUE / 8 / Math.max(1, Math.max(elements, total().bytes()));
    if (sequences > most) {
      throw new IllegalArgumentException(
          "sequences must be at most " + most + " of " + total() + ": " + sequences);
    }
    return new KvCacheSize(
        elements * sequences,
        times(payload, sequences),
        times(overhead, sequences),
        times(fullPrecision, sequences),
        times(state, sequences));
  }

  private static DataSize times(DataSize size, int sequences) {
    return DataSize.ofBytes(Math.multiplyExact(size.bytes(), sequences));
  }

  /** All of it. */
  public DataSize total() {
    return payload.plus(overhead).plus(fullPrecision).plus(state);
  }

  /** Bits of the whole cache over its elements; 0 for an empty cache. */
  public double bitsPerElement() {
    return elements == 0 ? 0 : (double) total().bits() / elements;
  }

  /** Tokens a head keeps, as whole quantized blocks and as single tokens in full. */
  private record Kept(long blocks, long quantized, long full) {
    static Kept all(KvCodec codec, long tokens) {
      long blocks = tokens / codec.blockTokens();
      return new Kept(blocks, blocks * codec.blockTokens(), tokens - blocks * codec.blockTokens());
    }

    /** Keys of the tokens from {@code first} on; none before is seen. */
    static Kept keys(KvScheme scheme, int first, int tokens) {
      KvSemantics rule = scheme.semantics();
      int block = scheme.keys().blockTokens();
      return tokens == 0 || rule.followsAttention()
          ? all(scheme.keys(), Math.min(tokens - first, rule.keptTokens()))
          : of(rule.keyRanges(tokens - 1, 0, block), block, first);
    }

    /** Values likewise. */
    static Kept values(KvScheme scheme, int first, int tokens) {
      KvSemantics rule = scheme.semantics();
      int block = scheme.values().blockTokens();
      return tokens == 0 || rule.followsAttention()
          ? all(scheme.values(), Math.min(tokens - first, rule.keptTokens()))
          : of(rule.valueRanges(tokens - 1, 0, block), block, first);
    }

    /** A block stays until its last token is hidden. */
    private static Kept of(KeyRanges ranges, int blockTokens, int first) {
      int sinkEnd = ranges.sinkEnd();
      int hiddenBlocks = (Math.max(ranges.unseenEnd(), first) - sinkEnd) / blockTokens;
      int end = ranges.quantizedTokens() == 0 ? ranges.unseenEnd() : ranges.quantizedEnd();
      int blocks = Math.max(0, (end - sinkEnd) / blockTokens - Math.max(0, hiddenBlocks));
      int sinks = Math.max(0, sinkEnd - first);
      int recent = ranges.end() - Math.max(first, ranges.quantizedEnd());
      return new Kept(blocks, (long) blocks * blockTokens, (long) sinks + recent);
    }
  }

  /** Bits gathered layer by layer; each part is rounded up to whole bytes at the end. */
  private static final class Bits {
    private long elements;
    private long payload;
    private long overhead;
    private long fullPrecision;
    private long stateBytes;

    void add(KvScheme scheme, LayerCache layer, int tokens, long encoderTokens) {
      int first = tokens - (int) layer.cachedTokens(tokens);
      Kept keys = Kept.keys(scheme, first, tokens);
      Kept values = Kept.values(scheme, first, tokens);
      add(scheme.keys(), layer.heads(), layer.keyDim(), keys);
      add(scheme.values(), layer.heads(), layer.valueDim(), values);
      add(scheme.keys(), 1, layer.indexDim(), keys);
      addCross(scheme, layer, encoderTokens);
      add(layer.state());
    }

    void add(LayerState state) {
      elements = Math.addExact(elements, state.elements());
      stateBytes = Math.addExact(stateBytes, state.bytes());
    }

    void addCross(KvScheme scheme, LayerCache layer, long encoderTokens) {
      if (encoderTokens > 0) {
        add(scheme.keys(), layer.heads(), layer.keyDim(), Kept.all(scheme.keys(), encoderTokens));
        Kept values = Kept.all(scheme.values(), encoderTokens);
        add(scheme.values(), layer.heads(), layer.valueDim(), values);
      }
    }

    void add(KvCodec codec, long heads, int channels, Kept kept) {
      if (heads == 0 || channels == 0) {
        return;
      }
      codec.requireHeadDim(channels);
      long perToken = heads * channels;
      long added = Math.multiplyExact(perToken, kept.quantized + kept.full);
      elements = Math.addExact(elements, added);
      payload = Math.addExact(payload, Math.multiplyExact(added, codec.payloadBits()));
      overhead = Math.addExact(overhead, heads * kept.blocks * codec.overheadBits(channels));
      int beyond = Math.max(0, KvScheme.fullCodec(codec).payloadBits() - codec.payloadBits());
      fullPrecision = Math.addExact(fullPrecision, perToken * kept.full * beyond);
    }

    KvCacheSize size() {
      return new KvCacheSize(
          elements,
          bytes(payload),
          bytes(overhead),
          bytes(fullPrecision),
          DataSize.ofBytes(stateBytes));
    }

    private static DataSize bytes(long bits) {
      return DataSize.ofBytes((bits + 7) / 8);
    }
  }
}
