package janus.kvcache;

/**
 * Hears every use of the KV cache, in order, from whoever computes attention. Of a KV head that
 * several query heads share, a reader announces one read.
 */
@FunctionalInterface
public interface KvAccessListener {
  /** Hears nothing. */
  KvAccessListener NONE = access -> {};

  void onAccess(KvAccess access);
}
