package janus.experiment;

import janus.codesign.DesignEvaluator;
import janus.codesign.DesignReport;
import janus.codesign.DesignSamples.Quantiles;
import janus.codesign.FactDraws;
import janus.codesign.Facts;
import janus.codesign.Objective;
import janus.codesign.PreparedDesign;
import janus.progress.Progress;
import janus.search.ChipCommandLine;
import janus.search.DesignPoint;
import java.util.ArrayList;
import java.util.List;

/**
 * The best designs of step 6 in a hand, in air of other temperatures. Facts are drawn by common
 * random numbers, so differences between rows are those of design and air.
 */
final class InTheHand {
  private static final double[] AMBIENT_C = {5, 15, 25, 35};
  private static final long SEED = 1;

  private final DesignEvaluator evaluator;
  private final Progress progress;
  private final FactDraws draws;

  InTheHand(Facts facts, Progress progress, int samples) {
    this.evaluator = new DesignEvaluator(facts);
    this.progress = progress;
    this.draws = new FactDraws(samples, SEED);
  }

  /**
   * A design in the hand, in air of one temperature.
   *
   * @param ambientC temperature of the air
   * @param decodeTokensPerS at full rate
   * @param burstS how long full rate lasts from the temperature of the air; null where for ever
   * @param sustainedTokensPerS what case and junction allow for ever
   * @param sustainedTokensPerSLow 5 % of the samples are below
   * @param sustainedTokensPerSHigh 5 % are above
   * @param powerW at the sustained rate
   * @param skinC of the case at it
   * @param sustainsProbability share of the samples in which it sustains some rate
   */
  record HandRow(
      String model,
      String limits,
      double ambientC,
      double decodeTokensPerS,
      Double burstS,
      double sustainedTokensPerS,
      Double sustainedTokensPerSLow,
      Double sustainedTokensPerSHigh,
      Double powerW,
      Double skinC,
      double sustainsProbability,
      String command) {}

  /** The best design of a limit in air of each temperature. */
  List<HandRow> hand(String limits, DesignPoint best) {
    PreparedDesign prepared = evaluator.prepare(best.design());
    var rows = new ArrayList<HandRow>();
    for (double ambientC : AMBIENT_C) {
      Progress.checkInterrupted();
      progress.update(0, 0, "in the hand at " + ambientC + " C");
      var workload = best.workload().withAmbientC(ambientC);
      DesignReport report = evaluator.evaluate(prepared, workload, draws);
      Quantiles sustained =
          report.uncertainty().objectives().get(Objective.SUSTAINED_TOKENS_PER_S.spelling());
      rows.add(
          new HandRow(
              workload.model(),
              limits,
              ambientC,
              report.decodeTokensPerS(),
              report.burstS(),
              report.sustainedTokensPerS(),
              sustained.low(),
              sustained.high(),
              report.powerW(),
              report.heat().skinC(),
              report.uncertainty().sustains(),
              ChipCommandLine.of(best)));
    }
    return rows;
  }
}
