package janus.trace;

import janus.kvcache.KvOrder;
import janus.kvcache.ScalePlacement;
import java.util.Objects;

/**
 * Where a KV cache lies in memory.
 *
 * @param order order of the vectors
 * @param scales where scales lie
 * @param lineBytes bytes of a line
 * @param baseAddress byte address of the cache
 */
public record KvPlacement(KvOrder order, ScalePlacement scales, int lineBytes, long baseAddress) {
  /** Head-major, scales behind their codes, lines of 128 bytes from address 0. */
  public static final KvPlacement USUAL =
      new KvPlacement(KvOrder.Contiguous.HEAD_MAJOR, ScalePlacement.INTERLEAVED, 128, 0);

  public KvPlacement {
    Objects.requireNonNull(order, "order");
    Objects.requireNonNull(scales, "scales");
  }
}
