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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** Step 1: how big the KV cache is, and when it outgrows the weights. */
public final class ProblemSizing implements Experiment {
  /** Codecs of the size tables: the published precisions, scales included. */
  private static final List<String> CODECS = List.of("f16", "int8-token", "int4-token");

  private static final long[] CONTEXTS = {512, 1024, 2048, 4096, 8192, 16384, 32768, 65536, 131072};
  private static final DataSize PUBLISHED_CAPACITY = DataSize.ofMiB(256);

  /** Weights in 4 bits with one FP16 scale for 128 of them, as in GPTQ and AWQ files. */
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

  /** How many tokens the published on-chip memory holds. */
  record CapacityRow(String model, String codec, double capacityMib, long tokens) {}

  /** What one decoded token reads. */
  record TrafficRow(
      String model,
      long contextTokens,
      String kvCodec,
      double weightBits,
      double weightsReadGb,
      double kvReadGb,
      double kvSharePercent) {}

  /** The context at which the cache is read as much as the weights. */
  record CrossoverRow(
      String model, String kvCodec, double weightBits, long tokens, boolean withinMaxContext) {}

  /** A published figure beside ours. */
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
    List<TransformerSpec> models =
        catalog.names().stream()
            .map(catalog::byName)
            .filter(spec -> spec.kind() == TransformerSpec.Kind.DECODER)
            .toList();
    TransformerSpec llama = catalog.byName("llama-2-7b");
    var results = new ResultsFolder(laboratory.results().resolve(name()));
    results.table("models", ModelRow.class, models.stream().map(ProblemSizing::modelRow).toList());
    results.table("kv-cache-sizes", SizeRow.class, sizeRows(models));
    List<CapacityRow> capacity = capacityRows(models);
    results.table("tokens-in-256-mib", CapacityRow.class, capacity);
    results.table("decode-traffic", TrafficRow.class, trafficRows(models));
    List<CrossoverRow> crossovers = crossoverRows(models);
    results.table("kv-equals-weights", CrossoverRow.class, crossovers);
    results.table(
        "published-claims",
        ClaimRow.class,
        claimRows(llama, new PublishedClaims(laboratory.data())));
    List<Headline> headlines = headlines(llama, crossovers);
    results.table("headlines", Headline.class, headlines);
    results.write(
        name(),
        laboratory.quick(),
        Map.of("codecs", CODECS, "weight_bits", WEIGHT_BITS),
        (System.nanoTime() - start) / 1e9,
        laboratory.circumstances());
    return headlines;
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

  private static KvCacheSize size(TransformerSpec spec, String codec, long tokens) {
    KvCodec parsed = KvCodecs.parse(codec);
    return KvCacheSize.of(spec, parsed, parsed, tokens);
  }

  private static List<SizeRow> sizeRows(List<TransformerSpec> models) {
    var rows = new ArrayList<SizeRow>();
    for (TransformerSpec spec : models) {
      for (long tokens : CONTEXTS) {
        if (tokens > spec.maxContextTokens()) {
          continue;
        }
        for (String codec : CODECS) {
          KvCacheSize size = size(spec, codec, tokens);
          rows.add(
              new SizeRow(
                  spec.name(),
                  tokens,
                  codec,
                  size.bitsPerElement(),
                  size.payload().mib(),
                  size.overhead().mib(),
                  size.total().mib()));
        }
      }
    }
    return rows;
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
  private static long tokensIn(TransformerSpec spec, String codec) {
    long fits = 0;
    long tooMany = spec.maxContextTokens() + 1;
    while (tooMany - fits > 1) {
      long middle = (fits + tooMany) / 2;
      if (size(spec, codec, middle).total().compareTo(PUBLISHED_CAPACITY) <= 0) {
        fits = middle;
      } else {
        tooMany = middle;
      }
    }
    return fits;
  }

  private static double weightsReadGb(TransformerSpec spec) {
    return spec.decodeWeights() * WEIGHT_BITS / 8 / 1e9;
  }

  private static List<TrafficRow> trafficRows(List<TransformerSpec> models) {
    var rows = new ArrayList<TrafficRow>();
    for (TransformerSpec spec : models) {
      for (long tokens : CONTEXTS) {
        if (tokens > spec.maxContextTokens()) {
          continue;
        }
        double weights = weightsReadGb(spec);
        double kv = size(spec, "int4-token", tokens).total().gb();
        rows.add(
            new TrafficRow(
                spec.name(),
                tokens,
                "int4-token",
                WEIGHT_BITS,
                weights,
                kv,
                100 * kv / (weights + kv)));
      }
    }
    return rows;
  }

  private static List<CrossoverRow> crossoverRows(List<TransformerSpec> models) {
    var rows = new ArrayList<CrossoverRow>();
    for (TransformerSpec spec : models) {
      if (IntStream.range(0, spec.layers()).allMatch(spec.attention()::isSliding)) {
        continue; // Every layer slides: the cache stops growing, and may never meet the weights.
      }
      double weights = weightsReadGb(spec);
      long tokens = 1;
      while (size(spec, "int4-token", tokens).total().gb() < weights) {
        tokens *= 2;
      }
      long below = tokens / 2;
      while (tokens - below > 1) {
        long middle = (below + tokens) / 2;
        if (size(spec, "int4-token", middle).total().gb() < weights) {
          below = middle;
        } else {
          tokens = middle;
        }
      }
      rows.add(
          new CrossoverRow(
              spec.name(), "int4-token", WEIGHT_BITS, tokens, tokens <= spec.maxContextTokens()));
    }
    return rows;
  }

  private static List<ClaimRow> claimRows(TransformerSpec llama, PublishedClaims published) {
    var rows = new ArrayList<ClaimRow>();
    String[][] precisions = {{"FP16", "f16"}, {"INT8", "int8-token"}, {"INT4", "int4-token"}};
    for (String[] precision : precisions) {
      var claim = published.claim(precision[0] + " KV cache of Llama-2-7B at 4096 tokens");
      KvCacheSize size = size(llama, precision[1], 4096);
      rows.add(
          new ClaimRow(
              claim.quantity(),
              claim.value(),
              size.payload().mib(),
              claim.unit(),
              "without scales; " + format(size.total().mib()) + " MiB with them"));
    }
    rows.add(
        new ClaimRow(
            "tokens of Llama-2-7B in 256 MiB at INT4",
            4096,
            (double) PUBLISHED_CAPACITY.bytes() / size(llama, "int4-token", 1).payload().bytes(),
            "tokens",
            "without scales; " + tokensIn(llama, "int4-token") + " with them"));
    return rows;
  }

  private static List<Headline> headlines(TransformerSpec llama, List<CrossoverRow> crossovers) {
    KvCacheSize int4 = size(llama, "int4-token", 4096);
    long crossover =
        crossovers.stream()
            .filter(row -> row.model().equals(llama.name()))
            .findFirst()
            .orElseThrow()
            .tokens();
    return List.of(
        new Headline(
            "INT4 KV cache of Llama-2-7B at 4096 tokens, without scales",
            format(int4.payload().mib()),
            "MiB",
            "computed from the model's shape",
            "1-problem-sizing/published-claims.csv"),
        new Headline(
            "the same with an FP16 scale a token and head",
            format(int4.total().mib()),
            "MiB",
            "computed from the model's shape",
            "1-problem-sizing/kv-cache-sizes.csv"),
        new Headline(
            "tokens of Llama-2-7B that 256 MiB hold at INT4, scales included",
            Long.toString(tokensIn(llama, "int4-token")),
            "tokens",
            "computed from the model's shape",
            "1-problem-sizing/tokens-in-256-mib.csv"),
        new Headline(
            "context at which the INT4 cache is read as much as 4-bit weights",
            Long.toString(crossover),
            "tokens",
            "computed from the model's shape",
            "1-problem-sizing/kv-equals-weights.csv"));
  }

  private static String format(double value) {
    return value == Math.rint(value)
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.2f", value);
  }
}
