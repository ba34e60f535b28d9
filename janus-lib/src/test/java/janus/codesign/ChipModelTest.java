package janus.codesign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.accelerator.Mesh;
import janus.accelerator.SystolicArray;
import janus.catalog.ModelCatalog;
import janus.catalog.PackageCatalog;
import janus.catalog.TechnologyCatalog;
import janus.kvcache.KvCodecs;
import janus.provenance.Basis;
import janus.provenance.Fact;
import janus.technology.ArrayEstimate;
import janus.technology.ElectroThermal.Outcome;
import janus.technology.MemoryArray;
import janus.technology.MemoryTechnology;
import janus.technology.Traffic;
import janus.thermal.DieArea;
import janus.thermal.ThermalLimits;
import janus.transformer.TransformerSpec;
import janus.units.DataSize;
import janus.units.Range;
import org.junit.jupiter.api.Test;

class ChipModelTest {
  private static final TechnologyCatalog TECHNOLOGIES = TechnologyCatalog.bundled();
  private static final DecodeLoad LOAD =
      new DecodeLoad(
          ModelCatalog.bundled().byName("llama-3.2-1b"),
          4,
          KvCodecs.parse("int8-token"),
          KvCodecs.parse("int8-token"),
          1000);

  private static Fact fact(double value, String unit) {
    return new Fact(Range.exactly(value), unit, Basis.ASSUMED, "practice", "");
  }

  private static ChipDesign chip(double thetaJa) {
    return chip(thetaJa, DataSize.ofMiB(8L), "stt-mram", DataSize.ofMiB(64L));
  }

  private static ChipDesign chip(double thetaJa, DataSize one, String second, DataSize two) {
    return new ChipDesign(
        "test",
        new ChipDesign.Tier(TECHNOLOGIES.byName("sram-ll"), one, 4, 1024),
        new ChipDesign.Tier(TECHNOLOGIES.byName(second), two, 8, 1024),
        TECHNOLOGIES.byName("lpddr5x"),
        DataSize.ofMiB(4096L),
        new ChipDesign.Compute(new SystolicArray(16, 16), 16, 1, fact(0.25, "pJ/MAC"), 8, 32),
        new ChipDesign.Network(new Mesh(4, 4), fact(0.1, "pJ/bit/hop")),
        new DieArea(8, 4, 1, 30),
        new ChipPackage("lid", PackageCatalog.bundled().settings("bga-lid"), fact(thetaJa, "C/W")));
  }

  @Test
  void theRateFromCyclesStaysBelowEveryRoof() {
    ChipReport report = new ChipModel(chip(10)).on(LOAD, ThermalLimits.NONE);
    assertTrue(report.tokensPerS() <= report.roofs().tokensPerS(), report.toString());
    assertEquals(report.step().macs() * report.tokensPerS() * 2e-12, report.step().tops(), 1e-9);
  }

  // The die's power is what the blocks of the floorplan get; the memory beside it heats nothing.
  @Test
  void blocksShareThePowerOfTheDie() {
    var model = new ChipModel(chip(10));
    ChipReport report = model.on(LOAD, ThermalLimits.NONE);
    assertEquals(Outcome.SETTLES, report.heat().outcome());
    assertEquals(report.totalW(false).typical(), report.heat().report().powerW(), 1e-12);
    assertTrue(report.totalW(true).typical() > report.totalW(false).typical());
    assertTrue(Math.abs(report.heat().report().heatBalanceResidual()) < 1e-9);
  }

  // One unit that outputs stay in works in every cycle but the first and last of a product.
  @Test
  void aSingleUnitStaysBelowTheArithmeticRoof() {
    ChipDesign chip = chip(10);
    var compute =
        new ChipDesign.Compute(new SystolicArray(1, 1), 1, 0.2, fact(0.25, "pJ/MAC"), 8, 32);
    var single =
        new ChipDesign(
            "single",
            chip.tier1(),
            chip.tier2(),
            chip.offChip(),
            chip.offChipCapacity(),
            compute,
            chip.mesh(),
            chip.area(),
            chip.pack());
    var model = new ChipModel(single);
    double reached = 1 / model.decode(LOAD).seconds();
    double roof = model.roofs(LOAD).arithmeticTokensPerS();
    assertTrue(reached <= roof && reached > 0.99 * roof, reached + " of " + roof);
  }

  // The memory beside the die restores its rows as tiers do, at the temperature of the air.
  @Test
  void refreshOffChipIsARowOfItsOwn() {
    ChipReport report = new ChipModel(chip(10)).on(LOAD, ThermalLimits.NONE);
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
    ChipDesign chip = chip(10, DataSize.ofMiB(8L), "stt-mram", quarter);
    ChipReport report = new ChipModel(chip).on(LOAD, ThermalLimits.NONE);
    assertTrue(report.tokensPerS() <= report.roofs().tokensPerS(), report.toString());
    double cache = LOAD.cache().bytes();
    double written = LOAD.cacheWritten().bytes();
    double offChip = LOAD.weightsRead().bytes() + 0.75 * (cache + written);
    double pjPerBit = chip.offChip().access().readEnergy().typical();
    assertEquals(pjPerBit, chip.offChip().access().writeEnergy().typical());
    assertEquals(
        offChip * 8 * pjPerBit * report.tokensPerS() * 1e-12,
        watts(report, "off-chip lpddr5x", "reads and writes").typical(),
        1e-6);
    double gbPerS = chip.offChip().bandwidth().typical();
    assertEquals(gbPerS * 1e9 / offChip, report.roofs().offChipTokensPerS(), 1e-6);
    var traffic = new Traffic(cache / 4e9, written / 4e9, written / 4e6);
    ArrayEstimate second =
        new MemoryArray(chip.tier2().technology(), quarter, 8, 1024, traffic, 25, 1).estimate();
    assertEquals(
        second.dynamicW().typical() * report.tokensPerS(),
        watts(report, "tier 2 stt-mram", "reads and writes").typical(),
        1e-6);
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
    var model = new ChipModel(chip(10));
    TransformerSpec large = ModelCatalog.bundled().byName("llama-3-8b");
    var load = new DecodeLoad(large, 8, LOAD.keys(), LOAD.values(), 10);
    var error = assertThrows(IllegalArgumentException.class, () -> model.decode(load));
    assertEquals(
        "off-chip memory must hold " + load.weights() + " of weights and cache: 4 GiB",
        error.getMessage());
  }

  private static String refused(DataSize one, String second, DataSize two) {
    return assertThrows(IllegalArgumentException.class, () -> chip(10, one, second, two))
        .getMessage();
  }

  private static Range watts(ChipReport report, String component, String cause) {
    return report.power().stream()
        .filter(row -> row.component().equals(component) && row.cause().equals(cause))
        .map(ChipReport.PowerRow::watts)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theConvectionIsFittedToTheResistance() {
    assertEquals(10, new ChipModel(chip(10)).evenResistance(), 0.02);
    assertEquals(30, new ChipModel(chip(30)).evenResistance(), 0.02);
  }

  // Just below the largest resistance the die settles, just above it does not.
  @Test
  void theLargestResistanceIsTheEdge() {
    Double largest = ChipModel.largestResistance(ChipModelTest::chip, LOAD, 60, 1, 100);
    assertNotNull(largest);
    Double below =
        new ChipModel(chip(largest - 0.3)).on(LOAD, ThermalLimits.NONE).heat().junctionC();
    Double above =
        new ChipModel(chip(largest + 0.3)).on(LOAD, ThermalLimits.NONE).heat().junctionC();
    assertTrue(below < 60, "below: " + below);
    assertTrue(above == null || above > 60, "above: " + above);
    assertNull(ChipModel.largestResistance(ChipModelTest::chip, LOAD, 25.1, 1, 100));
  }
}
