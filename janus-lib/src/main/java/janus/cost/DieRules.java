package janus.cost;

import janus.provenance.Fact;
import janus.units.Range;
import java.util.Objects;

/**
 * How many good dies a 300 mm wafer gives, and what becomes of a die after it:
 *
 * <pre>
 *   dies  = pi (d/2 - e)^2 / A - pi (d - 2 e) / sqrt(2 A)      A with its scribe lane, d = 300 mm
 *   yield = (1 + A D / alpha)^-alpha                           negative binomial
 *   cost of a good die = price of a wafer / (dies yield)
 * </pre>
 *
 * Dies are square. Sources: the formula of dies as in UCLA's CATCH and Chiplet Actuary (Feng and
 * Ma, DAC 2022), which use the same yield.
 *
 * @param yieldAlpha how much defects cluster; many mean Poisson's yield
 * @param edgeExclusion width of the wafer's edge that holds no die, in mm
 * @param scribeLane between dies, in mm
 * @param bondingYield share of dies that survive being joined to a package or another die
 * @param finalTest of a packaged chip, in USD/unit
 */
public record DieRules(
    Fact yieldAlpha, Fact edgeExclusion, Fact scribeLane, Fact bondingYield, Fact finalTest) {
  private static final double WAFER_MM = 300;

  public DieRules {
    Objects.requireNonNull(yieldAlpha, "yieldAlpha");
    Objects.requireNonNull(edgeExclusion, "edgeExclusion");
    Objects.requireNonNull(scribeLane, "scribeLane");
    Objects.requireNonNull(bondingYield, "bondingYield");
    Objects.requireNonNull(finalTest, "finalTest");
  }

  /**
   * Dies of a wafer.
   *
   * @throws IllegalArgumentException if not one fits
   */
  static double dies(double dieMm2, double edgeMm, double laneMm) {
    double side = Math.sqrt(dieMm2) + laneMm;
    double dies = perWafer(side * side, edgeMm);
    if (!(dieMm2 > 0 && dies >= 1)) {
      throw new IllegalArgumentException(
          "area of a die must be above 0 and fit a 300 mm wafer: " + dieMm2 + " mm2");
    }
    return dies;
  }

  private static double perWafer(double area, double edgeMm) {
    double used = WAFER_MM - 2 * edgeMm;
    return Math.PI * used * used / 4 / area - Math.PI * used / Math.sqrt(2 * area);
  }

  /** Whether a wafer gives a die of an area, at the unfavourable end. */
  public boolean fits(Range mm2) {
    double side = Math.sqrt(mm2.high()) + scribeLane.high();
    return mm2.low() > 0 && perWafer(side * side, edgeExclusion.high()) >= 1;
  }

  /** Share of dies without a defect. */
  static double goodShare(double dieMm2, double defectsPerCm2, double alpha) {
    return StrictMath.pow(1 + dieMm2 / 100 * defectsPerCm2 / alpha, -alpha);
  }

  /**
   * Cost of a good die, in USD. Low and high take every fact at its favourable and unfavourable
   * end.
   *
   * @param process its node
   * @param mm2 its area
   * @param adderPercent what an embedded memory adds to the wafer's price
   * @throws IllegalArgumentException if it does not fit a wafer
   */
  public Range goodDieUsd(WaferProcess process, Range mm2, Range adderPercent) {
    Range price = process.waferPrice().range();
    Range defects = process.defectDensity().range();
    return new Range(
        goodDie(
            price.low() * (1 + adderPercent.low() / 100),
            dies(mm2.low(), edgeExclusion.low(), scribeLane.low()),
            goodShare(mm2.low(), defects.low(), yieldAlpha.low())),
        goodDie(
            price.typical() * (1 + adderPercent.typical() / 100),
            dies(mm2.typical(), edgeExclusion.typical(), scribeLane.typical()),
            goodShare(mm2.typical(), defects.typical(), yieldAlpha.typical())),
        goodDie(
            price.high() * (1 + adderPercent.high() / 100),
            dies(mm2.high(), edgeExclusion.high(), scribeLane.high()),
            goodShare(mm2.high(), defects.high(), yieldAlpha.high())));
  }

  private static double goodDie(double price, double dies, double yield) {
    return price / (dies * yield);
  }
}
