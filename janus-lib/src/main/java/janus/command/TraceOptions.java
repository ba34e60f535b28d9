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
import janus.trace.KvPlacement;
import janus.trace.KvSequences;
import janus.trace.KvTraceSettings;
import janus.trace.SourcedTrace;
import janus.trace.SyntheticTrace;
import janus.trace.SyntheticTrace.Pattern;
import janus.trace.Trace;
import janus.trace.TraceKind;
import janus.trace.WeightsTrace;
import janus.transformer.TransformerSpec;
import janus.units.Bounds;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The settings of a generated trace. */
final class TraceOptions implements TraceKind.Source {
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

  /** Names of the options that the trace was made from. */
  private final Set<String> read = new HashSet<>();

  private ModelOption.Chosen chosen;

  int lineBytes() {
    return lineBytes;
  }

  /** Makes the trace; an option that is given and has no effect is an error. */
  SourcedTrace generate() {
    // Not every kind has a context; an impossible number is an error in any case.
    Bounds.within("--context", 1, Integer.MAX_VALUE, contextTokens == null ? 1 : contextTokens);
    read.addAll(List.of("--kind", "--line-bytes", "--seed"));
    Trace trace = TraceKind.parse(kind).of(this);
    requireOnlyRead("a trace of kind " + kind);
    var circumstances = chosen == null ? Circumstances.current() : chosen.circumstances();
    boolean isSeeded = !(trace instanceof PublishedLlmTrace);
    return new SourcedTrace(trace, isSeeded ? circumstances.withSeed(seed) : circumstances);
  }

  /** Refuses all options but the length of a line, which a trace file needs. */
  void requireNoneFor(Path file) {
    read.add("--line-bytes");
    requireOnlyRead("the trace file " + file);
  }

  private void requireOnlyRead(String what) {
    for (OptionSpec option : own.options()) {
      String name = option.longestName();
      if (!read.contains(name) && GivenOptions.has(command, name)) {
        throw new BadInputException(name + " changes nothing for " + what);
      }
    }
  }

  private <T> T read(String option, T value) {
    read.add(option);
    return value;
  }

  /** The file of a captured run. */
  Path modelFile() {
    read.addAll(List.of("--model", "--line-bytes", "--seed"));
    cacheOptions();
    requireOnlyRead("a capture");
    if (model == null) {
      throw new BadInputException("--model is missing: a capture needs a model's GGUF file");
    }
    return Path.of(model);
  }

  /** The settings of a captured run: codecs and layout of the options. */
  KvTraceSettings captured(TransformerSpec spec, long tokens) {
    return settings(spec, tokens);
  }

  private TransformerSpec spec() {
    read.add("--model");
    if (model == null) {
      throw new BadInputException(
          "--model is missing: a trace of kind " + kind + " needs a model's name or file");
    }
    chosen = ModelOption.choose(model);
    return chosen.spec();
  }

  private void cacheOptions() {
    read.addAll(List.of("--codec", "--keys", "--values", "--layout", "--scales"));
  }

  private KvTraceSettings settings(TransformerSpec spec, long tokens) {
    cacheOptions();
    return KvTraceSettings.of(spec, scheme.over(KvScheme.of(F16, F16)), tokens)
        .withPlacement(
            new KvPlacement(
                KvOrder.parse(layout, seed), ScalePlacement.parse(scales), lineBytes, 0));
  }

  @Override
  public KvTraceSettings cache() {
    read.addAll(List.of("--semantics", "--rotation"));
    Integer tokens = read("--context", contextTokens);
    var settings =
        settings(spec(), tokens == null ? WORK.contextTokens() : tokens)
            .withSequences(
                new KvSequences(
                    read("--batch", batch),
                    read("--beams", beams),
                    read("--shared", sharedTokens)));
    return read("--window", window) == null ? settings : settings.withWindow(window);
  }

  @Override
  public long steps() {
    return read("--steps", steps);
  }

  @Override
  public long chunkTokens() {
    return read("--chunk", chunk);
  }

  @Override
  public int tileQueries() {
    return read("--tile", tile);
  }

  @Override
  public WeightsTrace weights() {
    return new WeightsTrace(
        spec(),
        read("--weight-bits", weightBits),
        read("--batch", batch),
        steps(),
        seed,
        0,
        lineBytes);
  }

  @Override
  public PublishedLlmTrace published() {
    Integer tokens = read("--context", contextTokens);
    return new PublishedLlmTrace(
        tokens == null ? 2048 : tokens, read("--layers", layers), read("--hidden", hidden));
  }

  @Override
  public SyntheticTrace pattern(Pattern pattern) {
    return new SyntheticTrace(
        pattern,
        read("--accesses", accesses),
        lineBytes,
        read("--footprint", footprint),
        pattern == Pattern.STRIDED ? read("--stride", stride) : stride,
        pattern == Pattern.STREAMING ? read("--streams", streams) : streams,
        pattern == Pattern.MIXED ? read("--sequential-share", sequentialShare) : sequentialShare,
        read("--write-share", writeShare),
        seed);
  }
}
