package janus.command;

import janus.claims.PublishedLlmTrace;
import janus.codesign.Design;
import janus.codesign.Workload;
import janus.kvcache.KvCodec;
import janus.kvcache.KvCodecs;
import janus.kvcache.KvOrder;
import janus.kvcache.KvScheme;
import janus.kvcache.ScalePlacement;
import janus.provenance.BadInputException;
import janus.provenance.Circumstances;
import janus.trace.KvTraceSettings;
import janus.trace.SyntheticTrace;
import janus.trace.SyntheticTrace.Pattern;
import janus.trace.Trace;
import janus.trace.WeightsTrace;
import janus.transformer.TransformerSpec;
import janus.units.Bounds;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What decides a generated trace. */
final class TraceOptions {
  /** What can be generated. */
  private enum Kind {
    DECODE,
    PREFILL,
    ENCODER,
    WEIGHTS,
    PUBLISHED_LLM,
    SEQUENTIAL,
    STRIDED,
    RANDOM,
    STREAMING,
    MIXED;

    String spelling() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private static final Set<Kind> CACHE = EnumSet.of(Kind.DECODE, Kind.PREFILL, Kind.ENCODER);
  private static final Set<Kind> PATTERNS = EnumSet.range(Kind.SEQUENTIAL, Kind.MIXED);

  /** The kinds that read an option, where not all do. */
  private static final Map<String, Set<Kind>> READ_BY =
      Map.ofEntries(
          Map.entry("--model", EnumSet.range(Kind.DECODE, Kind.WEIGHTS)),
          Map.entry("--batch", EnumSet.range(Kind.DECODE, Kind.WEIGHTS)),
          Map.entry("--context", with(Kind.PUBLISHED_LLM, CACHE)),
          Map.entry("--steps", EnumSet.of(Kind.DECODE, Kind.WEIGHTS)),
          Map.entry("--codec", CACHE),
          Map.entry("--keys", CACHE),
          Map.entry("--values", CACHE),
          Map.entry("--semantics", CACHE),
          Map.entry("--rotation", CACHE),
          Map.entry("--layout", CACHE),
          Map.entry("--scales", CACHE),
          Map.entry("--beams", CACHE),
          Map.entry("--shared", CACHE),
          Map.entry("--window", CACHE),
          Map.entry("--chunk", EnumSet.of(Kind.PREFILL)),
          Map.entry("--tile", EnumSet.of(Kind.PREFILL, Kind.ENCODER)),
          Map.entry("--weight-bits", EnumSet.of(Kind.WEIGHTS)),
          Map.entry("--layers", EnumSet.of(Kind.PUBLISHED_LLM)),
          Map.entry("--hidden", EnumSet.of(Kind.PUBLISHED_LLM)),
          Map.entry("--accesses", PATTERNS),
          Map.entry("--footprint", PATTERNS),
          Map.entry("--write-share", PATTERNS),
          Map.entry("--stride", EnumSet.of(Kind.STRIDED)),
          Map.entry("--streams", EnumSet.of(Kind.STREAMING)),
          Map.entry("--sequential-share", EnumSet.of(Kind.MIXED)));

  /** What a capture reads. */
  private static final Set<String> CAPTURED =
      Set.of(
          "--model",
          "--codec",
          "--keys",
          "--values",
          "--layout",
          "--scales",
          "--line-bytes",
          "--seed");

  private static final Workload WORK = Workload.janus1();
  private static final KvCodec F16 = KvCodecs.parse("f16");

  @Spec private CommandSpec own;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description = {
        "decode, prefill, encoder: KV cache of a model (default decode);",
        "weights: its weights in a decode step;",
        "published-llm: the published simulator's own trace;",
        "sequential, strided, random, streaming, mixed: patterns."
      })
  private String kind = "decode";

  @Option(
      names = "--model",
      paramLabel = "NAME|FILE",
      description = "A model by name, a GGUF file, or a Hugging Face config.json.")
  private String model;

  @Option(
      names = "--context",
      paramLabel = "TOKENS",
      description =
          "Tokens in the cache after the first step; the prompt of prefill (default 4096;"
              + " published-llm 2048).")
  private Integer contextTokens;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Tokens decoded (default ${DEFAULT-VALUE}).")
  private long steps = 1;

  @Mixin private SchemeOption scheme;

  @Option(
      names = "--layout",
      paramLabel = "ORDER",
      description = KvOrder.SPELLINGS + " (default ${DEFAULT-VALUE}).")
  private String layout = "head-major";

  @Option(
      names = "--scales",
      paramLabel = "PLACE",
      description = "interleaved or separate (default ${DEFAULT-VALUE}).")
  private String scales = "interleaved";

  @Option(names = "--batch", paramLabel = "N", description = "Sequences at once (default 1).")
  private int batch = 1;

  @Option(names = "--beams", paramLabel = "N", description = "Beams a sequence (default 1).")
  private int beams = 1;

  @Option(
      names = "--shared",
      paramLabel = "TOKENS",
      description = "Tokens all beams of a sequence have in common (default 0).")
  private long sharedTokens;

  @Option(
      names = "--window",
      paramLabel = "TOKENS",
      description = "Sliding window in every layer, whatever the model says.")
  private Integer window;

  @Option(
      names = "--chunk",
      paramLabel = "TOKENS",
      description = "Prompt tokens processed at once (default ${DEFAULT-VALUE}).")
  private long chunk = 512;

  @Option(
      names = "--tile",
      paramLabel = "QUERIES",
      description = "Queries that share a pass over the keys (default ${DEFAULT-VALUE}).")
  private int tile = 64;

  @Option(
      names = "--weight-bits",
      paramLabel = "BITS",
      description =
          "Bits a weight, scales included (default ${DEFAULT-VALUE}: 4 and an FP16 scale for 128).")
  private double weightBits = WORK.weightBits();

  @Option(
      names = "--layers",
      paramLabel = "N",
      description = "Layers of published-llm (default ${DEFAULT-VALUE}).")
  private int layers = 32;

  @Option(
      names = "--hidden",
      paramLabel = "N",
      description = "Channels of published-llm (default ${DEFAULT-VALUE}).")
  private int hidden = 4096;

  @Option(
      names = "--accesses",
      paramLabel = "N",
      description = "Length of a pattern (default ${DEFAULT-VALUE}).")
  private long accesses = 1_000_000;

  @Option(
      names = "--footprint",
      paramLabel = "LINES",
      description = "Lines a pattern stays in (default ${DEFAULT-VALUE}).")
  private long footprint = 1 << 20;

  @Option(
      names = "--stride",
      paramLabel = "LINES",
      description = "Stride of strided (default ${DEFAULT-VALUE}).")
  private long stride = 4;

  @Option(
      names = "--streams",
      paramLabel = "N",
      description = "Streams of streaming (default ${DEFAULT-VALUE}).")
  private int streams = 4;

  @Option(
      names = "--sequential-share",
      paramLabel = "SHARE",
      description = "Sequential part of mixed, 0 to 1 (default ${DEFAULT-VALUE}).")
  private double sequentialShare = 0.7;

  @Option(
      names = "--write-share",
      paramLabel = "SHARE",
      description = "Writes of a pattern, 0 to 1 (default ${DEFAULT-VALUE}).")
  private double writeShare;

  @Option(
      names = {"--line", "--line-bytes"},
      paramLabel = "BYTES",
      description = "Bytes of a line, a power of two (default ${DEFAULT-VALUE}).")
  private int lineBytes = Design.janus1().tier1().wordBits() / 8;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of pages, experts and patterns (default ${DEFAULT-VALUE}).")
  private long seed = 1;

  /** A trace, and what it was made from. */
  record Generated(Trace trace, Circumstances circumstances) {}

  int lineBytes() {
    return lineBytes;
  }

  Generated generate() {
    // Not every kind has a context; a number that is none is a mistake in any case.
    Bounds.within("--context", 1, Integer.MAX_VALUE, contextTokens == null ? 1 : contextTokens);
    Kind wanted = parse(kind);
    requireRead(
        "a trace of kind " + kind,
        option -> !READ_BY.containsKey(option) || READ_BY.get(option).contains(wanted));
    return switch (wanted) {
      case DECODE -> ofModel(chosen -> settings(chosen.spec()).decode());
      case PREFILL -> ofModel(chosen -> settings(chosen.spec()).prefill(chunk, tile));
      case ENCODER -> ofModel(chosen -> settings(chosen.spec()).encode(tile));
      case WEIGHTS ->
          ofModel(
              chosen ->
                  new WeightsTrace(chosen.spec(), weightBits, batch, steps, seed, 0, lineBytes));
      case PUBLISHED_LLM ->
          new Generated(
              new PublishedLlmTrace(contextTokens == null ? 2048 : contextTokens, layers, hidden),
              Circumstances.current());
      case SEQUENTIAL -> pattern(Pattern.SEQUENTIAL);
      case STRIDED -> pattern(Pattern.STRIDED);
      case RANDOM -> pattern(Pattern.RANDOM);
      case STREAMING -> pattern(Pattern.STREAMING);
      case MIXED -> pattern(Pattern.MIXED);
    };
  }

  /** Of the options, a trace file needs the length of a line alone. */
  void requireNoneFor(Path file) {
    requireRead("the trace file " + file, "--line-bytes"::equals);
  }

  /** What is given and not read is a mistake. */
  private void requireRead(String what, Predicate<String> isRead) {
    for (OptionSpec option : own.options()) {
      String name = option.longestName();
      if (!isRead.test(name) && GivenOptions.has(command, name)) {
        throw new BadInputException(name + " changes nothing for " + what);
      }
    }
  }

  private static Set<Kind> with(Kind kind, Set<Kind> others) {
    Set<Kind> all = EnumSet.copyOf(others);
    all.add(kind);
    return all;
  }

  private static Kind parse(String spelling) {
    return Arrays.stream(Kind.values())
        .filter(kind -> kind.spelling().equals(spelling))
        .findFirst()
        .orElseThrow(
            () ->
                new BadInputException(
                    "--kind: '"
                        + spelling
                        + "' is no trace; one of "
                        + Arrays.stream(Kind.values())
                            .map(Kind::spelling)
                            .collect(Collectors.joining(", "))));
  }

  /** What a captured run is made from: the model's file, codecs and layout of the options. */
  KvTraceSettings settings(TransformerSpec spec, long tokens) {
    return settings(spec).withContextTokens(tokens);
  }

  Path modelFile() {
    requireRead("a capture", CAPTURED::contains);
    if (model == null) {
      throw new BadInputException("--model is missing: a capture needs a model's GGUF file");
    }
    return Path.of(model);
  }

  private Generated ofModel(java.util.function.Function<ModelOption.Chosen, Trace> maker) {
    if (model == null) {
      throw new BadInputException(
          "--model is missing: a trace of kind " + kind + " needs a model's name or file");
    }
    ModelOption.Chosen chosen = ModelOption.choose(model);
    return new Generated(maker.apply(chosen), chosen.circumstances().withSeed(seed));
  }

  private KvTraceSettings settings(TransformerSpec spec) {
    var settings =
        KvTraceSettings.of(
                spec,
                scheme.over(KvScheme.of(F16, F16)),
                contextTokens == null ? WORK.contextTokens() : contextTokens)
            .withOrder(KvOrder.parse(layout, seed))
            .withScales(ScalePlacement.parse(scales))
            .withSteps(steps)
            .withBatch(batch)
            .withBeams(beams, sharedTokens)
            .withLineBytes(lineBytes);
    return window == null ? settings : settings.withWindow(window);
  }

  private Generated pattern(Pattern pattern) {
    return new Generated(
        new SyntheticTrace(
            pattern,
            accesses,
            lineBytes,
            footprint,
            stride,
            streams,
            sequentialShare,
            writeShare,
            seed),
        Circumstances.current().withSeed(seed));
  }
}
