package janus.trace;

import janus.kvcache.KvAccess;
import janus.kvcache.KvContents;
import janus.kvcache.KvPart;
import janus.units.Bounds;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The use of the cache when tokens are decoded one by one. For each step and layer: every sequence
 * writes its new token's keys of all heads, then its values; then every sequence reads, head by
 * head, the keys and after them the values of all tokens it sees, the new one included. A KV head
 * is read once for all query heads that share it. With latent attention the one latent vector is
 * read once, as key and value. In an encoder-decoder each layer then reads the keys and values of
 * its cross-attention the same way.
 *
 * @param contents what the cache holds
 * @param contextTokens tokens a sequence holds after the first step
 * @param steps tokens decoded
 */
public record KvDecodeTrace(KvContents contents, long contextTokens, long steps)
    implements KvSchedule {
  public KvDecodeTrace {
    Bounds.atLeast("contextTokens", 1, contextTokens);
    Bounds.atLeast("steps", 1, steps);
    if (contextTokens + steps - 1 > contents.maxTokens()) {
      throw new IllegalArgumentException(
          "the cache has room for "
              + contents.maxTokens()
              + " tokens, not for "
              + (contextTokens + steps - 1));
    }
  }

  @Override
  public String description() {
    return contents.spec().name()
        + " decodes "
        + (steps == 1 ? "a token" : steps + " tokens")
        + " at "
        + contextTokens
        + " tokens, keys "
        + contents.keys().spelling()
        + ", values "
        + contents.values().spelling()
        + contents.rule()
        + (contents.batch() > 1 ? ", batch " + contents.batch() : "")
        + (contents.beams() > 1 ? ", " + contents.beams() + " beams" : "");
  }

  @Override
  public Iterator<KvAccess> accesses() {
    return new Accesses();
  }

  /** The phases of a layer, in their order. */
  private enum Phase {
    WRITE_KEYS,
    WRITE_VALUES,
    READ,
    READ_CROSS
  }

  private final class Accesses implements Iterator<KvAccess> {
    private final int heads = contents.heads();
    private final int sequences = contents.sequences();
    private long step;
    private int layer;
    private Phase phase = Phase.WRITE_KEYS;
    private int sequence;
    private int head;
    private boolean value;

    @Override
    public boolean hasNext() {
      return step < steps;
    }

    @Override
    public KvAccess next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      long token = contextTokens - 1 + step;
      KvAccess access =
          switch (phase) {
            case WRITE_KEYS -> KvAccess.write(sequence, layer, KvPart.KEY, head, token, token + 1);
            case WRITE_VALUES ->
                KvAccess.write(sequence, layer, KvPart.VALUE, head, token, token + 1);
            case READ ->
                KvAccess.read(
                    sequence,
                    layer,
                    value ? KvPart.VALUE : KvPart.KEY,
                    head,
                    contents.firstVisible(layer, token),
                    token + 1);
            case READ_CROSS ->
                KvAccess.read(
                    sequence,
                    layer,
                    value ? KvPart.CROSS_VALUE : KvPart.CROSS_KEY,
                    head,
                    0,
                    contents.spec().encoderTokens());
          };
      advance();
      return access;
    }

    private void advance() {
      boolean reads = phase == Phase.READ || phase == Phase.READ_CROSS;
      if (reads && !value && contents.has(KvPart.VALUE)) {
        value = true;
        return;
      }
      value = false;
      if (++head < heads) {
        return;
      }
      head = 0;
      if (phase == Phase.WRITE_KEYS && contents.has(KvPart.VALUE)) {
        phase = Phase.WRITE_VALUES;
        return;
      }
      if (phase == Phase.WRITE_VALUES) {
        phase = Phase.WRITE_KEYS;
      }
      if (++sequence < sequences) {
        return;
      }
      sequence = 0;
      if (phase == Phase.WRITE_KEYS) {
        phase = Phase.READ;
        return;
      }
      if (phase == Phase.READ && contents.has(KvPart.CROSS_KEY)) {
        phase = Phase.READ_CROSS;
        return;
      }
      phase = Phase.WRITE_KEYS;
      if (++layer == contents.spec().layers()) {
        layer = 0;
        step++;
      }
    }
  }
}
