package janus.inference;

import janus.inference.arithmetic.Arithmetic;
import janus.inference.arithmetic.LayerAttention;

/** A sequence that the decoder is processing, with its state and arithmetic. */
record Running(
    Sequence sequence, DecoderState state, Arithmetic arithmetic, LayerAttention attention) {
  int firstScored() {
    return sequence.firstScored;
  }

  /** The first position whose query is wanted in the last layer. */
  int firstQuery() {
    return sequence.scheme.semantics().followsAttention() ? 0 : firstScored();
  }
}
