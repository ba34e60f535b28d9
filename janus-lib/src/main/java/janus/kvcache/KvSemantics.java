package janus.kvcache;

/**
 * The rule that says, for every pair of a query and a key not after it, whether the key (and its
 * value) is seen quantized, in full precision, or not at all. Rules are about positions in one
 * sequence, counted from 0, as if its tokens were decoded one by one.
 *
 * <p>Blocks: a codec that codes {@code G} tokens together starts its first block at {@link
 * #sinkTokens()}; a block is seen quantized only as a whole, so every rule rounds the end of the
 * quantized range down to a whole block, and tokens of an unfinished block are seen in full.
 *
 * <p>Full precision means the {@link KvScheme#fullCodec}.
 */
public sealed interface KvSemantics
    permits AllSemantics,
        WindowSemantics,
        KiviSemantics,
        EvictSemantics,
        AttentionSemantics,
        PrefillFullSemantics {
  /** The spelling, for example {@code window(4,32)}; {@link KvSemanticsParser} reads it. */
  String spelling();

  /** Tokens at the start that are always kept in full; the first block begins behind them. */
  default int sinkTokens() {
    return 0;
  }

  /**
   * The keys that the query at a position sees.
   *
   * @param query position of the query, from 0; it sees itself
   * @param promptTokens tokens fed before the first that is predicted for the score
   * @param blockTokens {@link KvCodec#blockTokens()} of the keys' codec
   */
  KeyRanges keyRanges(int query, int promptTokens, int blockTokens);

  /** The values that it sees; parameters as for {@link #keyRanges}. */
  default KeyRanges valueRanges(int query, int promptTokens, int blockTokens) {
    return keyRanges(query, promptTokens, blockTokens);
  }

  /**
   * Whether what a query sees depends on how every query before it attended, so that none can be
   * left out; {@link KeptTokens} keeps the books.
   */
  default boolean followsAttention() {
    return false;
  }

  /**
   * Tokens a head keeps at most, where attention scores decide which (then {@link #keyRanges} hides
   * none and {@link KeptTokens} lists the rest); otherwise no limit.
   */
  default int keptTokens() {
    return Integer.MAX_VALUE;
  }

  /**
   * Recent tokens that are kept in full at most while tokens are decoded one by one, sinks not
   * counted: those that wait for their block.
   */
  default int recentFullTokens(int blockTokens) {
    return blockTokens - 1;
  }

  /**
   * Checks that the codecs fit the rule.
   *
   * @throws IllegalArgumentException if not
   */
  default void requireCodecs(KvCodec keys, KvCodec values) {}

  /**
   * {@code end} rounded down to a whole block counted from {@code start}; at least {@code least}.
   */
  static int wholeBlocks(int start, int end, int blockTokens, int least) {
    int blocks = Math.max(0, end - start) / blockTokens;
    return Math.max(least, start + blocks * blockTokens);
  }
}
