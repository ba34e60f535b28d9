package janus.codesign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.technology.StandingPower;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a design tends to where a part vanishes or knows no bound, and which way it goes there. */
class DesignLimitsTest {
  private static final Facts FACTS = Facts.bundled();
  private static final Design JANUS = Design.janus1();
  private static final ResolvedWorkload LOAD = FACTS.resolve(Workload.janus1());

  private static double stepS(Design design, ResolvedWorkload load) {
    ResolvedDesign chip = FACTS.resolve(design);
    double cycles = chip.tiles().run(load.decode(), StepPorts.decode(chip, load)).seconds();
    return StepPorts.stepS(chip, load, cycles);
  }

  private static Design withTier2(double mib) {
    return JANUS.withTier2(JANUS.tier2().withCapacityMib(mib));
  }

  private static Design withBandwidth(double gbPerS) {
    return JANUS.withOffChip(new Design.OffChip("lpddr5x", 8192, gbPerS));
  }

  // A tier 2 of a bit is none.
  @Test
  void capacityTendsToADesignWithoutTheTier() {
    assertEquals(stepS(withTier2(0), LOAD), stepS(withTier2(1e-5), LOAD), 1e-6);
    double none = new PreparedDesign(FACTS.resolve(withTier2(0))).at(LOAD).stepJ();
    double little = new PreparedDesign(FACTS.resolve(withTier2(1e-5))).at(LOAD).stepJ();
    assertEquals(none, little, 1e-4 * none);
  }

  // With endless bandwidth outside and no tier 2, weights and cache cost no time: what is left is
  // arithmetic and the fixed time of 32 layers.
  @Test
  void bandwidthTendsToArithmeticAndTheFixedTime() {
    Design design = withBandwidth(1e6).withTier2(JANUS.tier2().withCapacityMib(0));
    ResolvedDesign chip = FACTS.resolve(design);
    double arithmetic = LOAD.macs() / chip.peakMacsPerS();
    double fixed = 32 * 0.101e-3;
    double step = stepS(design, LOAD);
    assertTrue(step >= arithmetic + fixed, "step " + step);
    assertEquals(
        step, stepS(design.withOffChip(new Design.OffChip("lpddr5x", 8192, 5e5)), LOAD), 1e-3);
  }

  // Without leakage the energy of a step is what it moves and computes, and the self-refresh
  // outside: nothing depends on heat.
  @Test
  void withoutLeakageEnergyIsThatOfTheWork() {
    var area = new DieArea(10, 5, 4, 90);
    ResolvedPackage pack = FACTS.resolve(JANUS).pack();
    StepEnergy energy =
        StepEnergy.of(FACTS.resolve(JANUS), LOAD, StepTraffic.of(LOAD, JANUS.tier2().capacity()));
    var paths = HeatPaths.of(area, pack.settings());
    var heat = new DieHeat(paths, StandingPower.NONE, StandingPower.NONE, pack.limits());
    OperatingPoint point = OperatingPoint.of(0.05, energy, 0, heat);
    double work = energy.dieW(1).total() + energy.offChipJ();
    assertEquals(work, point.stepJ(), 1e-12 * work);
  }

  private static <T> T one(Random random, List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private static Design random(Random random) {
    Design.Tier first = JANUS.tier1().withCapacityMib(one(random, List.of(0.25, 2.0, 16.0)));
    Design.Tier second =
        new Design.Tier(
            one(random, List.of("edram-1t1c", "sram-ll", "stt-mram", "gain-cell")),
            one(random, List.of(0.0, 8.0, 64.0)),
            one(random, List.of(1, 4, 16)),
            1024,
            3,
            4);
    int side = one(random, List.of(8, 16, 32));
    var compute =
        new Design.Compute(
            one(random, List.of(1, 4, 16)), side, side, 0.5, Facts.DELIVERED_INT8, 8, 32, 3);
    double gbPerS = one(random, List.of(8.0, 17.0, 34.0));
    return JANUS
        .withTier1(first)
        .withTier2(second)
        .withCompute(compute)
        .withOffChip(new Design.OffChip("lpddr5x", 16384, gbPerS));
  }

  private static Design faster(Design design) {
    Design.OffChip outside = design.offChip();
    return design.withOffChip(new Design.OffChip("lpddr5x", 16384, 2 * outside.bandwidthGbPerS()));
  }

  // Thousands of random designs: more bandwidth never takes longer, a longer context never less,
  // and the rate never passes its roofs.
  @Test
  void timeFollowsBandwidthAndContext() {
    var random = new Random(11);
    List<ResolvedWorkload> shorter =
        List.of("llama-3.2-1b", "qwen3-0.6b").stream().map(m -> load(m, 512)).toList();
    List<ResolvedWorkload> longer =
        List.of("llama-3.2-1b", "qwen3-0.6b").stream().map(m -> load(m, 4096)).toList();
    for (int i = 0; i < 2000; i++) {
      int model = random.nextInt(shorter.size());
      Design design = random(random);
      double step = stepS(design, longer.get(model));
      assertTrue(stepS(faster(design), longer.get(model)) <= step, design.toString());
      assertTrue(stepS(design, shorter.get(model)) <= step, design.toString());
    }
  }

  private static ResolvedWorkload load(String model, long context) {
    return FACTS.resolve(Workload.janus1().withModel(model).atContext(context));
  }

  // Warmer air never makes a die cooler, nor a step cheaper.
  @Test
  void warmerAirCostsEnergy() {
    PreparedDesign design = new PreparedDesign(FACTS.resolve(withTier2(8)));
    double joule = 0;
    double junctionC = 0;
    for (double celsius : new double[] {0, 25, 40}) {
      var warm = FACTS.resolve(Workload.janus1().withAmbientC(celsius));
      OperatingPoint point = design.at(warm);
      double hottest = design.inAirOf(warm).full(point).junctionC();
      assertTrue(point.stepJ() > joule && hottest > junctionC, celsius + " C");
      joule = point.stepJ();
      junctionC = hottest;
    }
  }

  // Air of 25 C is that of the package: to ask for it changes nothing but rounding.
  @Test
  void askedForAirIsThatOfThePackage() {
    PreparedDesign design = new PreparedDesign(FACTS.resolve(JANUS));
    var asked = FACTS.resolve(Workload.janus1().withAmbientC(25.0));
    assertEquals(design.at(LOAD).stepJ(), design.at(asked).stepJ(), 1e-9);
  }
}
