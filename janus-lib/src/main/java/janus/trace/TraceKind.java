package janus.trace;

import janus.provenance.Names;
import janus.trace.SyntheticTrace.Pattern;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The traces that can be made, by the name a person types. */
public enum TraceKind {
  /** The KV cache in decode steps. */
  DECODE(source -> source.cache().withSteps(source.steps()).decode()),
  /** The KV cache while a prompt is processed. */
  PREFILL(source -> source.cache().prefill(source.chunkTokens(), source.tileQueries())),
  /** Keys and values of an encoder. */
  ENCODER(source -> source.cache().encode(source.tileQueries())),
  /** The weights in decode steps. */
  WEIGHTS(Source::weights),
  /** The published simulator's own trace. */
  PUBLISHED_LLM(Source::published),
  /** {@link Pattern#SEQUENTIAL}. */
  SEQUENTIAL(source -> source.pattern(Pattern.SEQUENTIAL)),
  /** {@link Pattern#STRIDED}. */
  STRIDED(source -> source.pattern(Pattern.STRIDED)),
  /** {@link Pattern#RANDOM}. */
  RANDOM(source -> source.pattern(Pattern.RANDOM)),
  /** {@link Pattern#STREAMING}. */
  STREAMING(source -> source.pattern(Pattern.STREAMING)),
  /** {@link Pattern#MIXED}. */
  MIXED(source -> source.pattern(Pattern.MIXED));

  /** The source of a trace; a kind calls only the methods that it depends on. */
  public interface Source {
    /** Model, codecs and layout of a KV cache, with one step. */
    KvTraceSettings cache();

    /** Tokens decoded. */
    long steps();

    /** Prompt tokens processed at once. */
    long chunkTokens();

    /** Queries that share a pass over the keys. */
    int tileQueries();

    /** A trace of the weights of a model. */
    WeightsTrace weights();

    /** A trace of the published simulator. */
    Trace published();

    /** A trace of a pattern. */
    SyntheticTrace pattern(Pattern pattern);
  }

  @SuppressWarnings("ImmutableEnumChecker") // Each is a method of its source, without state.
  private final Function<Source, Trace> maker;

  TraceKind(Function<Source, Trace> maker) {
    this.maker = maker;
  }

  /** Makes the trace; nothing of it is stored. */
  public Trace of(Source source) {
    return maker.apply(source);
  }

  /** The name a person types, for example {@code published-llm}. */
  public String spelling() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** All names, in the order of this list. */
  public static List<String> spellings() {
    return Arrays.stream(values()).map(TraceKind::spelling).toList();
  }

  /**
   * The kind of that name.
   *
   * @throws janus.provenance.BadInputException with the valid names
   */
  public static TraceKind parse(String spelling) {
    return Arrays.stream(values())
        .filter(kind -> kind.spelling().equals(spelling))
        .findFirst()
        .orElseThrow(() -> Names.unknown("trace", spelling, spellings()));
  }
}
