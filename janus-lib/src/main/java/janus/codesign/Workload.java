package janus.codesign;

import janus.kvcache.KvCodec;
import janus.kvcache.KvCodecs;
import janus.kvcache.KvScheme;
import janus.units.Bounds;
import java.util.Objects;

/**
 * What a chip is asked to do: a model answers prompts.
 *
 * @param model a name that {@link Facts#model} knows
 * @param weightBits bits of a stored weight, scales included
 * @param scheme how keys and values are stored and seen
 * @param promptTokens tokens before the first that the model makes
 * @param answerTokens tokens it makes
 * @param contextTokens tokens in the cache at which the decode rate is told, those of prompt and
 *     answer and any before them
 * @param batch sequences decoded at once, each with a cache of its own
 * @param ambientC temperature of the air, in degrees Celsius; null for that of the package's facts
 * @param idleS time between an answer and the next prompt, in s
 * @param drafting tokens that are drafted and checked together
 * @param tier2Holds what lies in tier 2
 */
public record Workload(
    String model,
    double weightBits,
    KvScheme scheme,
    long promptTokens,
    long answerTokens,
    long contextTokens,
    int batch,
    Double ambientC,
    double idleS,
    Drafting drafting,
    Tier2Contents tier2Holds) {
  private static final double COLDEST_C = -55;
  private static final double HOTTEST_C = 125;
  private static final long MOST_TOKENS = Integer.MAX_VALUE - 1;
  private static final int MOST_SEQUENCES = 1 << 16;
  private static final double MOST_IDLE_S = 1e9;

  public Workload {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(scheme, "scheme");
    if (!(weightBits > 0 && weightBits <= 64)) {
      throw new IllegalArgumentException(
          "weightBits must be above 0 and at most 64: " + weightBits);
    }
    Bounds.within("contextTokens", 1, MOST_TOKENS, contextTokens);
    Bounds.within("promptTokens", 1, MOST_TOKENS, promptTokens);
    Bounds.within("answerTokens", 0, MOST_TOKENS, answerTokens);
    Bounds.within("batch", 1, MOST_SEQUENCES, batch);
    if (ambientC != null) {
      Bounds.within("ambientC", COLDEST_C, HOTTEST_C, "C", ambientC);
    }
    Bounds.within("idleS", 0, MOST_IDLE_S, "s", idleS);
    Objects.requireNonNull(drafting, "drafting");
    Objects.requireNonNull(tier2Holds, "tier2Holds");
    if (tier2Holds.names(Tier2Contents.Kind.DRAFT) && drafting.model() == null) {
      throw new IllegalArgumentException(
          "tier2Holds names draft: expected a draft model, found none");
    }
    if (promptTokens + answerTokens > contextTokens) {
      throw new IllegalArgumentException(
          "contextTokens must hold prompt and answer, "
              + promptTokens
              + " and "
              + answerTokens
              + " tokens: "
              + contextTokens);
    }
  }

  /**
   * A workload in the air of the package's facts, without a pause or drafts, that fills tier 2 by
   * itself.
   */
  public Workload(
      String model,
      double weightBits,
      KvScheme scheme,
      long promptTokens,
      long answerTokens,
      long contextTokens,
      int batch) {
    this(
        model,
        weightBits,
        scheme,
        promptTokens,
        answerTokens,
        contextTokens,
        batch,
        null,
        0,
        Drafting.NONE,
        Tier2Contents.AUTO);
  }

  /**
   * What the published Janus-1 was made for, the only statement of it: Llama-2-7B with weights in 4
   * bits and a 16-bit scale for 128 of them, keys and values in 4 bits with a scale a token and
   * head, at 4096 tokens. Ours, because nothing is published: an answer of 256 tokens.
   */
  public static Workload janus1() {
    KvCodec int4 = KvCodecs.parse("int4-token");
    return new Workload("llama-2-7b", 4.125, KvScheme.of(int4, int4), 3840, 256, 4096, 1);
  }

  public Workload withModel(String value) {
    return new Workload(
        value,
        weightBits,
        scheme,
        promptTokens,
        answerTokens,
        contextTokens,
        batch,
        ambientC,
        idleS,
        drafting,
        tier2Holds);
  }

  public Workload withWeightBits(double value) {
    return new Workload(
        model,
        value,
        scheme,
        promptTokens,
        answerTokens,
        contextTokens,
        batch,
        ambientC,
        idleS,
        drafting,
        tier2Holds);
  }

  public Workload withScheme(KvScheme value) {
    return new Workload(
        model,
        weightBits,
        value,
        promptTokens,
        answerTokens,
        contextTokens,
        batch,
        ambientC,
        idleS,
        drafting,
        tier2Holds);
  }

  public Workload withBatch(int value) {
    return new Workload(
        model,
        weightBits,
        scheme,
        promptTokens,
        answerTokens,
        contextTokens,
        value,
        ambientC,
        idleS,
        drafting,
        tier2Holds);
  }

  /** In air of a temperature, in degrees Celsius. */
  public Workload withAmbientC(Double value) {
    return new Workload(
        model,
        weightBits,
        scheme,
        promptTokens,
        answerTokens,
        contextTokens,
        batch,
        value,
        idleS,
        drafting,
        tier2Holds);
  }

  /** With a time between an answer and the next prompt, in s. */
  public Workload withIdleS(double value) {
    return new Workload(
        model,
        weightBits,
        scheme,
        promptTokens,
        answerTokens,
        contextTokens,
        batch,
        ambientC,
        value,
        drafting,
        tier2Holds);
  }

  public Workload withDrafting(Drafting value) {
    return new Workload(
        model,
        weightBits,
        scheme,
        promptTokens,
        answerTokens,
        contextTokens,
        batch,
        ambientC,
        idleS,
        value,
        tier2Holds);
  }

  public Workload withTier2Holds(Tier2Contents value) {
    return new Workload(
        model,
        weightBits,
        scheme,
        promptTokens,
        answerTokens,
        contextTokens,
        batch,
        ambientC,
        idleS,
        drafting,
        value);
  }

  /** With a prompt, an answer, and a context that holds both. */
  public Workload withTokens(long prompt, long answer, long context) {
    return new Workload(
        model,
        weightBits,
        scheme,
        prompt,
        answer,
        context,
        batch,
        ambientC,
        idleS,
        drafting,
        tier2Holds);
  }

  /**
   * With the tokens that were given, each null where it was not. A context alone is a prompt and
   * the answer of this workload, or as much of one as fits; without a context, prompt and answer
   * make it.
   *
   * @throws IllegalArgumentException if they do not fit each other
   */
  public Workload withGivenTokens(Long prompt, Long answer, Long context) {
    if (prompt == null && answer == null && context == null) {
      return this;
    }
    if (context == null) {
      long first = or(prompt, promptTokens);
      long then = or(answer, answerTokens);
      return withTokens(first, then, first + then);
    }
    long most = context - or(prompt, 1);
    long then = or(answer, Math.max(0, Math.min(answerTokens, most)));
    return withTokens(or(prompt, Math.max(1, context - then)), then, context);
  }

  private static long or(Long given, long otherwise) {
    return given == null ? otherwise : given;
  }

  /** At a context that is all prompt. */
  public Workload atContext(long tokens) {
    return withTokens(tokens, 0, tokens);
  }
}
