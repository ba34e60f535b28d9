package janus.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.provenance.BadInputException;
import janus.thermal.LumpedPackage;
import java.util.List;
import org.junit.jupiter.api.Test;

class PhysicsCatalogsTest {
  private final PackageCatalog packages = PackageCatalog.bundled();

  // 24.7 C/W x 2 W + 25 C = 74.4 C; (85 - 25) / 24.7 = 2.429 W.
  // Two resistors 8.5 + 30 and 6.2 + 20: 38.5 x 26.2 / 64.7 = 15.590 C/W.
  @Test
  void aPackageHeatsItsJunction() {
    LumpedPackage fccsp = packages.lumped("fccsp-iwrl1432");
    assertEquals(74.4, fccsp.junctionC(2, 25).typical(), 1e-9);
    assertEquals(60 / 24.7, fccsp.throttlingPowerW(85, 25), 1e-9);
    assertEquals(25 + 2 * 38.5 * 26.2 / 64.7, fccsp.twoResistorJunctionC(2, 25, 30, 20), 1e-9);
    // The board alone: nothing leaves through an insulated case.
    assertEquals(
        25 + 2 * 26.2, fccsp.twoResistorJunctionC(2, 25, Double.POSITIVE_INFINITY, 20), 1e-9);
  }

  // The maker's own pair: 125 C allows 1.46 W at 85 C.
  @Test
  void publishedAllowanceAgreesWithTheResistance() {
    assertEquals(1.46, packages.lumped("tfbga-256").throttlingPowerW(125, 85), 0.005);
  }

  @Test
  void everyFactNamesAKnownSource() {
    List<String> sources = DataFolder.bundled().document("", "sources").fields();
    packages.lumped().forEach(p -> assertTrue(sources.contains(p.thetaJa().source()), p.id()));
    EnergyCatalog energies = EnergyCatalog.bundled();
    energies
        .macNames()
        .forEach(name -> assertTrue(sources.contains(energies.mac(name).source()), name));
  }

  @Test
  void energiesAreThoseOfTheTables() {
    EnergyCatalog energies = EnergyCatalog.bundled();
    assertEquals(0.2, energies.operation("int8Multiply", 45).typical());
    assertEquals(0.07, energies.operation("int8Multiply", 7).typical());
    assertEquals(0.081, energies.movement("meshHop", "pJ/bit/hop").typical());
    assertEquals(
        energies.operation("int8Multiply", 7).typical()
            + energies.operation("int32Add", 7).typical(),
        energies.mac("int8-7nm").typical(),
        1e-12);
  }

  @Test
  void unknownNamesListTheValidOnes() {
    for (org.junit.jupiter.api.function.Executable asks :
        List.<org.junit.jupiter.api.function.Executable>of(
            () -> packages.lumped("bga"),
            () -> packages.settings("bga"),
            () -> EnergyCatalog.bundled().mac("int3"),
            () -> EnergyCatalog.bundled().operation("int8Multiply", 5))) {
      var e = assertThrows(BadInputException.class, asks);
      assertTrue(e.getMessage().contains("valid"), e.getMessage());
    }
  }
}
