package janus.kvcache;

/** A codec that rounds every element on its own and stores nothing beside the elements. */
interface ElementCodec extends VectorCodec {
  /** The value that a reader sees in place of {@code x}. */
  float round(float x);

  @Override
  default int overheadBits(int headDim) {
    return 0;
  }

  @Override
  default ReadWork readWork(int headDim) {
    return ReadWork.NONE;
  }

  @Override
  default void code(float[] data, int start, int headDim) {
    for (int i = start; i < start + headDim; i++) {
      data[i] = round(data[i]);
    }
  }
}
