package janus.inference.weights;

import java.nio.charset.StandardCharsets;

/**
 * Turns text into token ids as llama.cpp does: a user-defined token is matched in a text, and the
 * spelling of a control token is text unless it is asked for. Immutable and safe for use by several
 * threads.
 */
public interface Tokenizer {
  /** The kind: {@code spm} or {@code bpe}. */
  String name();

  /**
   * The name of the rule that cuts a text into words, {@code smollm} for example, or {@code none}.
   */
  String preTokenizer();

  /**
   * Token ids of a text.
   *
   * @param utf8 the text's bytes; invalid sequences are tolerated
   * @param addSpecial whether to add the tokens the model wants around a text, {@link #bosToken()}
   *     if {@link #addsBos()} and the end token if {@link #addsEos()}
   */
  default int[] encode(byte[] utf8, boolean addSpecial) {
    return encode(utf8, addSpecial, false);
  }

  /**
   * Token ids of a text.
   *
   * @param parseSpecial whether the spelling of a control token is that token
   */
  int[] encode(byte[] utf8, boolean addSpecial, boolean parseSpecial);

  /** Token ids of a text. */
  default int[] encode(String text, boolean addSpecial) {
    return encode(text.getBytes(StandardCharsets.UTF_8), addSpecial);
  }

  /** The token that begins a text. */
  int bosToken();

  /** The token that ends a text. */
  int eosToken();

  /** Whether a text begins with {@link #bosToken()}. */
  boolean addsBos();

  /** Whether a text ends with {@link #eosToken()}. */
  boolean addsEos();

  /** Number of token ids. */
  int vocabularySize();

  /**
   * The token as the file spells it.
   *
   * @throws IndexOutOfBoundsException if there is no such id
   */
  String piece(int id);
}
