package janus.simulator.replacement;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LongIntMapTest {
  @Test
  void itHoldsWhatAHashMapHolds() {
    var random = new SplittableRandom(2);
    var ours = new LongIntMap(1);
    var theirs = new HashMap<Long, Integer>();
    for (int i = 0; i < 20_000; i++) {
      long key = random.nextInt(4) == 0 ? random.nextLong(1L << 62) : random.nextInt(3000);
      assertEquals(theirs.getOrDefault(key, -7), ours.getOrDefault(key, -7));
      ours.put(key, i);
      theirs.put(key, i);
      assertEquals(theirs.size(), ours.size());
    }
    theirs.forEach((key, value) -> assertEquals(value, ours.getOrDefault(key, -7)));
  }
}
