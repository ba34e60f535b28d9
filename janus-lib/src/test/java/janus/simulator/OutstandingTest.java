package janus.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OutstandingTest {
  // Two in flight that arrive in cycles 10 and 5: a third waits for cycle 5, a fourth for cycle 8.
  @Test
  void oneMoreWaitsForTheFirstArrival() {
    var two = new Outstanding(2);
    assertEquals(3, two.freeAt(3));
    two.add(10);
    assertEquals(3, two.freeAt(3));
    two.add(5);
    assertEquals(5, two.freeAt(3));
    assertEquals(7, two.freeAt(7));
    two.add(8);
    assertEquals(8, two.freeAt(3));
  }

  // Arrivals in cycles 4, 5, 6: from cycle 4 on one place becomes free every cycle.
  @Test
  void placesThatEmptyOneACycleAreFreeEveryCycle() {
    var three = new Outstanding(3);
    for (int arrival : new int[] {5, 6, 4}) {
      three.add(arrival);
    }
    assertTrue(three.freeEveryCycleFrom(4));
    assertFalse(three.freeEveryCycleFrom(3));
  }

  @Test
  void theOrderIsThatOfAPriorityQueue() {
    var random = new SplittableRandom(3);
    for (int limit = 1; limit <= 9; limit++) {
      var ours = new Outstanding(limit);
      var theirs = new PriorityQueue<Long>();
      long now = 0;
      for (int i = 0; i < 500; i++) {
        now += random.nextInt(4);
        long free = theirs.size() < limit ? now : Math.max(now, theirs.peek());
        assertEquals(free, ours.freeAt(now));
        long arrival = free + 1 + random.nextInt(20);
        ours.add(arrival);
        if (theirs.size() == limit) {
          theirs.remove();
        }
        theirs.add(arrival);
      }
    }
  }
}
