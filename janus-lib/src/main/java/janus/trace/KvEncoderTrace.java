package janus.trace;

import janus.kvcache.KvAccess;
import janus.kvcache.KvContents;
import janus.kvcache.KvPart;
import janus.units.Bounds;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The keys and values of an encoder, which sees all tokens at once and keeps nothing: each layer
 * writes all keys and values into the one buffer that every layer uses in turn, then reads them
 * head by head for each tile of queries. A vision transformer (Dosovitskiy et al., ICLR 2021) is
 * nothing else.
 *
 * @param contents a buffer of one layer
 * @param name the model
 * @param layers layers of the encoder
 * @param queryTile queries that share one pass over the keys
 */
public record KvEncoderTrace(KvContents contents, String name, int layers, int queryTile)
    implements KvSchedule {
  public KvEncoderTrace {
    if (contents.spec().layers() != 1) {
      throw new IllegalArgumentException(
          "contents must have one layer: " + contents.spec().layers());
    }
    Bounds.atLeast("layers", 1, layers);
    Bounds.atLeast("queryTile", 1, queryTile);
  }

  @Override
  public String description() {
    return name
        + " encodes "
        + contents.maxTokens()
        + " tokens in "
        + layers
        + " layers, tiles of "
        + queryTile
        + " queries, keys "
        + contents.keys().spelling()
        + ", values "
        + contents.values().spelling()
        + (contents.batch() > 1 ? ", batch " + contents.batch() : "");
  }

  @Override
  public Iterator<KvAccess> accesses() {
    // Layers are alike, so a layer's accesses are made layer by layer.
    return IntStream.range(0, layers).boxed().flatMap(layer -> layerAccesses().stream()).iterator();
  }

  private List<KvAccess> layerAccesses() {
    var accesses = new ArrayList<KvAccess>();
    long tokens = contents.maxTokens();
    for (int sequence = 0; sequence < contents.batch(); sequence++) {
      for (int head = 0; head < contents.heads(); head++) {
        accesses.add(KvAccess.write(sequence, 0, KvPart.KEY, head, 0, tokens));
        accesses.add(KvAccess.write(sequence, 0, KvPart.VALUE, head, 0, tokens));
      }
    }
    for (int sequence = 0; sequence < contents.batch(); sequence++) {
      for (int head = 0; head < contents.heads(); head++) {
        for (long tile = 0; tile < tokens; tile += queryTile) {
          accesses.add(KvAccess.read(sequence, 0, KvPart.KEY, head, 0, tokens));
          accesses.add(KvAccess.read(sequence, 0, KvPart.VALUE, head, 0, tokens));
        }
      }
    }
    return accesses;
  }
}
