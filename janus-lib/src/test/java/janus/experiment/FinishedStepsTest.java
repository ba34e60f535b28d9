package janus.experiment;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.provenance.BadInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FinishedStepsTest {
  @TempDir private Path folder;

  private FinishedSteps with(String settings) {
    return new FinishedSteps(folder.resolve("cache/run-all.txt"), settings);
  }

  @Test
  void aStepIsRememberedUntilAllAreForgotten() {
    assertFalse(with("a").contains("1-problem-sizing"));
    with("a").add("1-problem-sizing");
    assertTrue(with("a").contains("1-problem-sizing"));
    assertFalse(with("a").contains("2-quantization"));
    var again = with("a");
    again.add("2-quantization");
    assertTrue(with("a").contains("1-problem-sizing"));
    again.clear();
    assertFalse(with("a").contains("1-problem-sizing"));
  }

  @Test
  void stepsOfOtherSettingsDoNotCount() {
    with("a").add("1-problem-sizing");
    assertFalse(with("b").contains("1-problem-sizing"));
    with("b").add("2-quantization");
    assertFalse(with("a").contains("1-problem-sizing"));
  }

  // The settings are the first line, and no step.
  @Test
  void settingsAreNoStep() {
    assertFalse(with("a").contains("a"));
  }

  @Test
  void aFileThatCannotBeReadIsNamed() throws Exception {
    Files.createDirectories(folder.resolve("cache/run-all.txt"));
    var mistake = assertThrows(BadInputException.class, () -> with("a"));
    assertTrue(mistake.getMessage().contains("run-all.txt"), mistake.getMessage());
  }
}
