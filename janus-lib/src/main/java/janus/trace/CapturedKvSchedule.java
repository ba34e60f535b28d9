package janus.trace;

import janus.kvcache.KvAccess;
import janus.kvcache.KvAccessListener;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The accesses to a KV cache that a real run made, in its order. One entry stands for a range of
 * tokens, so a capture is small: 4 entries a head and layer of each step.
 */
public final class CapturedKvSchedule implements KvSchedule, KvAccessListener {
  private final String description;
  private final List<KvAccess> accesses = new ArrayList<>();

  /**
   * An empty capture.
   *
   * @param description what is run
   */
  public CapturedKvSchedule(String description) {
    this.description = description;
  }

  @Override
  public void onAccess(KvAccess access) {
    accesses.add(access);
  }

  @Override
  public String description() {
    return description;
  }

  /** The accesses heard so far; a later one ends the walk with an exception. */
  @Override
  public Iterator<KvAccess> accesses() {
    return accesses.iterator();
  }

  /** Forgets what was heard, for example a prompt before the steps of interest. */
  public void clear() {
    accesses.clear();
  }
}
