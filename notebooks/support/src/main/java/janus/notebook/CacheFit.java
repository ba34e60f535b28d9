package janus.notebook;

import janus.kvcache.KvCacheSize;
import janus.kvcache.KvCodec;
import janus.kvcache.KvCodecs;
import janus.transformer.TransformerSpec;

/** How long a context a memory holds. */
public final class CacheFit {
  private static final long MOST_TOKENS = 1L << 24;

  private CacheFit() {}

  /** The longest context, in tokens, whose keys and values fit in a number of MiB. */
  public static long tokens(TransformerSpec model, String codec, double mib) {
    KvCodec both = KvCodecs.parse(codec);
    long fits = 0;
    long fails = MOST_TOKENS;
    while (fails - fits > 1) {
      long middle = (fits + fails) / 2;
      if (KvCacheSize.of(model, both, both, middle).total().mib() <= mib) {
        fits = middle;
      } else {
        fails = middle;
      }
    }
    return fits;
  }
}
