package janus.kvcache;

/**
 * Every token is seen quantized, the query's own included, as llama.cpp does: the cache is written
 * before it is read. Spelled {@code all}; {@code ggml}, the spelling until version 0.1, is read as
 * well.
 */
public record AllSemantics() implements KvSemantics {
  @Override
  public String spelling() {
    return "all";
  }

  @Override
  public KeyRanges keyRanges(int query, int promptTokens, int blockTokens) {
    return new KeyRanges(0, 0, KvSemantics.wholeBlocks(0, query + 1, blockTokens, 0), query + 1);
  }
}
