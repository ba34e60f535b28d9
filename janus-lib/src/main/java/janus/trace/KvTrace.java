package janus.trace;

import janus.kvcache.KvAccess;
import janus.kvcache.KvLayout;
import java.util.Iterator;
import java.util.Objects;

/**
 * The memory lines that a schedule of KV accesses touches, every byte of it, for a layout. Line
 * {@code i} of an access to bytes {@code a..b} is {@code a / line + i} up to {@code b / line}; the
 * reader holds one line, so an access to the line just accessed in the same way is none.
 *
 * @param schedule the order of accesses
 * @param layout where vectors lie
 * @param baseAddress byte address of the cache, a multiple of the line
 * @param lineBytes bytes of a line, a power of two
 */
public record KvTrace(KvSchedule schedule, KvLayout layout, long baseAddress, int lineBytes)
    implements Trace {
  public KvTrace {
    Objects.requireNonNull(schedule, "schedule");
    Objects.requireNonNull(layout, "layout");
    LineWalk.requireLine(lineBytes);
    if (baseAddress < 0 || baseAddress % lineBytes != 0) {
      throw new IllegalArgumentException(
          "baseAddress must be a multiple of " + lineBytes + ": " + baseAddress);
    }
  }

  @Override
  public String description() {
    return schedule.description()
        + ", "
        + layout.order().spelling()
        + ", scales "
        + layout.scales().spelling()
        + ", lines of "
        + lineBytes
        + " B";
  }

  @Override
  public Cursor open() {
    Iterator<KvAccess> accesses = schedule.accesses();
    KvLayout.Walk walk = layout.walk();
    return new LineWalk(lineBytes) {
      @Override
      boolean nextRun() {
        while (!walk.next()) {
          if (!accesses.hasNext()) {
            return false;
          }
          walk.start(accesses.next());
        }
        long repeats = walk.repeats();
        run(baseAddress + walk.firstByte(), baseAddress + walk.lastByte(), walk.write());
        if (repeats > 0) {
          repeat(repeats, walk.strideBytes());
          walk.takeRepeats();
        }
        return true;
      }
    };
  }
}
