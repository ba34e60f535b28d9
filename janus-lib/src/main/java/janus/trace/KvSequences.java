package janus.trace;

/**
 * Sequences decoded at once.
 *
 * @param batch sequences
 * @param beams beams of each sequence
 * @param sharedTokens tokens at the start that all beams of a sequence have in common
 */
public record KvSequences(int batch, int beams, long sharedTokens) {
  /** One sequence of one beam. */
  public static final KvSequences ONE = new KvSequences(1, 1, 0);
}
