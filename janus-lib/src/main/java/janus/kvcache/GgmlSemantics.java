package janus.kvcache;

/**
 * Every token is seen quantized, the query's own included, as llama.cpp does: the cache is written
 * before it is read. Spelled {@code ggml}.
 */
public record GgmlSemantics() implements KvSemantics {
  @Override
  public String spelling() {
    return "ggml";
  }

  @Override
  public KeyRanges keyRanges(int query, int promptTokens, int blockTokens) {
    return new KeyRanges(0, 0, KvSemantics.wholeBlocks(0, query + 1, blockTokens, 0), query + 1);
  }
}
