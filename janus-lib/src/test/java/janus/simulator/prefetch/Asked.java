package janus.simulator.prefetch;

import java.util.ArrayList;
import java.util.List;

/** Remembers the lines a prefetcher asks for. */
final class Asked implements PrefetchSink {
  private final List<Long> lines = new ArrayList<>();

  @Override
  public void prefetch(long line) {
    lines.add(line);
  }

  /** The lines asked for since the last call. */
  List<Long> take() {
    List<Long> taken = List.copyOf(lines);
    lines.clear();
    return taken;
  }

  /** What a prefetcher asks for at the last of these reads. */
  static List<Long> afterReads(Prefetcher prefetcher, long... reads) {
    var asked = new Asked();
    for (long read : reads) {
      asked.take();
      prefetcher.onAccess(read, false, asked);
    }
    return asked.take();
  }
}
