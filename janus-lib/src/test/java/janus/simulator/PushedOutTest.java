package janus.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PushedOutTest {
  @Test
  void aLineIsRememberedUntilItIsForgotten() {
    var pushed = new PushedOut(64);
    assertFalse(pushed.contains(40));
    pushed.remember(40);
    assertTrue(pushed.contains(40));
    assertFalse(pushed.contains(41));
    assertTrue(pushed.forget(40));
    assertFalse(pushed.forget(40));
  }

  // Blocks of 16 lines at once and line by line, on tables of every size.
  @Test
  void sixteenLinesAtOnceAreSixteenLines() {
    var random = new SplittableRandom(7);
    for (int slots = 1; slots <= 4096; slots *= 4) {
      var blocks = new PushedOut(slots);
      var lines = new PushedOut(slots);
      for (int i = 0; i < 2000; i++) {
        long step = random.nextInt(3) == 0 ? 1 << random.nextInt(8) : 1;
        long first = random.nextInt(200) * 16L * step;
        if (random.nextBoolean()) {
          blocks.remember(first, step);
          for (int j = 0; j < 16; j++) {
            lines.remember(first + j * step);
          }
        } else {
          int forgotten = 0;
          for (int j = 0; j < 16; j++) {
            forgotten += lines.forget(first + j * step) ? 1 : 0;
          }
          assertEquals(forgotten, blocks.forget(first, step));
        }
        long asked = random.nextInt(4000);
        assertEquals(lines.contains(asked), blocks.contains(asked));
      }
    }
  }
}
