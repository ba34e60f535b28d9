package janus.kvcache;

/**
 * The ranges in which one query sees the tokens up to itself: {@code [0, sinkEnd)} in full, {@code
 * [sinkEnd, unseenEnd)} not at all, {@code [unseenEnd, quantizedEnd)} quantized, {@code
 * [quantizedEnd, end)} in full.
 *
 * @param sinkEnd first token after the sinks
 * @param unseenEnd first token seen after the sinks; {@code sinkEnd} where nothing is hidden
 * @param quantizedEnd first recent token seen in full
 * @param end the query's position plus 1
 */
public record KeyRanges(int sinkEnd, int unseenEnd, int quantizedEnd, int end) {
  public KeyRanges {
    if (sinkEnd < 0 || unseenEnd < sinkEnd || quantizedEnd < unseenEnd || end < quantizedEnd) {
      throw new IllegalArgumentException(
          "ranges must be ordered 0 <= sinkEnd <= unseenEnd <= quantizedEnd <= end: "
              + sinkEnd
              + ", "
              + unseenEnd
              + ", "
              + quantizedEnd
              + ", "
              + end);
    }
  }

  /** Everything in full. */
  static KeyRanges full(int end) {
    return new KeyRanges(0, 0, 0, end);
  }

  /** Tokens seen as quantized. */
  public int quantizedTokens() {
    return quantizedEnd - unseenEnd;
  }

  /** Tokens seen in full precision. */
  public int fullTokens() {
    return sinkEnd + end - quantizedEnd;
  }
}
