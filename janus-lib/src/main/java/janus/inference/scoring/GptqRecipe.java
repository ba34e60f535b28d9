package janus.inference.scoring;

import java.util.ArrayList;
import java.util.List;

/**
 * The recipe of the GPTQ, AWQ, OmniQuant and QuaRot papers: disjoint segments of 2048 tokens, the
 * tail dropped, a beginning-of-sequence token only at the very start of the text, every next-token
 * position scored (2047 a segment), segments' means averaged. Spelled {@code gptq}. See Frantar et
 * al., "GPTQ", ICLR 2023.
 */
public record GptqRecipe() implements Recipe {
  @Override
  public String spelling() {
    return "gptq";
  }

  @Override
  public int defaultContextTokens() {
    return 2048;
  }

  @Override
  public long leastTokens(int contextTokens) {
    return contextTokens;
  }

  @Override
  public List<ScoredWindow> windows(int tokens, int contextTokens, boolean addsBos) {
    Recipe.requireContext(contextTokens);
    Recipe.requireTokens(this, tokens, contextTokens, "one segment of " + contextTokens);
    var windows = new ArrayList<ScoredWindow>();
    for (int segment = 0; segment < tokens / contextTokens; segment++) {
      windows.add(
          new ScoredWindow(
              segment, segment * contextTokens, contextTokens, false, 0, contextTokens - 1, 1));
    }
    return windows;
  }
}
