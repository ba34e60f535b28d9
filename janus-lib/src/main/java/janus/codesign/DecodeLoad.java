package janus.codesign;

import janus.kvcache.KvCacheSize;
import janus.kvcache.KvCodec;
import janus.transformer.AttentionShape;
import janus.transformer.LatentAttention;
import janus.transformer.TransformerSpec;
import janus.units.DataSize;

/**
 * What decoding one token of one sequence moves and computes.
 *
 * @param model the model's shape
 * @param weightBits bits of a stored weight, scales included
 * @param keys codec of the cached keys
 * @param values codec of the cached values
 * @param contextTokens tokens in the cache
 */
public record DecodeLoad(
    TransformerSpec model, double weightBits, KvCodec keys, KvCodec values, long contextTokens) {
  public DecodeLoad {
    if (model.kind() != TransformerSpec.Kind.DECODER) {
      throw new IllegalArgumentException(
          "model must be a decoder: " + model.name() + " is " + model.kind());
    }
    if (!(weightBits > 0 && weightBits <= 64)) {
      throw new IllegalArgumentException(
          "weightBits must be above 0 and at most 64: " + weightBits);
    }
    if (contextTokens < 1) {
      throw new IllegalArgumentException("contextTokens must be at least 1: " + contextTokens);
    }
  }

  /** All weights, as stored. */
  public DataSize weights() {
    return bytes(model.matrixWeights() * weightBits / 8);
  }

  /** Weights read for one token: every matrix once, one row of the embedding. */
  public DataSize weightsRead() {
    return bytes(model.decodeWeights() * weightBits / 8);
  }

  /** The cache, read whole once for a token. */
  public DataSize cache() {
    return KvCacheSize.of(model, keys, values, contextTokens).total();
  }

  /** What of the cache fits a memory. */
  public DataSize cacheKept(DataSize capacity) {
    return DataSize.ofBytes(Math.min(cache().bytes(), capacity.bytes()));
  }

  /** Bytes read off chip for a token: weights, and the cache that does not fit on the chip. */
  public double offChipRead(DataSize capacity) {
    return weightsRead().bytes() + (double) (cache().bytes() - cacheKept(capacity).bytes());
  }

  /** What a token adds to a memory that keeps a share of the cache: as large a share of its own. */
  public DataSize writtenKept(DataSize capacity) {
    return bytes(cacheWritten().bytes() * ((double) cacheKept(capacity).bytes() / cache().bytes()));
  }

  /** What a token adds to the cache off chip: the rest of its own. */
  public DataSize writtenOffChip(DataSize capacity) {
    return DataSize.ofBytes(cacheWritten().bytes() - writtenKept(capacity).bytes());
  }

  /** Keys and values of the cache. */
  public long cacheElements() {
    return model.kvElements(contextTokens);
  }

  /** What a token adds to the cache, averaged over a codec's block. */
  public DataSize cacheWritten() {
    AttentionShape attention = model.attention();
    LatentAttention latent = attention.latent();
    double bits =
        latent == null
            ? attention.kvHeads()
                * (vectorBits(keys, attention.headDim()) + vectorBits(values, attention.headDim()))
            : vectorBits(keys, latent.kvLoraRank() + latent.ropeHeadDim());
    return bytes(model.layers() * bits / 8);
  }

  /** Bits of one token's vector, with its share of what a block keeps. */
  private static double vectorBits(KvCodec codec, int channels) {
    return (double) codec.payloadBits() * channels
        + codec.overheadBits(channels) / (double) codec.blockTokens();
  }

  /**
   * Multiply-accumulates of one token: one a weight of the matrices read, and for every layer,
   * query head and cached token one a channel for the score and one for the sum of values.
   */
  public long macs() {
    AttentionShape attention = model.attention();
    int scoreAndSum =
        attention.latent() == null
            ? 2 * attention.headDim()
            : 2 * attention.latent().kvLoraRank() + attention.latent().ropeHeadDim();
    long perToken = (long) attention.queryHeads() * scoreAndSum;
    long macs = model.decodeWeights() - model.hiddenDim();
    for (int layer = 0; layer < model.layers(); layer++) {
      macs += perToken * attention.cachedTokens(layer, contextTokens);
    }
    return macs;
  }

  private static DataSize bytes(double bytes) {
    return DataSize.ofBytes((long) Math.ceil(bytes));
  }
}
