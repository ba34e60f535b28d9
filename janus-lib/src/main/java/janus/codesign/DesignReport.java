package janus.codesign;

import janus.codesign.DesignRun.PowerRow;
import janus.provenance.Fact;
import janus.units.DataSize;
import janus.units.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a design reaches on a workload, in values that JSON can write and read.
 *
 * @param design what was evaluated
 * @param workload on what
 * @param decodeTokensPerS tokens a second of all sequences together, at the workload's context
 * @param burstS how long full rate lasts from the temperature of the air, in s; null where for ever
 * @param timeToFirstTokenMs prefill of the prompt of one sequence
 * @param response what answering one prompt takes, and the pause after it
 * @param tokensPerStep tokens of all sequences that a step makes in the mean, see {@link Drafting}
 * @param decodeTokensPerSRange the same with the least and the most that measured devices reach of
 *     their memory
 * @param sustainedTokensPerS the same under the limits of junction and skin: below the decode rate
 *     where the part throttles, 0 where standing power alone is too much
 * @param joulePerToken typical, of die and off-chip memory, at the sustained rate; null where that
 *     is 0
 * @param burstJoulePerToken the same at full rate, for ever or while that lasts
 * @param powerW typical power of die and off-chip memory at the sustained rate; null where the die
 *     runs away even idle
 * @param powerRangeW the same with its range
 * @param dieRangeW power of the die alone
 * @param dieMm2 typical area of all parts
 * @param dieRangeMm2 the same with its range
 * @param unitUsd what one chip with its memory costs, in USD; null where a price is unknown, see
 *     {@link UnitCost}
 * @param outcome where the die's temperature goes at full rate: settles, beyond_limit (of what the
 *     facts are known for) or runaway
 * @param junctionC hottest cell of the die at the sustained rate, in C; null where it runs away
 *     even idle
 * @param binds what takes the most time of a step: off_chip_memory, on_chip_memory or arithmetic
 * @param breakEvenReadsPerS reads a second of all that tier 2 holds above which tier 2 saves
 *     energy; null where it never does, see {@link BreakEven}
 * @param tier2Reads the reads a second that it gets, and whether they are enough
 * @param nullDesigns the design without tier 2, with the smallest tier 1, and with both
 * @param heat temperatures beside the junction, and limits
 * @param roofs what arithmetic and memories would allow alone
 * @param use how the arrays spend their cycles
 * @param storage where weights and caches lie
 * @param supply what goes into the voltage regulators
 * @param leftOut what has neither area nor power here
 * @param power by component and cause
 * @param area by part
 * @param cost by part
 * @param uncertainty what the ranges of the facts mean; null where they were not sampled
 */
public record DesignReport(
    Design design,
    Workload workload,
    double decodeTokensPerS,
    Range decodeTokensPerSRange,
    double sustainedTokensPerS,
    Double burstS,
    double timeToFirstTokenMs,
    Response response,
    double tokensPerStep,
    Double joulePerToken,
    double burstJoulePerToken,
    Double powerW,
    Range powerRangeW,
    Range dieRangeW,
    double dieMm2,
    Range dieRangeMm2,
    Range unitUsd,
    String outcome,
    Double junctionC,
    String binds,
    Double breakEvenReadsPerS,
    Tier2Reads tier2Reads,
    List<NullDesign> nullDesigns,
    Heat heat,
    Roofs roofs,
    Use use,
    Storage storage,
    Supply supply,
    List<String> leftOut,
    List<PowerRow> power,
    List<ResolvedDesign.Part> area,
    List<UnitCost.Part> cost,
    DesignUncertainty uncertainty) {
  private static final List<String> LEFT_OUT =
      List.of(
          "the host that feeds the chip",
          "activations, normalisation and softmax",
          "area of links between dies of different nodes");

  /**
   * What goes into the voltage regulators of die and memory.
   *
   * @param regulatorPercent share that leaves them, typical
   * @param inputPowerW at the sustained rate; null where the die runs away even idle
   * @param inputJoulePerToken the same of a token; null where no rate is sustained
   */
  public record Supply(double regulatorPercent, Double inputPowerW, Double inputJoulePerToken) {
    static Supply of(Fact efficiency, OperatingPoint point, double tokensPerStep) {
      double share = efficiency.typical();
      return new Supply(
          100 * share, known(point.powerW() / share), known(point.stepJ() / tokensPerStep / share));
    }
  }

  /**
   * How often tier 2 is read.
   *
   * @param madeReadsPerS reads a second of all that it holds: one a decode step
   * @param pays whether that is above the break-even
   */
  public record Tier2Reads(double madeReadsPerS, boolean pays) {}

  /**
   * Temperatures and limits.
   *
   * @param pack what the die sits in
   * @param ambientC temperature of the air
   * @param fullRateJunctionC where the hottest cell would settle at full rate; null in runaway
   * @param dieMeanC mean over the die
   * @param skinC hottest cell of the outermost layer
   * @param junctionLimitC what the junction must not pass
   * @param skinLimitC what the skin must not pass; null where nobody holds it
   * @param throttlingPowerW largest power of the die, spread as at the sustained rate, that keeps
   *     the limits
   */
  public record Heat(
      String pack,
      double ambientC,
      Double fullRateJunctionC,
      Double dieMeanC,
      Double skinC,
      Double junctionLimitC,
      Double skinLimitC,
      Double throttlingPowerW) {
    static Heat of(ResolvedPackage pack, DesignRun run) {
      return new Heat(
          pack.name(),
          pack.ambientC(),
          known(run.full().junctionC()),
          known(run.dieMeanC()),
          known(run.point().sustained().skinC()),
          pack.limits().junctionCelsius(),
          pack.limits().skinCelsius(),
          known(run.point().throttlingW(pack)));
    }
  }

  /**
   * Rates that one resource would allow alone, in tokens a second.
   *
   * @param arithmeticTokensPerS every unit busy in every cycle
   * @param offChipTokensPerS the memory beside the die; null where nothing is read there
   * @param onChipTokensPerS tier 2; null where it holds nothing
   */
  public record Roofs(
      double arithmeticTokensPerS, Double offChipTokensPerS, Double onChipTokensPerS) {
    static Roofs of(DecodeRate rate) {
      return new Roofs(
          rate.arithmeticTokensPerS(),
          known(rate.offChipTokensPerS()),
          known(rate.onChipTokensPerS()));
    }
  }

  /**
   * How the arrays spend a decode step.
   *
   * @param peakTops 10<sup>12</sup> operations a second, two a multiply-accumulate
   * @param usedTops reached
   * @param usedPercent of the peak
   * @param operandStallPercent share of the cycles in which tiles wait for operands
   */
  public record Use(
      double peakTops, double usedTops, double usedPercent, double operandStallPercent) {}

  /**
   * Where weights and caches lie, in MiB.
   *
   * @param weightsMib all weights, those of a draft model included
   * @param weightsTier2Mib what tier 2 holds of them
   * @param weightsReadMib weights read in a step
   * @param weightsReadTier2Mib what tier 2 delivers of these
   * @param cacheMib caches of all sequences
   * @param cacheTier2Mib what tier 2 holds of them
   * @param cacheOffChipMib what lies off chip
   * @param cacheWrittenMib what a step adds
   */
  public record Storage(
      double weightsMib,
      double weightsTier2Mib,
      double weightsReadMib,
      double weightsReadTier2Mib,
      double cacheMib,
      double cacheTier2Mib,
      double cacheOffChipMib,
      double cacheWrittenMib) {
    static Storage of(ResolvedWorkload load, DataSize tier2) {
      return new Storage(
          load.weights().mib(),
          load.weightsKept(tier2).mib(),
          load.weightsRead().mib(),
          load.weightsReadKept(tier2).mib(),
          load.cache().mib(),
          load.cacheKept(tier2).mib(),
          load.cacheSpilled(tier2).mib(),
          load.cacheWritten().mib());
    }
  }

  public DesignReport {
    nullDesigns = List.copyOf(nullDesigns);
    leftOut = List.copyOf(leftOut);
    power = List.copyOf(power);
    area = List.copyOf(area);
    cost = List.copyOf(cost);
  }

  private static List<String> leftOut(ResolvedWorkload load) {
    var all = new ArrayList<>(LEFT_OUT);
    if (load.draft() != null) {
      all.add("the prompt as the draft model reads it");
    }
    return all;
  }

  /** A value, or null where there is none. */
  static Double known(double value) {
    return Double.isFinite(value) ? (Double) value : null;
  }

  /** The report on a run and a response. */
  static DesignReport of(
      PreparedDesign prepared,
      ResolvedWorkload load,
      DesignRun run,
      Response response,
      UnitCost cost,
      List<NullDesign> nullDesigns,
      Fact regulatorEfficiency,
      DesignUncertainty uncertainty) {
    ResolvedDesign chip = prepared.chip();
    OperatingPoint point = run.point();
    BreakEven even = BreakEven.of(chip, load, point);
    double tokens = load.tokensPerStep();
    return new DesignReport(
        chip.design(),
        load.workload(),
        run.tokensPerS(),
        run.ratePerS(),
        tokens * point.stepsPerS(),
        Burst.seconds(chip, point),
        response.timeToFirstTokenMs(),
        response,
        tokens,
        known(point.stepJ() / tokens),
        prepared.burstStepJ(point) / tokens,
        known(point.powerW()),
        run.totalW(true),
        run.totalW(false),
        chip.dieMm2().typical(),
        chip.dieMm2(),
        cost == null ? null : cost.usd(),
        run.outcome().spelling(),
        known(point.sustained().junctionC()),
        run.binds().name().toLowerCase(Locale.ROOT),
        even.readsPerS(),
        new Tier2Reads(even.madeReadsPerS(), even.pays()),
        nullDesigns,
        Heat.of(chip.pack(), run),
        Roofs.of(run.roofs()),
        new Use(
            chip.tiles().peakTops(),
            run.usedTops(),
            100 * run.usedTops() / chip.tiles().peakTops(),
            run.waitingPercent()),
        Storage.of(load, chip.design().tier2().capacity()),
        Supply.of(regulatorEfficiency, point, tokens),
        leftOut(load),
        run.power(),
        chip.parts(),
        cost == null ? List.of() : cost.parts(),
        uncertainty);
  }
}
