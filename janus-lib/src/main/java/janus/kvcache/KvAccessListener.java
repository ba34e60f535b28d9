package janus.kvcache;

/**
 * Receives every access to the KV cache, in order, from the code that computes attention. If
 * several query heads share a KV head, their read is reported once.
 */
@FunctionalInterface
public interface KvAccessListener {
  /** Hears nothing. */
  KvAccessListener NONE = access -> {};

  void onAccess(KvAccess access);
}
