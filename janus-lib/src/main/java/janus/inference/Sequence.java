package janus.inference;

import janus.kvcache.KvScheme;

/** Tokens for a decoder to run, and how their keys and values are seen. */
final class Sequence {
  final int[] tokens;
  final int firstScored;
  final KvScheme scheme;
  final float[] room;

  /**
   * Describes it.
   *
   * @param tokens token ids
   * @param firstScored first position whose hidden state is wanted; positions before are the prompt
   * @param scheme how keys and values are seen
   * @param room receives the hidden states if it is long enough; may be null
   */
  Sequence(int[] tokens, int firstScored, KvScheme scheme, float[] room) {
    this.tokens = tokens;
    this.firstScored = firstScored;
    this.scheme = scheme;
    this.room = room;
  }
}
