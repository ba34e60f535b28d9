package janus.technology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.catalog.TechnologyCatalog;
import janus.provenance.BadInputException;
import janus.provenance.Basis;
import janus.units.DataSize;
import org.junit.jupiter.api.Test;

class ProcessTableTest {
  private static final TechnologyCatalog CATALOG = TechnologyCatalog.bundled();
  private static final ProcessTable TABLE = CATALOG.processes();

  // The worked example the authors print: E(32 nm HP, 0.9 V) = 0.4571.
  // 0.8367 x 0.81 - 0.4341 x 0.9 + 0.1701 = 0.457137.
  @Test
  void polynomialGivesTheAuthorsWorkedExample() {
    var process = TABLE.processes().stream().filter(p -> p.nm() == 32).findFirst().orElseThrow();
    assertEquals(0.4571, process.energy().at(0.9), 5e-5);
  }

  // (0.1776 x 0.49 - 0.09097 x 0.7 + 0.02447) / (0.373 x 0.64 - 0.1582 x 0.8 + 0.04104) = 0.312.
  @Test
  void energyFrom22To7IsThePublishedRatio() {
    assertEquals(0.312, TABLE.energyFactor(22, 7), 5e-4);
    assertEquals(0.312, TABLE.energyFactor(22, 0.8, 7, 0.7), 5e-4);
  }

  @Test
  void energyBelow7FallsWithTheRootOfTheNode() {
    assertEquals(Math.sqrt(3.0 / 7), TABLE.energyFactor(7, 3), 1e-12);
  }

  // Table 4: 45 to 7 nm 1/17 = 0.059, 20 to 7 nm 1/3.6 = 0.28.
  @Test
  void logicAreaIsThePublishedTable() {
    assertEquals(0.059, TABLE.logicAreaFactor(45, 7), 5e-4);
    assertEquals(0.278, TABLE.logicAreaFactor(22, 7), 5e-4);
  }

  // TSMC N3E and N2 cells: 0.021 / 0.0175 = 1.2.
  @Test
  void sramDensityFollowsPublishedCells() {
    assertEquals(1.2, TABLE.densityFactor(DensityRule.SRAM_CELL, 3, 2), 1e-12);
  }

  @Test
  void nodesBetweenPublishedOnesAreGeometric() {
    double middle = Math.sqrt(14 * 7);
    assertEquals(Math.sqrt(0.0588 * 0.027), TABLE.sramCell(middle).typical(), 1e-12);
    assertEquals(Basis.DERIVED, TABLE.sramCell(middle).basis());
  }

  @Test
  void scalingToTheSameNodeChangesNothing() {
    var edram = CATALOG.byName("edram");
    assertSame(edram, TABLE.scaled(edram, 14));
  }

  @Test
  void scaledFactsAreDerivedAndSaySo() {
    var sram = TABLE.scaled(CATALOG.byName("sram-hp"), 7);
    assertEquals(0.605 * TABLE.energyFactor(22, 7), sram.access().readEnergy().typical(), 1e-12);
    assertEquals(Basis.DERIVED, sram.access().readEnergy().basis());
    assertTrue(sram.access().readEnergy().where().startsWith("scaled by 0.312 from 22 to 7 nm"));
    assertEquals("", sram.extrapolation());
  }

  @Test
  void unpublishedNodeIsRefusedUnlessAskedForByName() {
    var edram = CATALOG.byName("edram");
    var e = assertThrows(IllegalArgumentException.class, () -> TABLE.scaled(edram, 3));
    assertTrue(e.getMessage().contains("--extrapolate edram-1t1c@3nm"), e.getMessage());
    var asked = CATALOG.extrapolated("edram@3nm");
    assertEquals("edram-1t1c@3nm", asked.id());
    assertTrue(asked.extrapolation().startsWith("EXTRAPOLATED from 14 to 3 nm"));
    assertTrue(asked.name().endsWith("extrapolated to 3 nm"));
    var array = new MemoryArray(asked, DataSize.ofMiB(224), 16, 1024, Traffic.published(), 85, 1);
    assertFalse(array.estimate().extrapolation().isEmpty());
  }

  @Test
  void offChipMemoryHasNoNodeToScale() {
    assertThrows(IllegalArgumentException.class, () -> TABLE.scaled(CATALOG.byName("lpddr5x"), 7));
  }

  @Test
  void misspelledExtrapolationIsRefused() {
    var e = assertThrows(BadInputException.class, () -> CATALOG.extrapolated("edram-3nm"));
    assertTrue(e.getMessage().contains("edram@3nm"), e.getMessage());
  }

  // 32 MiB x 0.021 um2 / 0.588 = 9.59 mm2; TSMC N3E prints 31.8 Mibit/mm2, 8.05 mm2, in its range.
  @Test
  void sramAreaHoldsThePublishedMacro() {
    var area = CATALOG.area().sram(DataSize.ofMiB(32), 3).mm2();
    assertEquals(268.435456 * 0.021 / 0.588, area.typical(), 1e-9);
    assertTrue(area.low() < 256 / 31.8 && 256 / 31.8 < area.high());
  }

  // 1 million gates x 4 transistors / (91.2 x 0.7) = 62657 um2.
  @Test
  void logicAreaIsTransistorsOverDensity() {
    var block = CATALOG.area().logic(1e6, 7);
    assertEquals(4 / 91.2 / 0.7, block.mm2().typical(), 1e-12);
    assertEquals("assumed", block.basis());
  }

  @Test
  void edramAreaBelowItsLastCellIsRefusedOrLabelled() {
    var area = CATALOG.area();
    var size = DataSize.ofMiB(1);
    assertThrows(IllegalArgumentException.class, () -> area.edram(size, 3));
    assertTrue(area.edramExtrapolated(size, 3).extrapolation().startsWith("EXTRAPOLATED"));
  }
}
