package janus.inference.scoring;

import janus.provenance.BadInputException;
import java.util.List;

/**
 * A rule that turns a text into one perplexity: cut into windows, some positions scored, their
 * losses averaged. The same model and text give values from 5.1 to 8.8 by different recipes, so
 * every result names its recipe.
 *
 * <p>The text is tokenized once, with the tokenizer's own special tokens (a beginning-of-sequence
 * token first if the model wants one). Perplexity is {@code exp(sum(w m) / sum(w))} over the
 * windows' mean losses {@code m} and {@link ScoredWindow#weight weights} {@code w}.
 */
public sealed interface Recipe permits LlamaCppRecipe, GptqRecipe, SlidingRecipe, RecallRecipe {
  /** The spelling: {@code llama.cpp}, {@code gptq}, {@code sliding(256)} or {@code recall}. */
  String spelling();

  /** The context length the recipe is known by. */
  int defaultContextTokens();

  /** Tokens a text needs at least. */
  long leastTokens(int contextTokens);

  /** The tokens that {@link #windows} cuts: the text's own, or an arrangement of them. */
  default int[] arranged(int[] text, int contextTokens) {
    return text;
  }

  /**
   * The windows of a text.
   *
   * @param tokens tokens of the text
   * @param contextTokens n_ctx, at least 2
   * @param addsBos whether the model wants a beginning-of-sequence token
   * @throws BadInputException if the text is too short, saying how long it must be
   */
  List<ScoredWindow> windows(int tokens, int contextTokens, boolean addsBos);

  /** Checks n_ctx. */
  static void requireContext(int contextTokens) {
    if (contextTokens < 2) {
      throw new BadInputException("n_ctx must be at least 2: " + contextTokens);
    }
  }

  /** Checks the length of the text. */
  static void requireTokens(Recipe recipe, int tokens, long needed, String because) {
    if (tokens < needed) {
      throw new BadInputException(
          "text has "
              + tokens
              + " tokens; recipe "
              + recipe.spelling()
              + " needs at least "
              + needed
              + " ("
              + because
              + ")");
    }
  }
}
