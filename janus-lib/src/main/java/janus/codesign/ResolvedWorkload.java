package janus.codesign;

import janus.accelerator.StepWork;
import janus.kvcache.KvCacheSize;
import janus.kvcache.KvCodec;
import janus.kvcache.KvScheme;
import janus.transformer.AttentionShape;
import janus.transformer.LatentAttention;
import janus.transformer.TransformerSpec;
import janus.units.DataSize;
import janus.units.Range;
import java.util.List;

/**
 * What decoding one token of every sequence of a workload moves and computes.
 *
 * @param workload what is asked for
 * @param model the model's shape
 * @param decode the products of the step
 * @param cacheSize the caches of all sequences together
 * @param cacheWritten what the step adds to them, averaged over a codec's block
 */
public record ResolvedWorkload(
    Workload workload,
    TransformerSpec model,
    StepWork decode,
    KvCacheSize cacheSize,
    DataSize cacheWritten) {

  /**
   * A workload on a model.
   *
   * @throws IllegalArgumentException if the model is no decoder or the scheme does not fit it
   */
  public static ResolvedWorkload of(Workload workload, TransformerSpec model) {
    long attended = workload.scheme().attendedTokens(workload.contextTokens());
    StepWork decode = StepWork.decode(model, workload.batch(), attended);
    KvCacheSize size = KvCacheSize.of(model, workload.scheme(), workload.contextTokens());
    DataSize written = bytes(workload.batch() * writtenBits(model, workload.scheme()) / 8);
    return new ResolvedWorkload(workload, model, decode, size.times(workload.batch()), written);
  }

  /** One sequence whose cache holds the prompt and no more. */
  public ResolvedWorkload ofPrompt() {
    return of(workload.withBatch(1).atContext(workload.promptTokens()), model);
  }

  /** All weights, as stored. */
  public DataSize weights() {
    return bytes(model.matrixWeights() * workload.weightBits() / 8);
  }

  /** Weights read in a step: every matrix once, and of the embedding a row a token. */
  public DataSize weightsRead() {
    long rows = (long) workload.batch() * model.hiddenDim();
    long elements = decode.elements(StepWork.Operand.WEIGHTS) + rows;
    return bytes(elements * workload.weightBits() / 8);
  }

  /** The caches, read whole once in a step. */
  public DataSize cache() {
    return cacheSize.total();
  }

  /** What of the caches fits a memory. */
  public DataSize cacheKept(DataSize capacity) {
    return DataSize.ofBytes(Math.min(cache().bytes(), capacity.bytes()));
  }

  /** What of the caches does not. */
  public DataSize cacheSpilled(DataSize capacity) {
    return DataSize.ofBytes(cache().bytes() - cacheKept(capacity).bytes());
  }

  /** Bytes read off chip in a step: weights, and what of the caches does not fit on the chip. */
  public double offChipRead(DataSize capacity) {
    return weightsRead().bytes() + (double) cacheSpilled(capacity).bytes();
  }

  /** What a step adds to a memory that keeps a share of the caches: as large a share of its own. */
  public DataSize writtenKept(DataSize capacity) {
    return bytes(cacheWritten.bytes() * ((double) cacheKept(capacity).bytes() / cache().bytes()));
  }

  /** What a step adds to the caches off chip: the rest of its own. */
  public DataSize writtenOffChip(DataSize capacity) {
    return DataSize.ofBytes(cacheWritten.bytes() - writtenKept(capacity).bytes());
  }

  /** Keys and values of the caches. */
  public long cacheElements() {
    return cacheSize.elements();
  }

  /**
   * Multiply-accumulates of a step: one a weight of the matrices and sequence, and for every layer,
   * query head and cached token one a channel for the score and one for the sum of values.
   */
  public long macs() {
    return decode.macs();
  }

  /** Bits that a token adds to the cache. */
  private static double writtenBits(TransformerSpec model, KvScheme scheme) {
    return scheme.ofLayers(model.layers()).stream()
        .mapToDouble(layer -> layerBits(model.attention(), layer))
        .sum();
  }

  private static double layerBits(AttentionShape attention, KvScheme scheme) {
    LatentAttention latent = attention.latent();
    if (latent != null) {
      return vectorBits(scheme, scheme.keys(), latent.kvLoraRank() + latent.ropeHeadDim());
    }
    return attention.kvHeads()
        * (vectorBits(scheme, scheme.keys(), attention.headDim())
            + vectorBits(scheme, scheme.values(), attention.headDim()));
  }

  /**
   * Bits of one token's vector, with its share of what a block keeps; of a rule with a window, also
   * those of the vector in full, which is coded when it grows old.
   */
  private static double vectorBits(KvScheme scheme, KvCodec codec, int channels) {
    double coded =
        (double) codec.payloadBits() * channels
            + codec.overheadBits(channels) / (double) codec.blockTokens();
    boolean waits = scheme.semantics().recentFullTokens(1) > 0;
    return coded + (waits ? (double) KvScheme.fullCodec(codec).payloadBits() * channels : 0);
  }

  /**
   * Energy of decoding the caches in a step beside attention's multiply-accumulates, in J. Tokens
   * kept in full are counted as if they were coded, so this is an upper bound for schemes with
   * windows. Where layers have codecs of their own, each counts as an equal part of the cache.
   */
  public Range decodingJ(DecoderEnergy energy) {
    KvScheme scheme = workload.scheme();
    List<KvScheme> schemes =
        scheme.layers().isEmpty() ? List.of(scheme) : scheme.ofLayers(model.layers());
    return schemes.stream()
        .map(part -> decodingJ(energy, part, schemes.size()))
        .reduce(Range::plus)
        .orElseThrow();
  }

  /** Of one of some equal parts of the cache. */
  private Range decodingJ(DecoderEnergy energy, KvScheme scheme, int parts) {
    AttentionShape attention = model.attention();
    double heads = (double) model.layers() * attention.queryHeads() * workload.batch() / parts;
    LatentAttention latent = attention.latent();
    double elements = (double) cacheElements() / parts;
    if (latent != null) {
      int channels = latent.kvLoraRank() + latent.ropeHeadDim();
      return energy.energyJ(scheme.keyReadWork(channels), elements, heads * channels);
    }
    int channels = attention.headDim();
    return energy
        .energyJ(scheme.keyReadWork(channels), elements / 2, heads * channels)
        .plus(energy.energyJ(scheme.valueReadWork(channels), elements / 2, heads * channels));
  }

  private static DataSize bytes(double bytes) {
    return DataSize.ofBytes((long) Math.ceil(bytes));
  }
}
