package janus.inference.scoring;

import janus.provenance.BadInputException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The spellings of {@link Recipe}. */
public final class Recipes {
  private static final Pattern SLIDING = Pattern.compile("sliding\\(\\s*([0-9]{1,9})\\s*\\)");
  private static final Pattern RECALL = Pattern.compile("recall(?:\\(\\s*([0-9]{1,9})\\s*\\))?");
  private static final List<String> SPELLINGS =
      List.of("llama.cpp", "gptq", "sliding(STRIDE)", "recall", "recall(TOKENS)");

  private Recipes() {}

  /**
   * The recipe of a spelling.
   *
   * @throws BadInputException if there is none; the message lists the valid spellings
   */
  public static Recipe parse(String spelling) {
    Matcher sliding = SLIDING.matcher(spelling);
    if (sliding.matches()) {
      int stride = Integer.parseInt(sliding.group(1));
      if (stride < 1) {
        throw new BadInputException("stride of recipe '" + spelling + "' must be at least 1");
      }
      return new SlidingRecipe(stride);
    }
    Matcher recall = RECALL.matcher(spelling);
    if (recall.matches()) {
      return recall(spelling, recall.group(1));
    }
    return switch (spelling) {
      case "llama.cpp" -> new LlamaCppRecipe();
      case "gptq" -> new GptqRecipe();
      default ->
          throw new BadInputException(
              "recipe '" + spelling + "' is unknown; valid are " + String.join(", ", SPELLINGS));
    };
  }

  private static Recipe recall(String spelling, String tokens) {
    int passage = tokens == null ? RecallRecipe.DEFAULT_PASSAGE : Integer.parseInt(tokens);
    if (passage < 2) {
      throw new BadInputException("passage of recipe '" + spelling + "' must be at least 2");
    }
    return new RecallRecipe(passage);
  }

  /** Spellings that {@link #parse} accepts, for help texts. */
  public static List<String> spellings() {
    return SPELLINGS;
  }
}
