package janus.inference.weights;

import janus.provenance.BadInputException;

/** Chooses the tokenizer a header asks for. */
final class Tokenizers {
  private Tokenizers() {}

  /**
   * @throws BadInputException if the header names none, or one of an unknown kind
   */
  static Tokenizer from(Metadata metadata) {
    String key = "tokenizer.ggml.model";
    return switch (metadata.getString(key)) {
      case "llama" -> new SpmTokenizer(metadata);
      case "gpt2" -> new BpeTokenizer(metadata);
      default -> throw metadata.bad(key, "a tokenizer of kind llama or gpt2");
    };
  }
}
