package janus.thermal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackageSettingTest {
  @ParameterizedTest
  @CsvSource({
    "T_CHIP, 0, t_chip must be a number above 0 (m): 0.0",
    "T_CHIP, 1e-13, 't_chip must be a number above 0 and, unless 0, from 1e-12 to 1e3 (m):"
        + " 1.0E-13'",
    "T_CHIP, 1001, 't_chip must be a number above 0 and, unless 0, from 1e-12 to 1e3 (m): 1001.0'",
    "C_CONVEC, -1, c_convec must be a number of at least 0 (J/K): -1.0",
    "MODEL_SECONDARY, 0.5, model_secondary must be 0 or 1: 0.5",
  })
  void impossibleValuesAreRefused(PackageSetting setting, double value, String message) {
    var e = assertThrows(IllegalArgumentException.class, () -> setting.requireValid(value));
    assertEquals(message, e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"T_CHIP, 1e-12", "T_CHIP, 1000", "C_CONVEC, 0", "MODEL_SECONDARY, 1"})
  void valuesAtTheBoundsAreValid(PackageSetting setting, double value) {
    assertEquals(value, setting.requireValid(value));
  }

  @Test
  void everySpellingIsUnderstood() {
    for (PackageSetting setting : PackageSetting.values()) {
      assertEquals(setting, PackageSetting.parse(setting.spelling()));
    }
  }

  @Test
  void anUnknownSettingSuggestsTheNearest() {
    var e = assertThrows(IllegalArgumentException.class, () -> PackageSetting.parse("r_convc"));
    assertEquals(
        "setting 'r_convc' is unknown (did you mean 'r_convec'?); valid: t_chip",
        e.getMessage().substring(0, e.getMessage().indexOf(",")));
  }
}
