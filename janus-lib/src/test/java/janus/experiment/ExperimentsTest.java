package janus.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.provenance.BadInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExperimentsTest {
  @ParameterizedTest
  @CsvSource({
    "1, 1-problem-sizing",
    "problem-sizing, 1-problem-sizing",
    "7-claims-audit, 7-claims-audit",
    "memory-sweep, 3-technology-choice",
    "prefetch-sweep, 4-prefetcher-design",
    "thermal-analysis, 5-whole-chip",
    "Full-System, 5-whole-chip",
  })
  void anExperimentHasSeveralNames(String name, String expected) {
    assertEquals(expected, Experiments.byName(name).name());
  }

  @Test
  void anUnknownNameListsTheValidOnes() {
    var mistake = assertThrows(BadInputException.class, () -> Experiments.byName("frob"));
    assertTrue(mistake.getMessage().contains("3-technology-choice"), mistake.getMessage());
    assertTrue(mistake.getMessage().contains("memory-sweep"), mistake.getMessage());
  }

  @Test
  void everyExperimentHasItsNotebookAndFollowsTheOneBefore() {
    List<String> names = Experiments.all().stream().map(Experiment::name).toList();
    assertEquals(names.stream().sorted().toList(), names);
    Path notebooks = Path.of(System.getProperty("janus.root"), "notebooks");
    for (String name : names) {
      assertTrue(Files.exists(notebooks.resolve(name + ".ipynb")), name);
    }
  }
}
