package janus.trace;

import janus.kvcache.KvAccess;
import janus.kvcache.KvContents;
import janus.kvcache.KvPart;
import janus.units.Bounds;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The use of the cache while a prompt is processed, in chunks of {@link KvContents#tokensAtOnce}
 * tokens. For each chunk and layer: every sequence writes the chunk's keys and values of all heads;
 * then, head by head and tile by tile of queries, it reads the keys and then the values of every
 * token the tile sees (Dao et al., "FlashAttention", NeurIPS 2022, with the queries in the outer
 * loop). In an encoder-decoder, each layer's cross-attention is written before the first chunk and
 * read by every tile. Beams begin after the prompt: the first of each sequence processes it.
 *
 * @param contents what the cache holds
 * @param promptTokens tokens of each sequence's prompt
 * @param queryTile queries that share one pass over the keys
 */
public record KvPrefillTrace(KvContents contents, long promptTokens, int queryTile)
    implements KvSchedule {
  public KvPrefillTrace {
    Bounds.within("promptTokens", 1, contents.maxTokens(), promptTokens);
    Bounds.atLeast("queryTile", 1, queryTile);
  }

  @Override
  public String description() {
    return contents.spec().name()
        + " takes in "
        + promptTokens
        + " tokens, "
        + contents.tokensAtOnce()
        + " at once, tiles of "
        + queryTile
        + " queries, keys "
        + contents.keys().spelling()
        + ", values "
        + contents.values().spelling()
        + contents.rule()
        + (contents.batch() > 1 ? ", batch " + contents.batch() : "");
  }

  @Override
  public Iterator<KvAccess> accesses() {
    return new Iterator<>() {
      /** The accesses of one head of one sequence, layer and chunk. */
      private final ArrayDeque<KvAccess> ready = new ArrayDeque<>();

      private final int heads = contents.heads();
      private final int layers = contents.spec().layers();
      private boolean crossWritten = !contents.has(KvPart.CROSS_KEY);
      private long chunk;
      private int layer;
      private boolean reads;
      private int sequence;
      private int head;

      @Override
      public boolean hasNext() {
        while (ready.isEmpty() && (!crossWritten || chunk < promptTokens)) {
          step();
        }
        return !ready.isEmpty();
      }

      @Override
      public KvAccess next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return ready.remove();
      }

      private void step() {
        long end = Math.min(chunk + contents.tokensAtOnce(), promptTokens);
        int beam = sequence * contents.beams();
        if (!crossWritten) {
          long tokens = contents.spec().encoderTokens();
          ready.add(KvAccess.write(beam, layer, KvPart.CROSS_KEY, head, 0, tokens));
          ready.add(KvAccess.write(beam, layer, KvPart.CROSS_VALUE, head, 0, tokens));
        } else if (!reads) {
          ready.add(KvAccess.write(beam, layer, KvPart.KEY, head, chunk, end));
          if (contents.has(KvPart.VALUE)) {
            ready.add(KvAccess.write(beam, layer, KvPart.VALUE, head, chunk, end));
          }
        } else {
          readTiles(beam, end);
        }
        if (++head < heads) {
          return;
        }
        head = 0;
        if (++sequence < contents.batch()) {
          return;
        }
        sequence = 0;
        if (crossWritten && !reads) {
          reads = true;
          return;
        }
        reads = false;
        if (++layer < layers) {
          return;
        }
        layer = 0;
        if (crossWritten) {
          chunk = end;
        }
        crossWritten = true;
      }

      private void readTiles(int beam, long end) {
        for (long tile = chunk; tile < end; tile += queryTile) {
          long tileEnd = Math.min(tile + queryTile, end);
          long first = contents.firstVisible(layer, tile);
          ready.add(KvAccess.read(beam, layer, KvPart.KEY, head, first, tileEnd));
          if (contents.has(KvPart.VALUE)) {
            ready.add(KvAccess.read(beam, layer, KvPart.VALUE, head, first, tileEnd));
          }
          if (contents.has(KvPart.CROSS_KEY)) {
            long tokens = contents.spec().encoderTokens();
            ready.add(KvAccess.read(beam, layer, KvPart.CROSS_KEY, head, 0, tokens));
            ready.add(KvAccess.read(beam, layer, KvPart.CROSS_VALUE, head, 0, tokens));
          }
        }
      }
    };
  }
}
