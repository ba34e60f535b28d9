package janus.inference;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.inference.arithmetic.Kernels;
import janus.provenance.BadInputException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryPlanTest {
  @TempDir private Path folder;

  private static MemoryPlan plan(long state) {
    return new MemoryPlan(100, state, 20, 90);
  }

  @Test
  void weightsGetWhatActivationsAndReserveLeave() {
    assertEquals(40, plan(30).packedBytes());
    assertTrue(plan(30).expandsBlockByBlock());
    assertEquals(100, new MemoryPlan(100, 30, 20, 150).packedBytes());
    assertFalse(new MemoryPlan(100, 30, 20, 150).expandsBlockByBlock());
  }

  @Test
  void activationsThatDoNotFitAreRefused() {
    assertTrue(plan(70).fits());
    assertDoesNotThrow(() -> plan(70).requireFits(Path.of("m.gguf")));
    assertFalse(plan(71).fits());
    var e = assertThrows(BadInputException.class, () -> plan(71).requireFits(Path.of("m.gguf")));
    assertTrue(e.getMessage().startsWith("m.gguf: this context needs"), e.getMessage());
  }

  // Short sequences run together, so their plan is that of 1024 tokens; long ones run alone.
  @Test
  void aModelPlansForWhatRunsTogether() throws IOException {
    Path file = SyntheticModel.write("llama", folder);
    try (var model = LanguageModel.open(file, 1, Kernels.best())) {
      long whole = model.memoryPlan(1024).stateBytes();
      assertEquals(whole, model.memoryPlan(512).stateBytes());
      assertEquals(whole, model.memoryPlan(64).stateBytes());
      assertTrue(model.memoryPlan(300).stateBytes() < whole);
      assertTrue(model.memoryPlan(2048).stateBytes() > whole);
    }
  }
}
