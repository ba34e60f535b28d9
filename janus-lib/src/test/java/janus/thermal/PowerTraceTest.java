package janus.thermal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PowerTraceTest {
  private static final PowerTrace TWO_INTERVALS =
      new PowerTrace(List.of("a", "b"), new double[][] {{1, 0.1}, {3, 1.0 / 3}});

  private static Floorplan plan(String west, String east) {
    return new Floorplan(
        List.of(
            new Floorplan.Block(west, 0.001, 0.001, 0, 0),
            new Floorplan.Block(east, 0.001, 0.001, 0.001, 0)));
  }

  @Test
  void theAverageIsTheMeanOverTheIntervals() {
    assertArrayEquals(new double[] {2, (0.1 + 1.0 / 3) / 2}, TWO_INTERVALS.average(), 1e-15);
  }

  // A file has twelve significant digits.
  @Test
  void whatIsWrittenIsReadBack(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("t.ptrace"), TWO_INTERVALS.toText());
    PowerTrace read = PowerTrace.read(file);
    assertEquals(TWO_INTERVALS.names(), read.names());
    assertArrayEquals(TWO_INTERVALS.interval(1), read.interval(1), 1e-12);
  }

  @Test
  void columnsFollowTheFloorplan() {
    PowerTrace ordered = TWO_INTERVALS.inOrderOf(plan("b", "a"));
    assertArrayEquals(new double[] {0.1, 1}, ordered.interval(0));
  }

  // A block may be called "none", the word of the message for an empty list.
  @Test
  void missingAndUnknownBlocksAreListed() {
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> TWO_INTERVALS.inOrderOf(plan("a", "none")));
    assertEquals(
        "columns must be the floorplan's blocks; missing: none; unknown: b", e.getMessage());
    var none = new PowerTrace(List.of("a"), new double[][] {{1}});
    assertThrows(IllegalArgumentException.class, () -> none.inOrderOf(plan("a", "none")));
  }

  @Test
  void anIntervalHasOnePowerPerBlock() {
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new PowerTrace(List.of("a", "b"), new double[][] {{1, 2}, {3}}));
    assertEquals("interval 2 has 1 powers for 2 blocks", e.getMessage());
  }
}
