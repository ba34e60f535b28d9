package janus.claims;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class TechnologyValidationTest {
  private static final List<TechnologyValidation.Point> POINTS =
      TechnologyClaims.bundled().validate();

  // Wires alone explain the growth of access energy within 25 % in every tool case.
  @Test
  void wiresExplainHowAccessEnergyGrows() {
    var growth =
        POINTS.stream()
            .filter(p -> p.comparison().equals("growth") && p.quantity().equals("readEnergy"))
            .toList();
    assertEquals(8, growth.size());
    for (var point : growth) {
      assertTrue(Math.abs(point.errorPercent()) < 25, point.toString());
    }
  }

  @Test
  void leakageGrowsWithCapacity() {
    for (var point : POINTS) {
      if (point.comparison().equals("growth") && point.quantity().equals("leakage")) {
        assertTrue(Math.abs(point.errorPercent()) < 20, point.toString());
      }
    }
  }

  @Test
  void errorIsAgainstTheReference() {
    for (var point : POINTS) {
      assertEquals(
          point.model().typical(), point.reference() * (1 + point.errorPercent() / 100), 1e-9);
    }
  }
}
