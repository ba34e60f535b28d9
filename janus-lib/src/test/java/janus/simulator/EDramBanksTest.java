package janus.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import janus.units.DataSize;
import org.junit.jupiter.api.Test;

/** Two banks: reads of 5 cycles that keep a bank busy for 3, writes of 4 that keep it for 2. */
class EDramBanksTest {
  private static final Tier2Settings TWO =
      new Tier2Settings(DataSize.ofKiB(64), 2, new BankTiming(5, 4, 3, 2), 2, 0, null);

  private static EDramBanks banks(Tier2Settings settings) {
    return new EDramBanks(settings, 128, new long[Counters.SIZE]);
  }

  // The first read holds bank 0 until cycle 3; the other bank is free.
  @Test
  void aBusyBankDelaysARead() {
    var banks = banks(TWO);
    assertEquals(5, banks.read(0, 0));
    assertEquals(8, banks.read(0, 2));
    assertEquals(1, banks.bankWait);
    assertEquals(7, banks.read(1, 2));
    assertEquals(0, banks.bankWait);
  }

  // Free from cycle 3: a read in cycle 3 does not wait.
  @Test
  void aBankIsFreeWhenItsOccupancyEnds() {
    var banks = banks(TWO);
    banks.read(0, 0);
    assertEquals(3 + 5, banks.read(0, 3));
    assertEquals(0, banks.bankWait);
  }

  @Test
  void aWriteHoldsItsBankForItsOwnOccupancy() {
    var banks = banks(TWO);
    assertEquals(4, banks.write(0, 0));
    assertEquals(2 + 5, banks.read(0, 1));
  }

  // 128 B at 32 B a cycle: 4 cycles. Data are there in cycles 5 and 5, so the second ends at 13.
  @Test
  void linesTakeTurnsOnTheBus() {
    var banks = banks(TWO.withBusBytesPerCycle(32));
    assertEquals(9, banks.read(0, 0));
    assertEquals(13, banks.read(1, 0));
    assertEquals(8, banks.busTime);
  }

  // Reads start in cycles 0, 3 and 6. In cycle 1 two wait, and the next has room in cycle 3.
  @Test
  void aFullQueueHasRoomWhenARequestStarts() {
    var banks = banks(TWO);
    banks.read(0, 0);
    banks.read(0, 1);
    banks.read(0, 1);
    assertEquals(3, banks.roomAt(0, 1));
    assertEquals(3, banks.roomAt(0, 3));
  }

  // A command every 100 cycles for 10: bank 0 of two from cycle 50, bank 1 from cycle 100 on.
  @Test
  void aRefreshDelaysWhatMeetsIt() {
    Tier2Settings refreshed = TWO.withRefresh(new RefreshSettings(100, 1, 1, 10));
    assertEquals(49 + 5, banks(refreshed).read(0, 49));
    assertEquals(60 + 5, banks(refreshed).read(0, 50));
    assertEquals(60 + 5, banks(refreshed).read(0, 59));
    assertEquals(60 + 5, banks(refreshed).read(0, 60));
    assertEquals(50 + 5, banks(refreshed).read(1, 50));
    assertEquals(2 + 2, banks(refreshed).refreshes().commands(0, 201));
  }
}
