package janus.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.provenance.BadInputException;
import java.util.List;
import org.junit.jupiter.api.Test;

class GoalTest {
  private static String refused(List<String> minimized, List<String> maximized, String... limits) {
    return assertThrows(
            BadInputException.class, () -> Goal.of(minimized, maximized, List.of(limits)))
        .getMessage();
  }

  @Test
  void limitsAreReadAndSpelledAlike() {
    List<String> names = Quantity.names();
    assertEquals(new Limit("power_w", true, 5), Limit.parse("power_w<=5", names));
    assertEquals(
        new Limit("decode_tokens_per_s", false, 10.5),
        Limit.parse(" decode_tokens_per_s >= 10.5 ", names));
    assertEquals("power_w<=5", Limit.parse("power_w <= 5.0", names).spelling());
  }

  @Test
  void theBoundItselfIsAllowed() {
    assertTrue(new Limit("power_w", true, 5).holds(5));
    assertFalse(new Limit("power_w", true, 5).holds(Math.nextUp(5.0)));
    assertTrue(new Limit("power_w", false, 5).holds(5));
    assertFalse(new Limit("power_w", false, 5).holds(Double.NaN));
  }

  @Test
  void aNameWithoutItsUnitIsNamedWithIt() {
    assertTrue(refused(List.of("power_w"), List.of(), "power<=5").contains("expected power_w"));
    assertTrue(refused(List.of("power"), List.of()).contains("lacks its unit; expected power_w"));
  }

  @Test
  void badGoalsAreRefused() {
    assertTrue(refused(List.of(), List.of()).contains("at least one objective"));
    assertTrue(refused(List.of("die_mm2"), List.of("die_mm2")).contains("'die_mm2' twice"));
    assertTrue(refused(List.of("die_mm"), List.of()).contains("did you mean 'die_mm2'"));
    assertTrue(refused(List.of("die_mm2"), List.of(), "power_w<=5W").contains("'5W'"));
    assertTrue(refused(List.of("die_mm2"), List.of(), "power_w=5").contains("NAME<=NUMBER"));
  }
}
