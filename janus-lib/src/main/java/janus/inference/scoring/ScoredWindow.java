package janus.inference.scoring;

/**
 * One pass of the decoder over a piece of the text, with an empty cache and positions from 0. The
 * inputs are tokens {@code start} to {@code start + length - 1}, the first replaced by the
 * beginning-of-sequence token where {@code startsWithBos}. For every scored position {@code p},
 * {@code scoredFrom <= p < scoredTo}, the logits at {@code p} predict the text's own token {@code
 * start + p + 1}.
 *
 * @param index number of the window, from 0
 * @param start first token in the text
 * @param length tokens fed, at least 1
 * @param startsWithBos whether the first input is replaced by the beginning-of-sequence token
 * @param scoredFrom first scored position; as many tokens come before it as a prompt
 * @param scoredTo position after the last scored one
 * @param weight what the window's mean loss counts in the mean over windows
 */
public record ScoredWindow(
    int index,
    int start,
    int length,
    boolean startsWithBos,
    int scoredFrom,
    int scoredTo,
    double weight) {
  public ScoredWindow {
    if (start < 0 || length < 1 || scoredFrom < 0 || scoredTo <= scoredFrom || scoredTo > length) {
      throw new IllegalArgumentException(
          "window must score at least one of its positions: start "
              + start
              + ", length "
              + length
              + ", scored "
              + scoredFrom
              + " to "
              + scoredTo);
    }
    if (!(weight >= 0)) {
      throw new IllegalArgumentException("weight must be at least 0: " + weight);
    }
  }

  /** The same window of a document that begins further on. */
  public ScoredWindow moved(int number, int documentStart) {
    return new ScoredWindow(
        number, documentStart + start, length, startsWithBos, scoredFrom, scoredTo, weight);
  }

  /** Scored positions. */
  public int count() {
    return scoredTo - scoredFrom;
  }

  /** Index in the text of the token that the logits at a position predict. */
  public int target(int position) {
    return start + position + 1;
  }
}
