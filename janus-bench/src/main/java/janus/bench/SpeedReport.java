package janus.bench;

import java.util.List;

/**
 * Speed of perplexity on this machine.
 *
 * @param modelName model
 * @param modelSha256 checksum of the model file
 * @param kernels name of the kernels
 * @param threads number of computing threads
 * @param nCtx tokens of a pass; a pass scores the second half
 * @param passes timed passes of each scheme
 * @param peakGflopPerSecond peak rate of independent fused multiply-adds in registers on all
 *     threads: best of several tries, median over measurements before and after each round
 * @param gflopPerPass products and sums of one pass: matrices, causal attention, scored logits
 * @param schemes one entry per scheme, the uncompressed one first; their passes alternate
 * @param secondCodecPercent extra time of one more scheme in a run that compares one scheme with an
 *     uncompressed baseline, in percent of that run
 */
public record SpeedReport(
    String modelName,
    String modelSha256,
    String kernels,
    int threads,
    int nCtx,
    int passes,
    double peakGflopPerSecond,
    double gflopPerPass,
    List<SchemeSpeed> schemes,
    double secondCodecPercent) {

  /**
   * The speed of one scheme.
   *
   * @param scheme spelling of the scheme
   * @param tokensPerSecond median over passes
   * @param bestTokensPerSecond rate of the fastest pass
   * @param gflopPerSecond median over passes
   * @param peakPercent share of the peak measured around the same round, median over rounds
   * @param extraTimePercent extra time relative to the uncompressed pass of the same round, median
   *     over rounds
   */
  public record SchemeSpeed(
      String scheme,
      double tokensPerSecond,
      double bestTokensPerSecond,
      double gflopPerSecond,
      double peakPercent,
      double extraTimePercent) {}
}
