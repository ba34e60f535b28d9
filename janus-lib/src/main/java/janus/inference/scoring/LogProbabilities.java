package janus.inference.scoring;

/**
 * From logits to losses and divergences, in plain Java: the definition that faster code is tested
 * against. Natural logarithms.
 */
public final class LogProbabilities {
  private LogProbabilities() {}

  /**
   * The loss of a token: {@code max + ln(sum exp(l - max)) - l[target]}, the sum in double.
   *
   * @param logits {@code logits[offset]} to {@code logits[offset + vocabulary - 1]}
   */
  public static double loss(float[] logits, int offset, int vocabulary, int target) {
    return logNormalizer(logits, offset, vocabulary) - logits[offset + target];
  }

  /** {@code ln(sum exp(l))}. */
  public static double logNormalizer(float[] logits, int offset, int vocabulary) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = offset; i < offset + vocabulary; i++) {
      max = Math.max(max, logits[i]);
    }
    double sum = 0;
    for (int i = offset; i < offset + vocabulary; i++) {
      sum += Math.exp(logits[i] - max);
    }
    return max + Math.log(sum);
  }

  /**
   * The divergence {@code sum p (ln p - ln q)} of a candidate's distribution {@code q} from the
   * baseline's {@code p}, both given as logits.
   */
  public static double divergence(
      float[] baseline,
      int baselineOffset,
      float[] candidate,
      int candidateOffset,
      int vocabulary) {
    double normP = logNormalizer(baseline, baselineOffset, vocabulary);
    double normQ = logNormalizer(candidate, candidateOffset, vocabulary);
    double sum = 0;
    for (int i = 0; i < vocabulary; i++) {
      double logP = baseline[baselineOffset + i] - normP;
      double logQ = candidate[candidateOffset + i] - normQ;
      sum += Math.exp(logP) * (logP - logQ);
    }
    return sum;
  }

  /** Index of the largest logit; of equals the first. */
  public static int top(float[] logits, int offset, int vocabulary) {
    int top = 0;
    for (int i = 1; i < vocabulary; i++) {
      if (logits[offset + i] > logits[offset + top]) {
        top = i;
      }
    }
    return top;
  }
}
