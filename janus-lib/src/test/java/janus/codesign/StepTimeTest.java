package janus.codesign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.codesign.StepTime.Operator;
import janus.codesign.StepTime.Resource;
import janus.codesign.StepTime.Share;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepTimeTest {
  private static final Facts FACTS = Facts.bundled();

  private static ResolvedWorkload load(long context) {
    return FACTS.resolve(
        Workload.janus1().withModel("llama-3.2-1b").withTokens(context, 0, context));
  }

  private static ResolvedDesign chip(double tier2Mib, double offChipGbPerS) {
    Design design = Design.janus1();
    return FACTS.resolve(
        design
            .withTier2(design.tier2().withCapacityMib(tier2Mib))
            .withOffChip(new Design.OffChip("lpddr5x", 8192, offChipGbPerS)));
  }

  // Of 1000 bytes, 900 at 64 a cycle take 14 cycles and 100 at 0.5 take 200: 200 / 214.
  @Test
  void whatLiesOutsideBindsThoughMostBytesLieInside() {
    Delivery inside = new Delivery("on the chip", 900, 64);
    Delivery outside = new Delivery("outside", 100, 0.5);
    List<Delivery> all = List.of(inside, outside);
    assertEquals(200 / (200 + 900.0 / 64), outside.share(all), 1e-12);
    assertTrue(outside.share(all) > 0.9);
    assertEquals(1, outside.share(all) + inside.share(all), 1e-12);
  }

  // Tier 2 holds nine tenths of the cache and delivers 64 bytes a cycle or more; the memory beside
  // the die delivers 0.5 and takes most of the time.
  @Test
  void aTenthOfTheCacheOutsideBinds() {
    ResolvedWorkload load = load(8192);
    ResolvedDesign chip =
        chip(
            0.9 * load.cache().mib(),
            0.5 / FACTS.resolve(Design.janus1()).use().reached().typical());
    List<Delivery> cache = StepTime.cache(chip, load);
    assertTrue(cache.get(0).bytes() > 8.9 * cache.get(1).bytes(), cache.toString());
    assertTrue(cache.get(1).share(cache) > 0.85, cache.toString());
    Operator scores =
        StepTime.of(chip, load).operators().stream()
            .filter(operator -> operator.operator().equals("attention.scores"))
            .findFirst()
            .orElseThrow();
    assertEquals(Resource.OFF_CHIP_MEMORY.spelling(), scores.binds());
  }

  @Test
  void whatDeliversTheCacheIsWhatThePortSays() {
    ResolvedWorkload load = load(8192);
    ResolvedDesign chip = chip(16, 20);
    double seconds = StepTime.cache(chip, load).stream().mapToDouble(Delivery::seconds).sum();
    double cycles = seconds * chip.design().compute().clockGhz() * 1e9;
    assertEquals(load.cacheElements() / cycles, StepPorts.decode(chip, load).cache(), 1e-6);
  }

  @Test
  void operatorsAndSharesAddUpToTheStep() {
    for (double mib : new double[] {0, 16, 224}) {
      ResolvedWorkload load = load(2048);
      ResolvedDesign chip = chip(mib, 30);
      StepTime time = StepTime.of(chip, load);
      double stepMs = 1e3 * new PreparedDesign(chip).at(load).fullStepS();
      assertEquals(stepMs, time.operators().stream().mapToDouble(Operator::ms).sum(), 1e-9);
      assertEquals(stepMs, time.shares().stream().mapToDouble(Share::ms).sum(), 1e-9);
      assertEquals(100, time.shares().stream().mapToDouble(Share::stepPercent).sum(), 1e-9);
      assertEquals(load.macs(), time.operators().stream().mapToLong(Operator::macs).sum());
    }
  }

  // Without the memory's bound, what bound before no longer does: 1 TB/s leave the arrays.
  @Test
  void whatBindsIsWhatMoreOfHelps() {
    ResolvedWorkload load = load(512);
    assertEquals(Resource.OFF_CHIP_MEMORY.spelling(), StepTime.of(chip(224, 10), load).binds());
    StepTime fast = StepTime.of(chip(224, 100_000), load);
    assertTrue(
        fast.shares().stream()
            .noneMatch(share -> share.binds().equals(Resource.OFF_CHIP_MEMORY.spelling())),
        fast.shares().toString());
  }
}
