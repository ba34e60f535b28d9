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
 * What a step of a workload moves and computes: decoding one token of every sequence, or drafting
 * some tokens of each and checking them.
 *
 * @param workload what is asked for
 * @param model the model's shape
 * @param decode the products of the step or of the prompt, those of the draft model included
 * @param cacheSize the caches of all sequences together, without those of the draft model
 * @param cacheWritten what the step adds to all caches, averaged over a codec's block; of drafted
 *     tokens that are refused, too
 * @param draft one step of the draft model; null where there is none
 * @param whole the workload of which this is a prompt or a step, and which says what tier 2 holds;
 *     null where it is a workload itself
 */
public record ResolvedWorkload(
    Workload workload,
    TransformerSpec model,
    StepWork decode,
    KvCacheSize cacheSize,
    DataSize cacheWritten,
    ResolvedWorkload draft,
    ResolvedWorkload whole) {

  /**
   * A workload on a model, without a draft model.
   *
   * @throws IllegalArgumentException if the model is no decoder or the scheme does not fit it
   */
  public static ResolvedWorkload of(Workload workload, TransformerSpec model) {
    return of(workload, model, null);
  }

  /**
   * The same with a draft model.
   *
   * @param draftModel null for none
   * @throws IllegalArgumentException if a model is no decoder, the scheme does not fit it, or tier
   *     2 is to hold more layers than there are
   */
  static ResolvedWorkload of(Workload workload, TransformerSpec model, TransformerSpec draftModel) {
    Workload drafts = workload.withTier2Holds(Tier2Contents.AUTO).withDrafting(Drafting.NONE);
    return of(workload, model, draftModel == null ? null : of(drafts, draftModel), null);
  }

  private static ResolvedWorkload of(
      Workload workload, TransformerSpec model, ResolvedWorkload draft, ResolvedWorkload whole) {
    workload.tier2Holds().checkLayers(model);
    long attended = workload.scheme().attendedTokens(workload.contextTokens());
    int drafted = workload.drafting().tokens();
    long checked = drafted + 1L;
    StepWork decode = StepWork.check(model, workload.batch(), checked, attended);
    KvCacheSize size = KvCacheSize.of(model, workload.scheme(), workload.contextTokens());
    double written = checked * workload.batch() * writtenBits(model, workload.scheme()) / 8;
    return new ResolvedWorkload(
        workload,
        model,
        draft == null ? decode : decode.after(draft.decode(), drafted),
        size.times(workload.batch()),
        bytes(draft == null ? written : written + drafted * draft.cacheWritten().bytes()),
        draft,
        whole);
  }

  /** The prompt of one sequence, all in one step, with the same weights in tier 2. */
  public ResolvedWorkload ofPrompt() {
    Workload prompt =
        workload
            .withBatch(1)
            .withTier2Holds(Tier2Contents.AUTO)
            .withDrafting(Drafting.NONE)
            .atContext(workload.promptTokens());
    ResolvedWorkload token = of(prompt, model, null, this);
    StepWork prefill = StepWork.prefill(model, workload.promptTokens());
    return new ResolvedWorkload(
        prompt, model, prefill, token.cacheSize, token.cacheWritten, null, this);
  }

  /** A step with fewer tokens in the cache, and the same weights in tier 2. */
  ResolvedWorkload whenAt(long contextTokens) {
    Workload then = workload.atContext(contextTokens);
    ResolvedWorkload drafting = draft == null ? null : draft.whenAt(contextTokens);
    return of(then, model, drafting, this);
  }

  /** The same where nothing that tier 2 is to hold must fit. */
  public ResolvedWorkload whereItFits() {
    Workload loose = workload.withTier2Holds(workload.tier2Holds().whereItFits());
    return new ResolvedWorkload(loose, model, decode, cacheSize, cacheWritten, draft, whole);
  }

  /** Tokens of all sequences that a step makes, in the mean. */
  public double tokensPerStep() {
    return workload.batch() * workload.drafting().tokensPerStep();
  }

  /** Layers that a step passes, those of drafted tokens included. */
  public long stepLayers() {
    return model.layers() + (draft == null ? 0 : (long) drafted() * draft.model.layers());
  }

  private int drafted() {
    return workload.drafting().tokens();
  }

  /** All weights, as stored, those of the draft model included. */
  public DataSize weights() {
    DataSize own = bytes(model.matrixWeights() * workload.weightBits() / 8);
    return draft == null ? own : own.plus(draft.weights());
  }

  /** Weights in the matrices of the model's layers. */
  double layerWeights() {
    return model.matrixWeights() - tableWeights() * (model.tiedEmbeddings() ? 1 : 2);
  }

  /** Weights of the output head, and of the embedding. */
  double tableWeights() {
    return (double) model.vocabulary() * model.hiddenDim();
  }

  /** Weights read in a step: every matrix once, and of the embedding a row a token. */
  public DataSize weightsRead() {
    double elements = decode.elements(StepWork.Operand.WEIGHTS) + rowsRead() + draftRowsRead();
    return bytes(elements * workload.weightBits() / 8);
  }

  /** Elements of the embedding that a step reads, of a prompt those of its last token. */
  private double rowsRead() {
    return (drafted() + 1.0) * workload.batch() * model.hiddenDim();
  }

  private double draftRowsRead() {
    return draft == null ? 0 : drafted() * draft.rowsRead();
  }

  private double draftElements() {
    return draft == null ? 0 : drafted() * (double) draft.decode.elements(StepWork.Operand.WEIGHTS);
  }

  /** What a tier 2 holds. */
  Tier2Held held(DataSize capacity) {
    return whole == null
        ? Tier2Held.of(this, capacity)
        : Tier2Held.of(whole, capacity).during(this);
  }

  /** Whether a tier 2 holds what the workload asks for. */
  public boolean isHeld(DataSize capacity) {
    return held(capacity).missing() == null;
  }

  /**
   * Checks that a tier 2 holds what the workload asks for.
   *
   * @throws IllegalArgumentException if not; names what does not fit
   */
  void checkHeld(DataSize capacity) {
    String missing = held(capacity).missing();
    if (missing != null) {
      throw new IllegalArgumentException(missing);
    }
  }

  /** Of the weights, what a tier 2 holds. */
  public DataSize weightsKept(DataSize capacity) {
    Tier2Held held = held(capacity);
    double elements =
        layerWeights() * held.layers() / model.layers()
            + (held.output() ? tableWeights() : 0)
            + (held.embedding() && !model.tiedEmbeddings() ? tableWeights() : 0);
    DataSize own = bytes(elements * workload.weightBits() / 8);
    return held.draft() ? own.plus(draft.weights()) : own;
  }

  /** Of the weights that a step reads, those that a tier 2 holds. */
  public DataSize weightsReadKept(DataSize capacity) {
    Tier2Held held = held(capacity);
    double all = decode.elements(StepWork.Operand.WEIGHTS) - draftElements();
    double elements =
        (all - tableWeights()) * held.layers() / model.layers()
            + (held.output() ? tableWeights() : 0)
            + (held.embedding() ? rowsRead() : 0)
            + (held.draft() ? draftElements() + draftRowsRead() : 0);
    return bytes(elements * workload.weightBits() / 8);
  }

  /** The caches of all sequences. */
  public DataSize cache() {
    DataSize own = cacheSize.total();
    return draft == null ? own : own.plus(draft.cache());
  }

  /** What a step reads of the caches: all, that of the draft model for every drafted token. */
  public DataSize cacheRead() {
    long ofDraft = draft == null ? 0 : drafted() * draft.cache().bytes();
    return DataSize.ofBytes(cacheSize.total().bytes() + ofDraft);
  }

  /** What of the caches fits a tier 2. */
  public DataSize cacheKept(DataSize capacity) {
    Tier2Held held = held(capacity);
    return held.cache().plus(held.draftCache());
  }

  /** What of the caches does not. */
  public DataSize cacheSpilled(DataSize capacity) {
    return DataSize.ofBytes(cache().bytes() - cacheKept(capacity).bytes());
  }

  /** Of the caches that a step reads, what fits a tier 2. */
  public DataSize cacheReadKept(DataSize capacity) {
    Tier2Held held = held(capacity);
    return DataSize.ofBytes(held.cache().bytes() + drafted() * held.draftCache().bytes());
  }

  /** Of the caches that a step reads, what does not. */
  public DataSize cacheReadSpilled(DataSize capacity) {
    return DataSize.ofBytes(cacheRead().bytes() - cacheReadKept(capacity).bytes());
  }

  /** Weights and caches that a tier 2 does not hold. */
  public DataSize offChipNeeded(DataSize capacity) {
    long weights = weights().bytes() - weightsKept(capacity).bytes();
    return DataSize.ofBytes(weights + cacheSpilled(capacity).bytes());
  }

  /** Bytes read off chip in a step: weights and caches that tier 2 does not hold. */
  public double offChipRead(DataSize capacity) {
    double weights = weightsRead().bytes() - weightsReadKept(capacity).bytes();
    return weights + cacheReadSpilled(capacity).bytes();
  }

  /** Bytes read from tier 2 in a step. */
  public DataSize tier2Read(DataSize capacity) {
    return cacheReadKept(capacity).plus(weightsReadKept(capacity));
  }

  /** What a step adds to a memory that keeps a share of the caches: as large a share of its own. */
  public DataSize writtenKept(DataSize capacity) {
    Tier2Held held = held(capacity);
    double ofDraft = draft == null ? 0 : drafted() * (double) draft.cacheWritten().bytes();
    double own = cacheWritten.bytes() - ofDraft;
    double kept = own * ((double) held.cache().bytes() / cacheSize.total().bytes());
    if (ofDraft > 0) {
      kept += ofDraft * ((double) held.draftCache().bytes() / draft.cache().bytes());
    }
    return bytes(kept);
  }

  /** What a step adds to the caches off chip: the rest of its own. */
  public DataSize writtenOffChip(DataSize capacity) {
    return DataSize.ofBytes(cacheWritten.bytes() - writtenKept(capacity).bytes());
  }

  /** Keys and values that a step reads. */
  public long cacheElements() {
    return cacheSize.elements() + (draft == null ? 0 : drafted() * draft.cacheElements());
  }

  /**
   * Multiply-accumulates of a step: one a weight of the matrices and token, and for every layer,
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
    Range own =
        schemes.stream()
            .map(part -> decodingJ(energy, part, schemes.size()))
            .reduce(Range::plus)
            .orElseThrow();
    return draft == null ? own : own.plus(draft.decodingJ(energy).times(drafted()));
  }

  /** Of one of some equal parts of the cache. */
  private Range decodingJ(DecoderEnergy energy, KvScheme scheme, int parts) {
    AttentionShape attention = model.attention();
    double queries = (drafted() + 1.0) * workload.batch();
    double heads = (double) model.layers() * attention.queryHeads() * queries / parts;
    LatentAttention latent = attention.latent();
    double elements = (double) cacheSize.elements() / parts;
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
