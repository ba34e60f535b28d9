package janus.simulator.replacement;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SlotListsTest {
  private static final int SETS = 3;
  private static final int WAYS = 5;

  // Moves are put off while neighbours follow each other; a LinkedHashSet moves at once.
  @Test
  void theOldestIsThatOfAList() {
    var random = new SplittableRandom(4);
    var ours = new SlotLists(SETS, WAYS);
    List<LinkedHashSet<Integer>> theirs =
        Stream.generate(LinkedHashSet<Integer>::new).limit(SETS).toList();
    var ready = new long[SETS * WAYS];
    for (int i = 0; i < 20_000; i++) {
      int slot = random.nextInt(SETS * WAYS);
      LinkedHashSet<Integer> set = theirs.get(slot / WAYS);
      assertEquals(set.contains(slot), ours.contains(slot));
      if (set.remove(slot)) {
        ours.moveToNewest(slot);
      } else {
        ours.addNewest(slot);
      }
      set.add(slot);
      ready[slot] = random.nextInt(3) == 0 ? i + 10 : i;
      if (random.nextInt(4) == 0) {
        long now = i;
        int expected = set.stream().filter(s -> ready[s] <= now).findFirst().orElse(-1);
        assertEquals(expected, ours.oldestArrived(slot / WAYS, ready, now));
      }
    }
  }
}
