package janus.inference.weights;

/** The kind of cache of a layer in a {@code config.json}. */
enum LayerKind {
  /** Every token. */
  FULL,
  /** Tokens of a sliding window. */
  SLIDING,
  /** Tokens of a chunk; counted as a window, as {@code transformers} does. */
  CHUNKED,
  /** Every token, with the key of an indexer. */
  INDEXED,
  /** A state instead of tokens. */
  LINEAR,
  /** Every token, and a state. */
  HYBRID,
  /** Nothing: a feed-forward layer. */
  NOTHING;

  /** The kind of a name, or null. */
  static LayerKind of(String name) {
    return switch (name) {
      case "full_attention", "attention", "full" -> FULL;
      case "sliding_attention", "sliding" -> SLIDING;
      case "chunked_attention", "chunked" -> CHUNKED;
      case "indexed_attention", "deepseek_sparse_attention", "indexed" -> INDEXED;
      case "linear_attention", "mamba", "conv", "linear" -> LINEAR;
      case "hybrid" -> HYBRID;
      case "mlp", "moe", "dummy" -> NOTHING;
      default -> null;
    };
  }

  boolean hasState() {
    return this == LINEAR || this == HYBRID;
  }

  boolean attends() {
    return this != LINEAR && this != NOTHING;
  }
}
