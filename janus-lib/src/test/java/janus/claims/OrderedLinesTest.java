package janus.claims;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OrderedLinesTest {
  // Walks over neighbours, from anywhere, mixed with all else a list of lines does.
  @Test
  void keepsTheOrderOfAPlainList() {
    var random = new SplittableRandom(41);
    for (int round = 0; round < 300; round++) {
      var lines = new OrderedLines();
      List<Long> plain = new ArrayList<>();
      int range = 1 + random.nextInt(60);
      for (int i = 0; i < 300; i++) {
        long key = random.nextInt(range);
        switch (random.nextInt(8)) {
          case 0 -> {
            lines.removeIfPresent(key);
            plain.remove(key);
          }
          case 1 -> {
            if (!plain.isEmpty()) {
              assertEquals(plain.remove(0), lines.removeOldest());
            }
          }
          case 2, 3 -> {
            if (!lines.contains(key)) {
              lines.add(key);
              plain.add(key);
            }
          }
          default -> {
            int from = plain.isEmpty() ? 0 : random.nextInt(plain.size());
            int to = plain.isEmpty() ? 0 : from + 1 + random.nextInt(plain.size() - from);
            for (long moved : List.copyOf(plain.subList(from, to))) {
              lines.moveToNewest(lines.find(moved));
              plain.remove(moved);
              plain.add(moved);
            }
          }
        }
        if (random.nextInt(4) == 0) {
          assertArrayEquals(
              plain.stream().mapToLong(Long::longValue).toArray(),
              lines.toArray(),
              "round " + round);
        }
      }
    }
  }
}
