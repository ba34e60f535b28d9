package janus.kvcache;

import janus.units.Bounds;

/**
 * The residual window of KIVI, decoded token by token. Key {@code j} is seen quantized by query
 * {@code t} if {@code j < R floor(t / R)}: keys wait in full precision until {@code R} of them are
 * there, and are quantized together after the step that completed them. Value {@code j} is seen
 * quantized if {@code t - j > R}. Spelled {@code kivi(R)}. See Liu et al., "KIVI: A Tuning-Free
 * Asymmetric 2bit Quantization for KV Cache", ICML 2024, algorithm 1.
 *
 * @param residual {@code R}, a multiple of the keys' block
 */
public record KiviSemantics(int residual) implements KvSemantics {
  public KiviSemantics {
    Bounds.atLeast("residual", 1, residual);
  }

  @Override
  public String spelling() {
    return "kivi(" + residual + ")";
  }

  /** Of values, the token itself comes to those of the window. */
  @Override
  public int recentFullTokens(int blockTokens) {
    return Math.addExact(residual, blockTokens);
  }

  @Override
  public KeyRanges keyRanges(int query, int promptTokens, int blockTokens) {
    int flushed = query / residual * residual;
    return new KeyRanges(0, 0, KvSemantics.wholeBlocks(0, flushed, blockTokens, 0), query + 1);
  }

  @Override
  public KeyRanges valueRanges(int query, int promptTokens, int blockTokens) {
    int old = Math.max(0, query - residual);
    return new KeyRanges(0, 0, KvSemantics.wholeBlocks(0, old, blockTokens, 0), query + 1);
  }

  @Override
  public void requireCodecs(KvCodec keys, KvCodec values) {
    if (residual % keys.blockTokens() != 0) {
      throw new IllegalArgumentException(
          "residual of "
              + spelling()
              + " must be a multiple of the "
              + keys.blockTokens()
              + " tokens of a block of "
              + keys.spelling());
    }
  }
}
