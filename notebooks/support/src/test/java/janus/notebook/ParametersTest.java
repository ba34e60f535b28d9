package janus.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ParametersTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of("JANUS_SET_TIER2_CAPACITYMIB", "0", "JANUS_SET_OTHER", "1");

  @Test
  void environmentReplacesAValueOfTheCell() {
    var parameters =
        Parameters.of(ENVIRONMENT::get, "model", "llama-3.2-3b", "tier2.capacityMib", 64);
    assertEquals("llama-3.2-3b", parameters.text("model"));
    assertEquals(0, parameters.count("tier2.capacityMib"));
    assertEquals(
        "[this cell, JANUS_SET_TIER2_CAPACITYMIB]",
        parameters.table().stringColumn("set by").asList().toString());
  }

  @Test
  void badParametersAreNamed() {
    var parameters = Parameters.of(ENVIRONMENT::get, "prompt", "many", "size", 1.5);
    assertRefused("'modell' is unknown; valid: prompt, size", () -> parameters.text("modell"));
    assertRefused("'prompt' must be a number: many", () -> parameters.number("prompt"));
    assertRefused("'size' must be a whole number: 1.5", () -> parameters.count("size"));
    assertRefused("'a' comes twice", () -> Parameters.of("a", 1, "a", 2));
    var e = assertThrows(IllegalArgumentException.class, () -> Parameters.of("a", 1, "b"));
    assertEquals("each parameter needs a value: b", e.getMessage());
  }

  private static void assertRefused(String rest, Runnable bad) {
    var e = assertThrows(IllegalArgumentException.class, bad::run);
    assertEquals("parameter " + rest, e.getMessage());
  }
}
