package janus.codesign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.catalog.TechnologyCatalog;
import janus.kvcache.KvCodec;
import janus.kvcache.KvCodecs;
import janus.kvcache.KvScheme;
import janus.technology.ArrayEstimate;
import janus.technology.ElectroThermal.Outcome;
import janus.technology.MemoryArray;
import janus.technology.MemoryTechnology;
import janus.technology.Traffic;
import janus.thermal.Floorplan;
import janus.thermal.PackageSetting;
import janus.thermal.ThermalGrid;
import janus.units.DataSize;
import janus.units.Range;
import java.util.List;
import org.junit.jupiter.api.Test;

class PreparedDesignTest {
  private static final TechnologyCatalog TECHNOLOGIES = TechnologyCatalog.bundled();
  private static final Facts FACTS = Facts.bundled();
  private static final KvCodec INT8 = KvCodecs.parse("int8-token");
  private static final ResolvedWorkload LOAD =
      FACTS.resolve(new Workload("llama-3.2-1b", 4, KvScheme.of(INT8, INT8), 1000, 0, 1000, 1));

  private static ResolvedDesign chip(double thetaJa) {
    return chip(thetaJa, DataSize.ofMiB(8L), "stt-mram", DataSize.ofMiB(64L));
  }

  private static ResolvedDesign chip(double thetaJa, DataSize one, String second, DataSize two) {
    return FACTS.resolve(
        new Design(
            "test",
            new Design.Tier("sram-ll", one.mib(), 4, 1024, 1, 1),
            new Design.Tier(second, two.mib(), 8, 1024, 3, 4),
            new Design.Prefetching("none", null, null, null, null),
            new Design.Compute(16, 16, 16, 1, Facts.DELIVERED_INT8, 8, 32, 3),
            new Design.OffChip("lpddr5x", 4096, null),
            new Design.Packaging("bga-lid", null, thetaJa),
            Design.Market.LATEST));
  }

  private static DesignRun run(ResolvedDesign chip) {
    return new PreparedDesign(chip).on(LOAD);
  }

  @Test
  void theRateFromCyclesStaysBelowEveryRoof() {
    DesignRun report = run(chip(10));
    assertTrue(report.tokensPerS() <= report.roofs().tokensPerS(), report.toString());
    assertEquals(report.step().macs() * report.tokensPerS() * 2e-12, report.usedTops(), 1e-9);
  }

  // The die's power is what the blocks of the floorplan get; the memory beside it heats nothing.
  @Test
  void blocksShareThePowerOfTheDie() {
    DesignRun report = run(chip(10));
    assertEquals(Outcome.SETTLES, report.outcome());
    assertEquals(report.totalW(false).typical(), report.point().partsW().total(), 1e-12);
    assertEquals(report.totalW(true).typical(), report.point().powerW(), 1e-12);
    assertTrue(report.totalW(true).typical() > report.totalW(false).typical());
    var detailed = new PreparedDesign(chip(10)).field(report.point());
    assertEquals(report.point().partsW().total(), detailed.power(), 1e-12);
    assertTrue(Math.abs(detailed.heatBalanceResidual()) < 1e-9);
  }

  // The step is its cycles and 0.101 ms for each of 16 layers; the range spans what devices reach.
  @Test
  void everyLayerTakesAFixedTime() {
    DesignRun report = run(chip(10));
    double seconds = report.step().seconds() + 16 * 0.101e-3;
    assertEquals(1 / seconds, report.tokensPerS(), 1e-9);
    assertTrue(report.ratePerS().low() < 0.7 * report.tokensPerS(), report.ratePerS().toString());
    assertTrue(report.ratePerS().high() > 1.05 * report.tokensPerS());
  }

  // eDRAM is published with 102.4 GB/s; a bank of storage-grade MRAM is busy for 10 ns a word of
  // 128 bytes: 8 banks deliver 102.4 GB/s, and 4 of them 51.2.
  @Test
  void tier2DeliversWhatItsTechnologyCan() {
    DataSize mib = DataSize.ofMiB(64L);
    assertEquals(102.4e9, chip(10, mib, "stt-mram", mib).tier2BytesPerS(), 1e3);
    assertEquals(102.4e9, chip(10, mib, "edram-1t1c", mib).tier2BytesPerS(), 1e3);
    Design design = chip(10, mib, "stt-mram", mib).design();
    Design.Tier four = new Design.Tier("stt-mram", 64, 4, 1024, 3, 4);
    assertEquals(51.2e9, FACTS.resolve(design.withTier2(four)).tier2BytesPerS(), 1e3);
  }

  // One unit that outputs stay in works in every cycle but the first and last of a product.
  @Test
  void aSingleUnitStaysBelowTheArithmeticRoof() {
    Design design = chip(10).design();
    var compute = new Design.Compute(1, 1, 1, 0.2, Facts.DELIVERED_INT8, 8, 32, 3);
    var model = new PreparedDesign(FACTS.resolve(design.withCompute(compute)));
    double reached = 1 / model.decode(LOAD).seconds();
    double roof = model.roofs(LOAD).arithmeticTokensPerS();
    assertTrue(reached <= roof && reached > 0.99 * roof, reached + " of " + roof);
  }

  // The memory beside the die restores its rows as tiers do, at the temperature of the air.
  @Test
  void refreshOffChipIsARowOfItsOwn() {
    DesignRun report = run(chip(10));
    MemoryTechnology lpddr = TECHNOLOGIES.byName("lpddr5x");
    Traffic idle = new Traffic(0, 0, 0);
    ArrayEstimate estimate =
        new MemoryArray(lpddr, DataSize.ofMiB(4096L), 1, 64, idle, 25, 1).estimate();
    assertEquals(estimate.standbyW(), watts(report, "off-chip lpddr5x", "standby"));
    assertEquals(estimate.refreshW(), watts(report, "off-chip lpddr5x", "refresh"));
  }

  // A quarter of the cache fits tier 2. Off chip come the weights and three quarters, and go three
  // quarters of what the token adds; tier 2 reads and writes the other quarter.
  @Test
  void whatDoesNotFitIsWrittenOffChip() {
    DataSize quarter = DataSize.ofBytes(LOAD.cache().bytes() / 4);
    ResolvedDesign chip = chip(10, DataSize.ofMiB(8L), "stt-mram", quarter);
    DesignRun report = run(chip);
    assertTrue(report.tokensPerS() <= report.roofs().tokensPerS(), report.toString());
    double cache = LOAD.cache().bytes();
    double written = LOAD.cacheWritten().bytes();
    double offChip = LOAD.weightsRead().bytes() + 0.75 * (cache + written);
    double bitsPerS = offChip * 8 * report.tokensPerS();
    for (String part : List.of("activation", "burst", "pins")) {
      double pj = chip.offChip().namedFacts().get(fact(part)).typical();
      assertEquals(
          bitsPerS * pj * 1e-12, watts(report, "off-chip lpddr5x", part).typical(), 1e-6, part);
    }
    double onDie = chip.offChip().link().energy().typical();
    assertEquals(
        bitsPerS * onDie * 1e-12, watts(report, "interface", "PHY and controller").typical(), 1e-6);
    double gbPerS = chip.reachedGbPerS();
    assertEquals(gbPerS * 1e9 / offChip, report.roofs().offChipTokensPerS(), 1e-6);
    var traffic = new Traffic(cache / 4e9, written / 4e9, written / 4e6);
    ArrayEstimate second =
        new MemoryArray(chip.tier2(), quarter, 8, 1024, traffic, 25, 1).estimate();
    assertEquals(
        second.dynamicW().typical() * report.tokensPerS(),
        watts(report, "tier 2 stt-mram", "reads and writes").typical(),
        1e-6);
  }

  private static String fact(String part) {
    return part.equals("pins") ? "pinEnergy" : part + "Energy";
  }

  // Four channels of 20 mW stay open while weights stream at 0.864 of 68.3 GB/s: 0.169 pJ a bit.
  @Test
  void openChannelsTakeActiveStandbyWhileTheyStream() {
    ResolvedDesign chip = chip(10);
    DesignRun report = run(chip);
    double bitsPerS = 8 * LOAD.weightsRead().bytes() * report.tokensPerS();
    double pj = watts(report, "off-chip lpddr5x", "active standby").typical() / bitsPerS * 1e12;
    assertEquals(4 * 20 / (8 * 0.864 * 68.3), pj, 1e-4);
  }

  // Four channels of 0.9 mm2; a chip of a hundredth of a square millimetre is none.
  @Test
  void dieHoldsTheInterfaceOfTheMemoryOutside() {
    ResolvedDesign chip = chip(10);
    assertEquals(4 * 0.9, chip.interfaceMm2(), 1e-12);
    Design half = chip.design().withOffChip(new Design.OffChip("lpddr5x", 4096, 34.1));
    assertEquals(2 * 0.9, FACTS.resolve(half).interfaceMm2(), 1e-12);
    assertEquals(chip.area().total(), chip.dieMm2().typical(), 1e-9);
    double inner = chip.innerArea().total() + chip.interfaceMm2();
    assertEquals(chip.area().total() - chip.area().tier2(), inner, 1e-9);
  }

  @Test
  void logicThatCannotDriveTheMemoryIsRefused() {
    var old = new Design.Compute(16, 16, 16, 0.5, Facts.DELIVERED_INT8, 8, 32, 7);
    ResolvedDesign chip = FACTS.resolve(chip(10).design().withCompute(old));
    assertEquals(
        "compute.logicNm must be at most 5.0 nm to drive lpddr5x: 7.0",
        assertThrows(IllegalArgumentException.class, () -> new PreparedDesign(chip)).getMessage());
    Design lpddr5 = chip.design().withOffChip(new Design.OffChip("lpddr5", 4096, null));
    assertNotNull(new PreparedDesign(FACTS.resolve(lpddr5)));
  }

  @Test
  void chipsThatCannotWorkAreRefused() {
    DataSize mib = DataSize.ofMiB(1L);
    assertEquals(
        "tier 1 must hold an operand of 8 bits for each of 16 tiles: 15 B",
        refused(DataSize.ofBytes(15), "stt-mram", mib));
    assertEquals(
        "tier 2 must be of a technology that serves traffic: sram-retention sleeps (SRAM, retention"
            + " mode)",
        refused(mib, "sram-retention", mib));
    chip(10, DataSize.ofBytes(16), "stt-mram", mib);
  }

  // 8e9 weights of 8 bits are more than the 4 GiB beside the die.
  @Test
  void weightsThatDoNotFitOffChipAreRefused() {
    var model = new PreparedDesign(chip(10));
    ResolvedWorkload load =
        FACTS.resolve(LOAD.workload().withModel("llama-3-8b").withWeightBits(8).atContext(10));
    var error = assertThrows(IllegalArgumentException.class, () -> model.decode(load));
    assertEquals(
        "off-chip memory must hold " + load.weights() + " of weights and cache: 4 GiB",
        error.getMessage());
  }

  private static String refused(DataSize one, String second, DataSize two) {
    return assertThrows(IllegalArgumentException.class, () -> chip(10, one, second, two))
        .getMessage();
  }

  private static Range watts(DesignRun report, String component, String cause) {
    return report.power().stream()
        .filter(row -> row.component().equals(component) && row.cause().equals(cause))
        .map(DesignRun.PowerRow::watts)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theConvectionIsFittedToTheResistanceOfADieOfACentimetre() {
    for (double theta : new double[] {10, 30}) {
      var die = new Floorplan(List.of(new Floorplan.Block("DIE", 0.01, 0.01, 0, 0)));
      var grid = new ThermalGrid(die, chip(theta).pack().settings(), 64, 64);
      double ambientK = grid.settings().get(PackageSetting.AMBIENT);
      assertEquals(theta, grid.steady(new double[] {1}).mean() - ambientK, 1e-3);
    }
  }

  // Just below the largest resistance the die settles, just above it does not.
  @Test
  void theLargestResistanceIsTheEdge() {
    Double largest = PreparedDesign.largestResistance(PreparedDesignTest::chip, LOAD, 60, 1, 100);
    assertNotNull(largest);
    double below = fullRateJunctionC(largest - 0.3);
    double above = fullRateJunctionC(largest + 0.3);
    assertTrue(below < 60, "below: " + below);
    assertTrue(above > 60, "above: " + above);
    assertNull(PreparedDesign.largestResistance(PreparedDesignTest::chip, LOAD, 25.1, 1, 100));
  }

  private static double fullRateJunctionC(double thetaJaCPerW) {
    var prepared = new PreparedDesign(chip(thetaJaCPerW));
    return prepared.full(prepared.at(LOAD)).junctionC();
  }
}
