package janus.inference.scoring;

import janus.provenance.BadInputException;
import janus.units.Bounds;
import java.util.ArrayList;
import java.util.List;

/**
 * The sliding window of the Hugging Face documentation ("Perplexity of fixed-length models"):
 * windows of n_ctx tokens begin every {@code stride} tokens, and each scores what the one before
 * did not reach. A window that newly reaches {@code n} tokens has weight {@code n - 1}, as there:
 * the first scores {@code n - 1} predictions, the others {@code n}. A last token that would be a
 * window by itself, with nothing to predict it from, is left out. Spelled {@code sliding(S)}.
 *
 * @param stride tokens between the starts of windows, at least 1 and at most n_ctx
 */
public record SlidingRecipe(int stride) implements Recipe {
  public SlidingRecipe {
    Bounds.atLeast("stride", 1, stride);
  }

  @Override
  public String spelling() {
    return "sliding(" + stride + ")";
  }

  @Override
  public int defaultContextTokens() {
    return 1024;
  }

  @Override
  public long leastTokens(int contextTokens) {
    return 2;
  }

  @Override
  public List<ScoredWindow> windows(int tokens, int contextTokens, boolean addsBos) {
    Recipe.requireContext(contextTokens);
    if (stride > contextTokens) {
      throw new BadInputException(
          "stride of recipe " + spelling() + " must be at most n_ctx " + contextTokens);
    }
    Recipe.requireTokens(this, tokens, 2, "one prediction");
    var windows = new ArrayList<ScoredWindow>();
    int reached = 0;
    for (int start = 0; reached < tokens; start += stride) {
      int end = (int) Math.min(tokens, (long) start + contextTokens);
      int length = end - start;
      int fresh = end - reached;
      int from = Math.max(0, length - fresh - 1);
      if (length > 1) {
        windows.add(
            new ScoredWindow(windows.size(), start, length, false, from, length - 1, fresh - 1));
      }
      reached = end;
    }
    return windows;
  }
}
