package janus.kvcache;

/** A codec that codes every vector on its own. */
interface VectorCodec extends KvCodec {
  /** Replaces the vector that begins at {@code data[start]} by what a reader sees. */
  void code(float[] data, int start, int headDim);

  @Override
  default void roundTrip(float[] data, int offset, int stride, int tokens, int headDim) {
    for (int t = 0; t < tokens; t++) {
      code(data, offset + t * stride, headDim);
    }
  }
}
