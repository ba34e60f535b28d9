package janus.kvcache;

import java.util.Objects;

/**
 * One use of the cache by an attention layer: some consecutive tokens of one head, read or written.
 *
 * @param sequence sequence of the batch, beams counted as sequences
 * @param layer layer, from 0
 * @param part keys or values
 * @param head KV head, from 0
 * @param fromToken first token
 * @param toToken token after the last
 * @param write whether it is written
 */
public record KvAccess(
    int sequence, int layer, KvPart part, int head, long fromToken, long toToken, boolean write) {
  public KvAccess {
    Objects.requireNonNull(part, "part");
    if (sequence < 0 || layer < 0 || head < 0) {
      throw new IllegalArgumentException(
          "sequence, layer and head must be at least 0: " + sequence + ", " + layer + ", " + head);
    }
    if (fromToken < 0 || toToken < fromToken) {
      throw new IllegalArgumentException(
          "tokens must be ordered 0 <= from <= to: " + fromToken + ", " + toToken);
    }
  }

  public static KvAccess read(
      int sequence, int layer, KvPart part, int head, long fromToken, long toToken) {
    return new KvAccess(sequence, layer, part, head, fromToken, toToken, false);
  }

  public static KvAccess write(
      int sequence, int layer, KvPart part, int head, long fromToken, long toToken) {
    return new KvAccess(sequence, layer, part, head, fromToken, toToken, true);
  }
}
