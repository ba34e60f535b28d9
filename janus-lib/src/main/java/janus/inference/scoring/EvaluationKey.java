package janus.inference.scoring;

import java.util.Collection;
import java.util.Objects;

/**
 * The settings that two evaluations must share to be compared: all but the compression of the KV
 * cache.
 *
 * @param recipe spelling of the recipe
 * @param nCtx context length
 * @param chunks windows evaluated
 * @param textSha256 checksum of the text's bytes
 * @param tokenCount tokens of the whole text
 * @param modelSha256 checksum of the model file
 * @param prefill {@code compressed}, or {@code full} where the prompt attended in full precision
 */
public record EvaluationKey(
    String recipe,
    int nCtx,
    int chunks,
    String textSha256,
    long tokenCount,
    String modelSha256,
    String prefill) {
  public EvaluationKey {
    Objects.requireNonNull(recipe, "recipe");
    Objects.requireNonNull(textSha256, "textSha256");
    Objects.requireNonNull(modelSha256, "modelSha256");
    Objects.requireNonNull(prefill, "prefill");
  }

  /**
   * Checks that two evaluations can be compared.
   *
   * @throws IllegalArgumentException if not, naming the first circumstance that differs
   */
  public void requireComparable(EvaluationKey other) {
    require("recipe", recipe, other.recipe);
    require("n_ctx", nCtx, other.nCtx);
    require("chunks", chunks, other.chunks);
    require("text sha256", textSha256, other.textSha256);
    require("token count", tokenCount, other.tokenCount);
    require("model sha256", modelSha256, other.modelSha256);
    require("prefill", prefill, other.prefill);
  }

  /** Checks that all can stand in one column. */
  public static void requireComparable(Collection<EvaluationKey> keys) {
    EvaluationKey first = null;
    for (EvaluationKey key : keys) {
      if (first == null) {
        first = key;
      }
      first.requireComparable(key);
    }
  }

  private static void require(String what, Object mine, Object theirs) {
    if (!mine.equals(theirs)) {
      throw new IllegalArgumentException(
          "results cannot be compared: "
              + what
              + " is "
              + mine
              + " in one, "
              + theirs
              + " in the other");
    }
  }
}
