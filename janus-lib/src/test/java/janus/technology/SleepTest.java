package janus.technology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import janus.catalog.EnergyCatalog;
import janus.catalog.TechnologyCatalog;
import janus.provenance.Basis;
import janus.provenance.Fact;
import janus.technology.Sleep.State;
import janus.units.Range;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SleepTest {
  private static final Sleep SLEEP = EnergyCatalog.bundled().sleep();

  // A pause of 10 ns is over before a memory in retention serves again, one of 1 us before one that
  // is off. eDRAM remembers for tens of microseconds.
  @ParameterizedTest
  @CsvSource({
    "sram-hd, true, 10e-9, ACTIVE",
    "sram-hd, true, 11e-9, RETENTION",
    "sram-hd, false, 1e-6, ACTIVE",
    "sram-hd, false, 2e-6, OFF",
    "edram-1t1c, true, 2e-6, OFF",
    "edram-1t1c, true, 1, RETENTION",
    "stt-mram, true, 3600, OFF"
  })
  void theDeepestStateThatKeepsIsTaken(String name, boolean holds, double pauseS, State state) {
    MemoryTechnology technology = TechnologyCatalog.bundled().byName(name);
    assertEquals(state, SLEEP.state(technology, holds, pauseS, 85));
  }

  // 2 W of leakage and 1 W of refresh at 25 C.
  @Test
  void powerIsAShareOfLeakageAndRefreshOrNone() {
    var active = new StandingPower(2, 0.02, 1, 25, 0.05, 0);
    assertEquals(3, SLEEP.standing(State.ACTIVE, active).watts(25), 1e-12);
    assertEquals(0.175 * 2 + 1, SLEEP.standing(State.RETENTION, active).watts(25), 1e-12);
    assertEquals(0.0018 * 2, SLEEP.standing(State.OFF, active).watts(25), 1e-12);
  }

  @Test
  void sharesAreInOrder() {
    Fact half = fact(0.5);
    Fact tenth = fact(0.1);
    assertThrows(IllegalArgumentException.class, () -> new Sleep(tenth, half, half, half));
  }

  private static Fact fact(double value) {
    return new Fact(Range.exactly(value), "1", Basis.ASSUMED, "janus-derivation", "test");
  }
}
