package janus.codesign;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A design without a part that it is praised for, beside the design itself.
 *
 * @param name what is missing
 * @param design the design without it
 * @param decodeTokensPerS tokens a second of all sequences together
 * @param joulePerToken typical, of die and off-chip memory, at the rate it sustains; null where it
 *     sustains none
 * @param powerW typical power of die and off-chip memory
 * @param dieMm2 typical area of all parts
 * @param junctionC hottest cell of the die, in C; null where it runs away even idle
 * @param joulePerTokenSaved what the design saves against this one; negative where the part costs
 *     more than it saves, null where either sustains no rate
 */
public record NullDesign(
    String name,
    Design design,
    double decodeTokensPerS,
    Double joulePerToken,
    Double powerW,
    double dieMm2,
    Double junctionC,
    Double joulePerTokenSaved) {
  /**
   * The smallest tier 1 that serves a decode step, in MiB: step 4 finds that 256 KiB lose nothing
   * ({@code results/4-prefetcher-design/sweeps.csv}).
   */
  static final double SMALLEST_TIER1_MIB = 0.25;

  private record Variant(String name, Design design) {}

  /** The null designs of a design: without tier 2, with the smallest tier 1, and with both. */
  static List<NullDesign> of(
      Facts facts, Design design, ResolvedWorkload load, double joulePerToken) {
    return variants(design).stream()
        .map(
            variant -> {
              var prepared = new PreparedDesign(facts.resolve(variant.design()));
              return of(variant, prepared, load, joulePerToken);
            })
        .toList();
  }

  /** A design without tier 2 and with the smallest tier 1. */
  public static Design least(Design design) {
    return withoutTier2(design.withTier1(design.tier1().withCapacityMib(SMALLEST_TIER1_MIB)));
  }

  private static List<Variant> variants(Design design) {
    Design small = design.withTier1(design.tier1().withCapacityMib(SMALLEST_TIER1_MIB));
    boolean shrinks = design.tier1().capacityMib() > SMALLEST_TIER1_MIB;
    String tier1 = String.format(Locale.ROOT, "tier 1 of %.0f KiB", 1024 * SMALLEST_TIER1_MIB);
    var variants = new ArrayList<Variant>();
    if (design.tier2().exists()) {
      variants.add(new Variant("no tier 2", withoutTier2(design)));
    }
    if (shrinks) {
      variants.add(new Variant(tier1, small));
    }
    if (design.tier2().exists() && shrinks) {
      variants.add(new Variant("no tier 2, " + tier1, withoutTier2(small)));
    }
    return variants;
  }

  private static Design withoutTier2(Design design) {
    return design.withTier2(design.tier2().withCapacityMib(0));
  }

  private static NullDesign of(
      Variant variant, PreparedDesign prepared, ResolvedWorkload load, double joulePerToken) {
    OperatingPoint point = prepared.at(load);
    double tokens = load.tokensPerStep();
    Double joules = DesignReport.known(point.stepJ() / tokens);
    return new NullDesign(
        variant.name(),
        variant.design(),
        tokens / point.fullStepS(),
        joules,
        DesignReport.known(point.powerW()),
        prepared.chip().area().total(),
        DesignReport.known(point.sustained().junctionC()),
        joules == null ? null : DesignReport.known(joules - joulePerToken));
  }
}
