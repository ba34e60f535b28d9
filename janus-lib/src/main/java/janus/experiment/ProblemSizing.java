package janus.experiment;

import janus.catalog.ModelCatalog;
import janus.claims.PublishedClaims;
import janus.codesign.Workload;
import janus.kvcache.KvCacheSize;
import janus.kvcache.KvCodec;
import janus.kvcache.KvCodecs;
import janus.results.ResultsFolder;
import janus.transformer.TransformerSpec;
import janus.units.DataSize;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;

/** Step 1: the size of the KV cache, and the context at which it outgrows the weights. */
public final class ProblemSizing implements Experiment {
  /** Codecs of the size tables: the published precisions, with scales. */
  private static final List<String> CODECS = List.of("f16", "int8-token", "int4-token");

  private static final long[] CONTEXTS = {512, 1024, 2048, 4096, 8192, 16384, 32768, 65536, 131072};
  private static final DataSize PUBLISHED_CAPACITY = DataSize.ofMiB(256);

  /** Weights of 4 bits with one FP16 scale per 128 weights, as in GPTQ and AWQ files. */
  private static final double WEIGHT_BITS = Workload.janus1().weightBits();

  /** The shape of one model. */
  record ModelRow(
      String model,
      int layers,
      int queryHeads,
      int kvHeads,
      int headDim,
      int slidingWindowTokens,
      long maxContextTokens,
      double weightsBillion,
      long kvElementsPerToken) {}

  /** The cache of one model at one context length. */
  record SizeRow(
      String model,
      long contextTokens,
      String codec,
      double bitsPerElement,
      double payloadMib,
      double overheadMib,
      double totalMib) {}

  /** Tokens that fit in the published on-chip memory. */
  record CapacityRow(String model, String codec, double capacityMib, long tokens) {}

  /** Bytes read per decoded token. */
  record TrafficRow(
      String model,
      long contextTokens,
      String kvCodec,
      double weightBits,
      double weightsReadGb,
      double kvReadGb,
      double kvSharePercent) {}

  /** The context at which the cache has as many bytes as the weights. */
  record CrossoverRow(
      String model, String kvCodec, double weightBits, long tokens, boolean withinMaxContext) {}

  /** A published figure and ours. */
  record ClaimRow(String quantity, double published, double recomputed, String unit, String note) {}

  @Override
  public String name() {
    return "1-problem-sizing";
  }

  @Override
  public String question() {
    return "How big is the KV cache, and when does it outgrow the weights?";
  }

  @Override
  public List<Headline> run(Laboratory laboratory) {
    long start = System.nanoTime();
    var catalog = new ModelCatalog(laboratory.data());
    List<TransformerSpec> models = decoders(catalog);
    TransformerSpec llama = catalog.byName("llama-2-7b");
    var results = new ResultsFolder(laboratory.results().resolve(name()));
    results.table("models", ModelRow.class, models.stream().map(ProblemSizing::modelRow).toList());
    results.table("kv-cache-sizes", SizeRow.class, sizeRows(models));
    results.table("tokens-in-256-mib", CapacityRow.class, capacityRows(models));
    results.table("decode-traffic", TrafficRow.class, trafficRows(models));
    results.table("kv-equals-weights", CrossoverRow.class, crossoverRows(models));
    results.table(
        "published-claims",
        ClaimRow.class,
        claimRows(llama, new PublishedClaims(laboratory.data())));
    List<Headline> headlines = headlines(llama);
    results.table("headlines", Headline.class, headlines);
    results.write(
        name(),
        laboratory.quick(),
        Map.of("codecs", CODECS, "weight_bits", WEIGHT_BITS),
        (System.nanoTime() - start) / 1e9,
        laboratory.circumstances());
    return headlines;
  }

  private static List<TransformerSpec> decoders(ModelCatalog catalog) {
    return catalog.names().stream()
        .map(catalog::byName)
        .filter(spec -> spec.kind() == TransformerSpec.Kind.DECODER)
        .toList();
  }

  private static ModelRow modelRow(TransformerSpec spec) {
    var attention = spec.attention();
    return new ModelRow(
        spec.name(),
        spec.layers(),
        attention.queryHeads(),
        attention.kvHeads(),
        attention.headDim(),
        attention.slidingWindowTokens(),
        spec.maxContextTokens(),
        spec.matrixWeights() / 1e9,
        spec.kvElementsPerToken());
  }

  static KvCacheSize size(TransformerSpec spec, String codec, long tokens) {
    KvCodec parsed = KvCodecs.parse(codec);
    return KvCacheSize.of(spec, parsed, parsed, tokens);
  }

  /** The contexts of the tables that a model supports. */
  private static List<Long> contexts(TransformerSpec spec) {
    return Arrays.stream(CONTEXTS)
        .filter(tokens -> tokens <= spec.maxContextTokens())
        .boxed()
        .toList();
  }

  private static List<SizeRow> sizeRows(List<TransformerSpec> models) {
    var rows = new ArrayList<SizeRow>();
    for (TransformerSpec spec : models) {
      for (long tokens : contexts(spec)) {
        CODECS.forEach(codec -> rows.add(sizeRow(spec, tokens, codec)));
      }
    }
    return rows;
  }

  private static SizeRow sizeRow(TransformerSpec spec, long tokens, String codec) {
    KvCacheSize size = size(spec, codec, tokens);
    return new SizeRow(
        spec.name(),
        tokens,
        codec,
        size.bitsPerElement(),
        size.payload().mib(),
        size.overhead().mib(),
        size.total().mib());
  }

  private static List<CapacityRow> capacityRows(List<TransformerSpec> models) {
    var rows = new ArrayList<CapacityRow>();
    for (TransformerSpec spec : models) {
      for (String codec : CODECS) {
        rows.add(
            new CapacityRow(spec.name(), codec, PUBLISHED_CAPACITY.mib(), tokensIn(spec, codec)));
      }
    }
    return rows;
  }

  /** The longest context, up to the model's own, whose cache fits the published capacity. */
  static long tokensIn(TransformerSpec spec, String codec) {
    return firstAbove(
            0,
            spec.maxContextTokens() + 1,
            tokens -> size(spec, codec, tokens).total().compareTo(PUBLISHED_CAPACITY) > 0)
        - 1;
  }

  /** Bisection: the first count above {@code low} for which a monotonic test is true. */
  private static long firstAbove(long low, long high, LongPredicate test) {
    long below = low;
    long above = high;
    while (above - below > 1) {
      long middle = (below + above) / 2;
      if (test.test(middle)) {
        above = middle;
      } else {
        below = middle;
      }
    }
    return above;
  }

  private static double weightsReadGb(TransformerSpec spec) {
    return spec.decodeWeights() * WEIGHT_BITS / 8 / 1e9;
  }

  private static List<TrafficRow> trafficRows(List<TransformerSpec> models) {
    var rows = new ArrayList<TrafficRow>();
    for (TransformerSpec spec : models) {
      contexts(spec).forEach(tokens -> rows.add(trafficRow(spec, tokens)));
    }
    return rows;
  }

  private static TrafficRow trafficRow(TransformerSpec spec, long tokens) {
    double weights = weightsReadGb(spec);
    double kv = size(spec, "int4-token", tokens).total().gb();
    double percent = 100 * kv / (weights + kv);
    return new TrafficRow(spec.name(), tokens, "int4-token", WEIGHT_BITS, weights, kv, percent);
  }

  private static List<CrossoverRow> crossoverRows(List<TransformerSpec> models) {
    var rows = new ArrayList<CrossoverRow>();
    for (TransformerSpec spec : models) {
      // If every layer slides, the cache stops growing and may never outgrow the weights.
      if (!IntStream.range(0, spec.layers()).allMatch(spec.attention()::isSliding)) {
        long tokens = crossover(spec);
        boolean within = tokens <= spec.maxContextTokens();
        rows.add(new CrossoverRow(spec.name(), "int4-token", WEIGHT_BITS, tokens, within));
      }
    }
    return rows;
  }

  static long crossover(TransformerSpec spec) {
    double weights = weightsReadGb(spec);
    LongPredicate above = tokens -> size(spec, "int4-token", tokens).total().gb() >= weights;
    long tokens = 1;
    while (!above.test(tokens)) {
      tokens *= 2;
    }
    return firstAbove(tokens / 2, tokens, above);
  }

  private static List<ClaimRow> claimRows(TransformerSpec llama, PublishedClaims published) {
    var rows = new ArrayList<ClaimRow>();
    rows.add(sizeClaim(llama, published, "FP16", "f16"));
    rows.add(sizeClaim(llama, published, "INT8", "int8-token"));
    rows.add(sizeClaim(llama, published, "INT4", "int4-token"));
    rows.add(
        new ClaimRow(
            "tokens of Llama-2-7B in 256 MiB at INT4",
            4096,
            (double) PUBLISHED_CAPACITY.bytes() / size(llama, "int4-token", 1).payload().bytes(),
            "tokens",
            "without scales; " + tokensIn(llama, "int4-token") + " with them"));
    return rows;
  }

  private static ClaimRow sizeClaim(
      TransformerSpec llama, PublishedClaims published, String precision, String codec) {
    var claim = published.claim(precision + " KV cache of Llama-2-7B at 4096 tokens");
    KvCacheSize size = size(llama, codec, 4096);
    return new ClaimRow(
        claim.quantity(),
        claim.value(),
        size.payload().mib(),
        claim.unit(),
        "without scales; " + format(size.total().mib()) + " MiB with them");
  }

  private static List<Headline> headlines(TransformerSpec llama) {
    KvCacheSize int4 = size(llama, "int4-token", 4096);
    return List.of(
        headline(
            "INT4 KV cache of Llama-2-7B at 4096 tokens, without scales",
            format(int4.payload().mib()),
            "MiB",
            "published-claims"),
        headline(
            "the same with an FP16 scale a token and head",
            format(int4.total().mib()),
            "MiB",
            "kv-cache-sizes"),
        headline(
            "tokens of Llama-2-7B that 256 MiB hold at INT4, scales included",
            Long.toString(tokensIn(llama, "int4-token")),
            "tokens",
            "tokens-in-256-mib"),
        headline(
            "context at which the INT4 cache is read as much as 4-bit weights",
            Long.toString(crossover(llama)),
            "tokens",
            "kv-equals-weights"));
  }

  private static Headline headline(String quantity, String value, String unit, String table) {
    String file = "1-problem-sizing/" + table + ".csv";
    return new Headline(quantity, value, unit, "computed from the model's shape", file);
  }

  private static String format(double value) {
    return value == Math.rint(value)
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.2f", value);
  }
}
