package janus.bench;

import java.util.List;

/**
 * How fast perplexity is measured here.
 *
 * @param modelName model
 * @param modelSha256 its checksum
 * @param kernels what computes
 * @param threads threads that compute
 * @param nCtx tokens of a pass; a pass scores the second half
 * @param passes passes measured of each scheme
 * @param peakGflopPerSecond what independent fused multiply-adds in registers reach on all threads,
 *     best of some tries; median over what is measured before and after each round of passes
 * @param gflopPerPass products and sums of one pass: matrices, causal attention, scored logits
 * @param schemes one for each scheme, the uncompressed run first; passes of all alternate
 * @param secondCodecPercent time that one more scheme adds to a run that compares one scheme with
 *     an uncompressed baseline, in percent of such a run
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
   * @param scheme its spelling
   * @param tokensPerSecond median over passes
   * @param bestTokensPerSecond fastest pass
   * @param gflopPerSecond median
   * @param peakPercent median over rounds of the share of the peak measured around the same round
   * @param extraTimePercent median over rounds of the time beyond the uncompressed pass of the same
   *     round
   */
  public record SchemeSpeed(
      String scheme,
      double tokensPerSecond,
      double bestTokensPerSecond,
      double gflopPerSecond,
      double peakPercent,
      double extraTimePercent) {}
}
