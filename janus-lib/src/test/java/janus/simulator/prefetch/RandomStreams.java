package janus.simulator.prefetch;

import java.util.Random;

/** Reads that follow a few streams, with repeats, jumps and strays, for differential tests. */
final class RandomStreams {
  private RandomStreams() {}

  static long[] lines(Random random, int count) {
    var heads = new long[6];
    for (int i = 0; i < heads.length; i++) {
      heads[i] = random.nextInt(1 << 20);
    }
    heads[1] = heads[0] + 3; // Two streams that will meet.
    var lines = new long[count];
    for (int i = 0; i < count; i++) {
      int stream = Math.min(random.nextInt(heads.length), random.nextInt(heads.length));
      int kind = random.nextInt(20);
      if (kind == 0) {
        heads[stream] = random.nextInt(1 << 20);
      } else if (kind > 2) {
        heads[stream]++;
      }
      lines[i] = heads[stream];
    }
    return lines;
  }
}
