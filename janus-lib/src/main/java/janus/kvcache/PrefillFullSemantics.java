package janus.kvcache;

/**
 * The prompt attends in full precision and every later query sees all tokens quantized, as engines
 * do that compress the cache after the prefill. The prompt is what comes before the first scored
 * position: half the context by llama.cpp's recipe, next to nothing by recipes that score
 * everything. Its figures are better than those of {@code all} and must not be mixed with them.
 * Spelled {@code prefill-full}.
 */
public record PrefillFullSemantics() implements KvSemantics {
  @Override
  public String spelling() {
    return "prefill-full";
  }

  @Override
  public KeyRanges keyRanges(int query, int promptTokens, int blockTokens) {
    return query < promptTokens
        ? KeyRanges.full(query + 1)
        : new KeyRanges(0, 0, KvSemantics.wholeBlocks(0, query + 1, blockTokens, 0), query + 1);
  }
}
