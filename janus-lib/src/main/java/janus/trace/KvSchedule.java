package janus.trace;

import janus.kvcache.KvAccess;
import java.util.Iterator;

/** The order in which attention layers use the cache. Each walk begins anew and gives the same. */
public interface KvSchedule {
  /** A few words for a person. */
  String description();

  Iterator<KvAccess> accesses();
}
