package janus.inference.scoring;

import janus.provenance.BadInputException;
import janus.units.Bounds;
import java.util.ArrayList;
import java.util.List;

/**
 * How well a passage is recalled: a window is text whose end repeats {@code passage} of its tokens,
 * which lie {@code distance} tokens back; the predictions within the second occurrence are scored,
 * but for its first token, which nothing announces. Distances are the passage's length times 1, 2,
 * 4 and so on while they fit, window by window; behind each round comes a control, whose last
 * tokens are a passage from elsewhere in the text that the window has not seen. Everything before
 * the second occurrence is the prompt. Spelled {@code recall} for 32 tokens, or {@code recall(64)}.
 *
 * @param passage tokens that are repeated, at least 2
 */
public record RecallRecipe(int passage) implements Recipe {
  /** Length of the passage in {@code recall}. */
  static final int DEFAULT_PASSAGE = 32;

  public RecallRecipe {
    Bounds.atLeast("passage", 2, passage);
  }

  @Override
  public String spelling() {
    return passage == DEFAULT_PASSAGE ? "recall" : "recall(" + passage + ")";
  }

  @Override
  public int defaultContextTokens() {
    return 1024;
  }

  /** The distances of a round, ascending; a control follows. */
  public List<Integer> distances(int contextTokens) {
    var distances = new ArrayList<Integer>();
    // The first token of a window may be replaced.
    for (long d = passage; d < contextTokens - passage; d *= 2) {
      distances.add((int) d);
    }
    return distances;
  }

  /** The distance of a window, or 0 for a control. */
  public int distance(int window, int contextTokens) {
    List<Integer> distances = distances(contextTokens);
    int turn = window % (distances.size() + 1);
    return turn == distances.size() ? 0 : distances.get(turn);
  }

  private int fresh(int contextTokens) {
    return contextTokens - passage;
  }

  @Override
  public long leastTokens(int contextTokens) {
    return 2L * contextTokens;
  }

  /** The windows one behind the other, each as it is fed. */
  @Override
  public int[] arranged(int[] text, int contextTokens) {
    int fresh = fresh(contextTokens);
    int count = fresh < 1 ? 0 : text.length / fresh;
    var out = new int[count * contextTokens];
    for (int window = 0; window < count; window++) {
      int at = window * contextTokens;
      System.arraycopy(text, window * fresh, out, at, fresh);
      int distance = distance(window, contextTokens);
      if (distance > 0) {
        System.arraycopy(out, at + fresh - distance, out, at + fresh, passage);
      } else {
        int elsewhere = (window * fresh + text.length / 2) % (text.length - passage);
        System.arraycopy(text, elsewhere, out, at + fresh, passage);
      }
    }
    return out;
  }

  @Override
  public List<ScoredWindow> windows(int tokens, int contextTokens, boolean addsBos) {
    Recipe.requireContext(contextTokens);
    if (distances(contextTokens).isEmpty()) {
      throw new BadInputException(
          "n_ctx must be above "
              + 2 * passage
              + " for recipe "
              + spelling()
              + ": "
              + contextTokens);
    }
    Recipe.requireTokens(this, tokens, leastTokens(contextTokens), "two windows");
    var windows = new ArrayList<ScoredWindow>();
    int last = contextTokens - 1;
    for (int window = 0; window < tokens / contextTokens; window++) {
      int start = window * contextTokens;
      int first = contextTokens - passage;
      windows.add(
          new ScoredWindow(window, start, contextTokens, addsBos, first, last, last - first));
    }
    return windows;
  }
}
