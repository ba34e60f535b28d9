package janus.trace;

import janus.kvcache.KvCodec;
import janus.kvcache.KvContents;
import janus.kvcache.KvLayout;
import janus.kvcache.KvScheme;
import janus.provenance.BadInputException;
import janus.transformer.AttentionShape;
import janus.transformer.SlidingWindow;
import janus.transformer.TransformerSpec;
import janus.units.Bounds;
import java.util.Objects;

/**
 * All that decides the KV trace of a model; what is swept has a {@code with} method.
 *
 * @param spec the model
 * @param scheme how keys and values are stored and seen
 * @param placement where the cache lies
 * @param contextTokens tokens a sequence holds after the first step; of a prompt, its length
 * @param steps tokens decoded
 * @param sequences sequences and their beams
 */
public record KvTraceSettings(
    TransformerSpec spec,
    KvScheme scheme,
    KvPlacement placement,
    long contextTokens,
    long steps,
    KvSequences sequences) {
  public KvTraceSettings {
    Objects.requireNonNull(spec, "spec");
    Objects.requireNonNull(scheme, "scheme");
    Objects.requireNonNull(placement, "placement");
    Objects.requireNonNull(sequences, "sequences");
    Bounds.atLeast("contextTokens", 1, contextTokens);
    Bounds.within("steps", 1, Integer.MAX_VALUE, steps);
  }

  /** One sequence and one step at the {@linkplain KvPlacement#USUAL usual} place. */
  public static KvTraceSettings of(TransformerSpec spec, KvScheme scheme, long contextTokens) {
    return new KvTraceSettings(spec, scheme, KvPlacement.USUAL, contextTokens, 1, KvSequences.ONE);
  }

  /** The same with every token quantized. */
  public static KvTraceSettings of(
      TransformerSpec spec, KvCodec keys, KvCodec values, long contextTokens) {
    return of(spec, KvScheme.of(keys, values), contextTokens);
  }

  public KvTraceSettings withPlacement(KvPlacement value) {
    return new KvTraceSettings(spec, scheme, value, contextTokens, steps, sequences);
  }

  public KvTraceSettings withSteps(long value) {
    return new KvTraceSettings(spec, scheme, placement, contextTokens, value, sequences);
  }

  public KvTraceSettings withSequences(KvSequences value) {
    return new KvTraceSettings(spec, scheme, placement, contextTokens, steps, value);
  }

  /** The same model with a sliding window in every layer. */
  public KvTraceSettings withWindow(int windowTokens) {
    AttentionShape attention = spec.attention();
    var sliding =
        new AttentionShape(
            attention.queryHeads(),
            attention.kvHeads(),
            attention.headDim(),
            SlidingWindow.inEveryLayer(windowTokens),
            attention.latent());
    return new KvTraceSettings(
        reshaped(spec.kind(), spec.layers(), sliding, spec.encoderLayers()),
        scheme,
        placement,
        contextTokens,
        steps,
        sequences);
  }

  private TransformerSpec reshaped(
      TransformerSpec.Kind kind, int layers, AttentionShape attention, int encoderLayers) {
    return new TransformerSpec(
        spec.name(),
        kind,
        layers,
        spec.hiddenDim(),
        attention,
        spec.feedForward(),
        spec.vocabulary(),
        spec.maxContextTokens(),
        spec.tiedEmbeddings(),
        encoderLayers,
        spec.encoderTokens());
  }

  /**
   * The trace of {@link KvDecodeTrace}.
   *
   * @throws BadInputException if the model keeps no cache
   */
  public KvTrace decode() {
    requireDecoder();
    KvContents contents = contents(contextTokens + steps - 1, sequences.beams());
    return trace(new KvDecodeTrace(contents, contextTokens, steps), contents);
  }

  /**
   * The trace of {@link KvPrefillTrace}: a prompt of {@code contextTokens}.
   *
   * @param chunkTokens tokens processed at once, cut to the prompt
   * @param queryTile queries that share one pass over the keys
   * @throws BadInputException if the model keeps no cache
   */
  public KvTrace prefill(long chunkTokens, int queryTile) {
    requireDecoder();
    KvContents contents =
        contents(contextTokens, 1).withTokensAtOnce(Math.min(chunkTokens, contextTokens));
    return trace(new KvPrefillTrace(contents, contextTokens, queryTile), contents);
  }

  /**
   * The trace of {@link KvEncoderTrace}: a vision model's {@code maxContextTokens}, or the {@code
   * encoderTokens} of an encoder beside a decoder.
   *
   * @param queryTile queries that share one pass over the keys
   * @throws BadInputException if the model has no encoder
   */
  public KvTrace encode(int queryTile) {
    boolean vision = spec.kind() == TransformerSpec.Kind.VISION_ENCODER;
    if (!vision && spec.kind() != TransformerSpec.Kind.ENCODER_DECODER) {
      throw new BadInputException(
          "model '" + spec.name() + "' has no encoder; expected a vision or encoder-decoder model");
    }
    long tokens = vision ? spec.maxContextTokens() : spec.encoderTokens();
    TransformerSpec buffer = reshaped(TransformerSpec.Kind.VISION_ENCODER, 1, spec.attention(), 0);
    KvContents contents = new KvContents(buffer, scheme, tokens, sequences.batch(), 1, 0, tokens);
    int layers = vision ? spec.layers() : spec.encoderLayers();
    return trace(new KvEncoderTrace(contents, spec.name(), layers, queryTile), contents);
  }

  /** The lines of a captured run that ended with {@code contextTokens} in the cache. */
  public KvTrace captured(CapturedKvSchedule run) {
    return trace(run, contents(contextTokens, sequences.beams()));
  }

  private void requireDecoder() {
    if (spec.kind() == TransformerSpec.Kind.VISION_ENCODER) {
      throw new BadInputException(
          "model '"
              + spec.name()
              + "' is an encoder and keeps no cache; expected a decoder (or trace kind encoder)");
    }
  }

  private KvContents contents(long maxTokens, int width) {
    return new KvContents(
        spec,
        scheme,
        maxTokens,
        sequences.batch(),
        width,
        Math.min(sequences.sharedTokens(), maxTokens),
        1);
  }

  private KvTrace trace(KvSchedule schedule, KvContents contents) {
    var layout = new KvLayout(contents, placement.order(), placement.scales());
    return new KvTrace(schedule, layout, placement.baseAddress(), placement.lineBytes());
  }
}
