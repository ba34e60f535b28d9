package janus.kvcache;

/** The kind of a vector of the cache. */
public enum KvPart {
  /** A key; with latent attention, the latent vector and rotary key that serve as both. */
  KEY(0),
  VALUE(1),
  /** A key of the encoder's output, which the decoder's cross-attention reads. */
  CROSS_KEY(2),
  CROSS_VALUE(3);

  private final int index;

  KvPart(int index) {
    this.index = index;
  }

  /** Index in tables of parts. */
  int index() {
    return index;
  }

  public boolean isCross() {
    return this == CROSS_KEY || this == CROSS_VALUE;
  }
}
