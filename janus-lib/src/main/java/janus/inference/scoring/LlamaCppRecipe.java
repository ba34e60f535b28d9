package janus.inference.scoring;

import janus.provenance.BadInputException;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code llama-perplexity} of llama.cpp: disjoint chunks of n_ctx tokens, the tail dropped, each
 * with the beginning-of-sequence token in place of its first; the second half of each is scored
 * (positions n_ctx / 2 to n_ctx - 2), all scored positions count alike. Spelled {@code llama.cpp}.
 */
public record LlamaCppRecipe() implements Recipe {
  @Override
  public String spelling() {
    return "llama.cpp";
  }

  @Override
  public int defaultContextTokens() {
    return 512;
  }

  @Override
  public long leastTokens(int contextTokens) {
    return 2L * contextTokens;
  }

  @Override
  public List<ScoredWindow> windows(int tokens, int contextTokens, boolean addsBos) {
    Recipe.requireContext(contextTokens);
    if (contextTokens < 4) {
      throw new BadInputException(
          "n_ctx must be at least 4 for recipe llama.cpp: " + contextTokens);
    }
    Recipe.requireTokens(this, tokens, 2L * contextTokens, "two chunks of " + contextTokens);
    var windows = new ArrayList<ScoredWindow>();
    int first = contextTokens / 2;
    int last = contextTokens - 1;
    for (int chunk = 0; chunk < tokens / contextTokens; chunk++) {
      windows.add(
          new ScoredWindow(
              chunk, chunk * contextTokens, contextTokens, addsBos, first, last, last - first));
    }
    return windows;
  }
}
