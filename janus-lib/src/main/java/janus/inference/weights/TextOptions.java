package janus.inference.weights;

/**
 * Options for reading a text.
 *
 * @param parsesSpecial whether the spelling of a control token is that token, as with llama.cpp's
 *     {@code parse_special}
 * @param separator a line that stands alone between documents, which are tokenized one by one; null
 *     if the text is one document
 */
public record TextOptions(boolean parsesSpecial, String separator) {
  /** One document, in which control tokens are text. */
  public static final TextOptions PLAIN = new TextOptions(false, null);

  public TextOptions {
    if (separator != null && separator.indexOf('\n') >= 0) {
      throw new IllegalArgumentException("separator must be one line: " + separator);
    }
  }
}
