package janus.codesign;

/**
 * What answering one prompt takes, and the pause after it. A prompt is read at full rate and its
 * answer decoded at the sustained one. Time and energy of a token grow with the context, nearly as
 * a straight line with a bend where tier 2 is full; their means are by Simpson's rule from the
 * first, the middle and the last token:
 *
 * <pre>
 *   mean     = (first + 4 middle + last) / 6
 *   response = prompt + answer tokens x mean + idle time x power in the pause / batch
 * </pre>
 *
 * <p>Sequences of a batch are decoded together and pause together, but their prompts are read one
 * after another. Energies are typical, of die and off-chip memory. A draft model reads the prompt,
 * too; that is left out.
 *
 * @param timeToFirstTokenMs prefill of the prompt
 * @param firstTokensPerS decode rate with the first token of the answer, of all sequences together;
 *     null where there is no answer or no rate is sustained, as are all below
 * @param meanTokensPerS tokens of the answer over the time they take
 * @param lastTokensPerS decode rate with the last token of the answer
 * @param answerS time from the first token to the last
 * @param promptJoule to read the prompt
 * @param answerJoule to decode the answer
 * @param idleJoule standing power in the pause, the share of one sequence
 * @param joulePerResponse all three
 * @param pause the state of the chip in the pause
 */
public record Response(
    double timeToFirstTokenMs,
    Double firstTokensPerS,
    Double meanTokensPerS,
    Double lastTokensPerS,
    Double answerS,
    Double promptJoule,
    Double answerJoule,
    Double idleJoule,
    Double joulePerResponse,
    Pause pause) {
  private static final double MIDDLE_WEIGHT = 4;
  private static final double WEIGHTS = 6;

  /** The response of a design that sustains an operating point with the last token. */
  static Response of(
      PreparedDesign design, ResolvedWorkload load, OperatingPoint last, Pause pause) {
    Workload work = load.workload();
    double promptS = design.prefill(load).seconds();
    double promptJ = design.promptJ(load, promptS, last);
    double idleW = pause.powerW() == null ? Double.NaN : pause.powerW();
    double idleJ = work.idleS() * idleW / work.batch();
    if (work.answerTokens() == 0) {
      return new Response(
          1e3 * promptS,
          null,
          null,
          null,
          null,
          DesignReport.known(promptJ),
          null,
          DesignReport.known(idleJ),
          DesignReport.known(promptJ + idleJ),
          pause);
    }
    double tokens = load.tokensPerStep();
    OperatingPoint first = at(design, load, work.answerTokens() - 1);
    OperatingPoint middle = at(design, load, (work.answerTokens() - 1) / 2);
    double tokenS =
        mean(1 / first.stepsPerS(), 1 / middle.stepsPerS(), 1 / last.stepsPerS()) / tokens;
    double tokenJ = mean(first.stepJ(), middle.stepJ(), last.stepJ()) / tokens;
    double answerJ = work.answerTokens() * tokenJ;
    boolean rate = Double.isFinite(tokenS);
    return new Response(
        1e3 * promptS,
        rate ? tokens * first.stepsPerS() : null,
        rate ? 1 / tokenS : null,
        rate ? tokens * last.stepsPerS() : null,
        DesignReport.known(work.answerTokens() * work.batch() * tokenS),
        DesignReport.known(promptJ),
        DesignReport.known(answerJ),
        DesignReport.known(idleJ),
        DesignReport.known(promptJ + answerJ + idleJ),
        pause);
  }

  /** With some tokens fewer than the last has before it. */
  private static OperatingPoint at(PreparedDesign design, ResolvedWorkload load, long before) {
    long context = load.workload().contextTokens() - before;
    return design.at(load.whenAt(context));
  }

  private static double mean(double first, double middle, double last) {
    return (first + MIDDLE_WEIGHT * middle + last) / WEIGHTS;
  }
}
