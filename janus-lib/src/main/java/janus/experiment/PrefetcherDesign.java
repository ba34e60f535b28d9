package janus.experiment;

import janus.catalog.ModelCatalog;
import janus.claims.PublishedClaims;
import janus.claims.PublishedLlmTrace;
import janus.claims.ReferenceCompatible;
import janus.claims.ReferenceResult;
import janus.claims.ReferenceSettings;
import janus.codesign.Design;
import janus.codesign.Workload;
import janus.inference.LanguageModel;
import janus.inference.StepDecoder;
import janus.inference.arithmetic.Kernels;
import janus.kvcache.KvCodec;
import janus.kvcache.KvContents;
import janus.kvcache.KvLayout;
import janus.kvcache.KvOrder;
import janus.kvcache.ScalePlacement;
import janus.progress.Progress;
import janus.results.ResultsFolder;
import janus.simulator.RefreshSettings;
import janus.simulator.SimulationResult;
import janus.simulator.Simulator;
import janus.simulator.SimulatorSettings;
import janus.simulator.StallCause;
import janus.simulator.Tier1Settings;
import janus.simulator.prefetch.Future;
import janus.simulator.prefetch.NoPrefetcher;
import janus.simulator.prefetch.Prefetcher;
import janus.simulator.prefetch.Prefetchers;
import janus.simulator.prefetch.StreamPrefetcher;
import janus.trace.KvDecodeTrace;
import janus.trace.KvPrefillTrace;
import janus.trace.KvSchedule;
import janus.trace.KvTrace;
import janus.trace.KvTraceSettings;
import janus.trace.SyntheticTrace;
import janus.trace.Trace;
import janus.transformer.TransformerSpec;
import janus.units.DataSize;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Step 4: how the cache is read in time. */
public final class PrefetcherDesign implements Experiment {
  private static final Design JANUS = Design.janus1();
  private static final String MODEL = Workload.janus1().model();
  private static final KvCodec CODEC = Workload.janus1().scheme().keys();
  private static final int LINE_BYTES = JANUS.tier1().wordBits() / 8;
  private static final long SEED = 1;

  /** INT4 with scales fills 132 of the 224 MiB of tier 2, and four times tier 1. */
  private static final long FITTING_CONTEXT = 1024;

  private static final long QUICK_CONTEXT = 128;
  private static final int CAPTURED_TOKENS = 128;
  private static final int QUICK_CAPTURED_TOKENS = 16;

  /** One simulation of a sweep: what was varied, and what came out. */
  record SweepRow(
      String sweep,
      String varied,
      double value,
      String prefetcher,
      long stateBits,
      String trace,
      long accesses,
      long reads,
      long readHits,
      double readHitRatePercent,
      long totalCycles,
      double cyclesPerAccess,
      long useful,
      long late,
      long useless,
      double accuracyPercent,
      double coveragePercent,
      double timelinessPercent,
      double latencyMeanCycles,
      double latencyP50Cycles,
      double latencyP90Cycles,
      double latencyP99Cycles,
      double latencyP999Cycles,
      long latencyMaxCycles,
      double tier2BytesPerCycle,
      double touchedMib,
      double spilledMib) {
    static SweepRow of(String sweep, String varied, double value, SimulationResult result) {
      var reads = result.tier1().reads();
      var prefetch = result.prefetch();
      var latency = result.readLatency();
      return new SweepRow(
          sweep,
          varied,
          value,
          prefetch.prefetcher(),
          prefetch.stateBits(),
          result.trace(),
          result.accesses(),
          reads.accesses(),
          reads.hits(),
          reads.accesses() == 0 ? 0 : 100.0 * reads.hits() / reads.accesses(),
          result.totalCycles(),
          (double) result.totalCycles() / result.accesses(),
          prefetch.useful(),
          prefetch.late(),
          prefetch.useless(),
          100 * prefetch.accuracy(),
          100 * prefetch.coverage(),
          100 * prefetch.timeliness(),
          latency.mean(),
          latency.p50(),
          latency.p90(),
          latency.p99(),
          latency.p999(),
          latency.max(),
          result.tier2().bytesPerCycle(),
          result.footprint().touched().mib(),
          result.footprint().spilled().mib());
    }
  }

  /** Cycles of one simulation by cause, for a waterfall. */
  record CauseRow(
      String sweep, String varied, double value, String prefetcher, String cause, long cycles) {}

  /** A published figure as its own simulator gives it, and as it should be. */
  record ClaimRow(
      String trace,
      String simulator,
      String prefetcher,
      long reads,
      long misses,
      double hitRatePercent,
      long prefetchesIssued,
      String note) {}

  /** The shortest look-ahead that is as good as any, for a tier 2. */
  record EnoughRow(
      long tier2LatencyCycles,
      long enoughLookAheadLines,
      double cyclesPerAccess,
      double cyclesPerAccessAt16,
      double lossAt16Percent) {}

  /** A simulation to run. */
  private record Job(
      String sweep, String varied, double value, SimulatorSettings settings, Trace trace) {}

  @Override
  public String name() {
    return "4-prefetcher-design";
  }

  @Override
  public String question() {
    return "How many lines ahead must the prefetcher run, and what does it cost?";
  }

  @Override
  public List<Headline> run(Laboratory laboratory) throws IOException {
    long start = System.nanoTime();
    TransformerSpec model = new ModelCatalog(laboratory.data()).byName(MODEL);
    long context = laboratory.quick() ? QUICK_CONTEXT : FITTING_CONTEXT;
    TransformerSpec sliding = new ModelCatalog(laboratory.data()).byName("gemma-3-1b");
    KvTrace captured = captured(laboratory);
    List<Job> jobs = jobs(model, sliding, captured, context, laboratory.quick());
    List<SimulationResult> outcomes =
        Parallel.map(
            jobs,
            laboratory.threads(),
            laboratory.progress(),
            "simulating",
            job -> new Simulator(job.settings()).run(job.trace(), Progress.NONE));
    var sweeps = new ArrayList<SweepRow>();
    var causes = new ArrayList<CauseRow>();
    for (int i = 0; i < jobs.size(); i++) {
      Job job = jobs.get(i);
      SimulationResult outcome = outcomes.get(i);
      sweeps.add(SweepRow.of(job.sweep(), job.varied(), job.value(), outcome));
      addCauses(causes, job, outcome);
    }
    List<ClaimRow> claims = claims(model, context, laboratory.quick());
    var results = new ResultsFolder(laboratory.results().resolve(name()));
    results.table("sweeps", SweepRow.class, sweeps);
    results.table("cycles-by-cause", CauseRow.class, causes);
    results.table("published-hit-rate", ClaimRow.class, claims);
    results.table("enough-look-ahead", EnoughRow.class, enough(sweeps));
    results.table(
        "tier-2-technologies",
        Tier2Technologies.Row.class,
        Tier2Technologies.rows(
            laboratory, decode(model, context, KvOrder.Contiguous.HEAD_MAJOR, 1), context));
    List<Headline> headlines = headlines(laboratory, sweeps, claims);
    results.table("headlines", Headline.class, headlines);
    results.write(
        name(),
        laboratory.quick(),
        settings(context, captured),
        (System.nanoTime() - start) / 1e9,
        laboratory.circumstances().withSeed(SEED));
    countGates(laboratory);
    return headlines;
  }

  /** The rows of one sweep at full size, without the captured run. */
  static List<SweepRow> sweep(String name, Laboratory laboratory) throws IOException {
    var models = new ModelCatalog(laboratory.data());
    List<Job> jobs =
        jobs(models.byName(MODEL), models.byName("gemma-3-1b"), null, FITTING_CONTEXT, false);
    var rows = new ArrayList<SweepRow>();
    for (Job job : jobs) {
      if (job.sweep().equals(name)) {
        SimulationResult outcome = new Simulator(job.settings()).run(job.trace(), Progress.NONE);
        rows.add(SweepRow.of(job.sweep(), job.varied(), job.value(), outcome));
      }
    }
    return rows;
  }

  /** A decode step with tier 2 of every technology, at full size. */
  static List<Tier2Technologies.Row> technologies(Laboratory laboratory) throws IOException {
    TransformerSpec model = new ModelCatalog(laboratory.data()).byName(MODEL);
    Trace trace = decode(model, FITTING_CONTEXT, KvOrder.Contiguous.HEAD_MAJOR, 1);
    return Tier2Technologies.rows(laboratory, trace, FITTING_CONTEXT);
  }

  private static Map<String, Object> settings(long context, KvTrace captured) {
    var settings = new LinkedHashMap<String, Object>();
    settings.put("model", MODEL);
    settings.put("codec", CODEC.spelling());
    settings.put("context_tokens", context);
    settings.put("line_bytes", LINE_BYTES);
    settings.put("base", "SimulatorSettings.janus1()");
    settings.put(
        "captured", captured == null ? "none: the model is not here" : captured.description());
    return settings;
  }

  /**
   * The cache of a real run: the first tokens of the text, decoded on the model with weights; null
   * where a quick look would have to fetch them first.
   */
  private static KvTrace captured(Laboratory laboratory) throws IOException {
    var fetch = new Fetch(laboratory.cache());
    if (laboratory.quick()
        && !(Files.exists(fetch.modelFile()) && Files.exists(fetch.textFile()))) {
      return null;
    }
    fetch.model(laboratory.progress());
    fetch.text(laboratory.progress());
    try (LanguageModel model =
        LanguageModel.open(fetch.modelFile(), laboratory.threads(), Kernels.best())) {
      int[] tokens = model.tokenizer().encode(Files.readAllBytes(fetch.textFile()), true);
      int[] first =
          Arrays.copyOf(tokens, laboratory.quick() ? QUICK_CAPTURED_TOKENS : CAPTURED_TOKENS);
      return KvTraceSettings.of(model.file().spec(), CODEC, CODEC, first.length)
          .captured(StepDecoder.capture(model, first, CODEC, CODEC, laboratory.progress()));
    }
  }

  private static List<EnoughRow> enough(List<SweepRow> sweeps) {
    String prefix = "look-ahead at tier-2 latency ";
    var byLatency = new TreeMap<Long, List<SweepRow>>();
    for (SweepRow row : sweeps) {
      if (row.sweep().startsWith(prefix)) {
        byLatency
            .computeIfAbsent(
                Long.parseLong(row.sweep().substring(prefix.length())), key -> new ArrayList<>())
            .add(row);
      }
    }
    var rows = new ArrayList<EnoughRow>();
    byLatency.forEach(
        (latency, at) -> {
          double best = at.stream().mapToDouble(SweepRow::cyclesPerAccess).min().orElseThrow();
          SweepRow first =
              at.stream()
                  .filter(row -> row.cyclesPerAccess() <= 1.01 * best)
                  .findFirst()
                  .orElseThrow();
          double at16 =
              at.stream()
                  .filter(row -> row.value() == 16)
                  .findFirst()
                  .orElseThrow()
                  .cyclesPerAccess();
          rows.add(
              new EnoughRow(
                  latency,
                  (long) first.value(),
                  first.cyclesPerAccess(),
                  at16,
                  100 * (at16 / best - 1)));
        });
    return rows;
  }

  private static List<Job> jobs(
      TransformerSpec model,
      TransformerSpec sliding,
      KvTrace captured,
      long context,
      boolean quick) {
    var jobs = new ArrayList<Job>();
    SimulatorSettings base = JANUS.simulator();
    Trace decode = decode(model, context, KvOrder.Contiguous.HEAD_MAJOR, 1);
    jobs.add(new Job("look-ahead", "lines", 0, base.withPrefetcher(new NoPrefetcher()), decode));
    for (int lookAhead = 1; lookAhead <= 64; lookAhead = quick ? lookAhead * 2 : lookAhead + 1) {
      jobs.add(
          new Job(
              "look-ahead", "lines", lookAhead, base.withPrefetcher(stream(lookAhead)), decode));
    }
    for (int width : new int[] {1, 2, 4, 8}) {
      for (int latency : new int[] {3, 10, 20}) {
        jobs.add(
            new Job(
                "issue width at tier-2 latency " + latency,
                "requests a cycle",
                width,
                base.withTier2(base.tier2().withLatencyCycles(latency))
                    .withPrefetcher(new StreamPrefetcher(16, width, 1, 1)),
                decode));
      }
    }
    for (long kib : new long[] {16, 64, 256, 1024, 4096, 32768, 131072, 262144}) {
      jobs.add(
          new Job(
              "tier-1 size",
              "KiB",
              kib,
              base.withTier1(base.tier1().withCapacity(DataSize.ofKiB(kib))),
              decode(model, context, KvOrder.Contiguous.HEAD_MAJOR, 2)));
    }
    for (int latency : new int[] {1, 2, 3, 5, 8, 10, 15, 20, 30}) {
      for (int lookAhead : new int[] {1, 2, 4, 8, 16, 32, 64}) {
        jobs.add(
            new Job(
                "look-ahead at tier-2 latency " + latency,
                "lines",
                lookAhead,
                base.withTier2(base.tier2().withLatencyCycles(latency))
                    .withPrefetcher(stream(lookAhead)),
                decode));
      }
    }
    for (int banks : new int[] {1, 2, 3, 4, 6, 8, 14, 16, 32}) {
      jobs.add(
          new Job(
              "tier-2 banks",
              "banks",
              banks,
              base.withTier2(base.tier2().withBanks(banks)),
              decode));
    }
    addRefresh(jobs, base, decode);
    addCapacity(jobs, base, model, quick);
    addTraces(jobs, base, model, sliding, captured, context);
    return jobs;
  }

  /**
   * Rows of 1 KiB, so 16384 a bank of 16 MiB; a refresh blocks a bank for 40 cycles at 1 GHz, the
   * published row cycle. With one row a command no retention below 0.66 ms leaves any time.
   */
  private static void addRefresh(List<Job> jobs, SimulatorSettings base, Trace decode) {
    int rowsPerBank = (int) (DataSize.ofMiB(16).bytes() / 1024);
    for (int rows : new int[] {16, 64, 256, 1024}) {
      for (long retentionUs : new long[] {40, 100, 1000, 64000}) {
        long interval = retentionUs * 1000 / ((rowsPerBank + rows - 1) / rows);
        if (interval <= 40) {
          continue;
        }
        jobs.add(
            new Job(
                "retention with " + rows + " rows a command",
                "us",
                retentionUs,
                base.withTier2(
                    base.tier2()
                        .withRefresh(
                            new RefreshSettings(retentionUs * 1000, rowsPerBank, rows, 40))),
                decode));
      }
    }
  }

  private static void addCapacity(
      List<Job> jobs, SimulatorSettings base, TransformerSpec model, boolean quick) {
    long longest = quick ? 256 : 8192;
    for (long tokens = 64; tokens <= longest; tokens *= 2) {
      Trace trace = decode(model, tokens, KvOrder.Contiguous.HEAD_MAJOR, 1);
      jobs.add(new Job("context", "tokens", tokens, base, trace));
      jobs.add(
          new Job("context", "tokens", tokens, base.withPrefetcher(new NoPrefetcher()), trace));
    }
  }

  private static void addTraces(
      List<Job> jobs,
      SimulatorSettings base,
      TransformerSpec model,
      TransformerSpec sliding,
      KvTrace captured,
      long context) {
    var traces = new LinkedHashMap<String, Trace>();
    traces.put("decode, head-major", decode(model, context, KvOrder.Contiguous.HEAD_MAJOR, 1));
    traces.put("decode, token-major", decode(model, context, KvOrder.Contiguous.TOKEN_MAJOR, 1));
    traces.put("decode, paged-16", decode(model, context, new KvOrder.Paged(16, SEED), 1));
    KvContents four = contents(model, context / 4).withBatch(4);
    traces.put(
        "decode, 4 sequences",
        trace(new KvDecodeTrace(four, context / 4 - 1, 1), four, KvOrder.Contiguous.HEAD_MAJOR));
    KvContents prompt = contents(model, 256).withTokensAtOnce(256);
    traces.put(
        "prefill of 256 tokens",
        trace(new KvPrefillTrace(prompt, 256, 64), prompt, KvOrder.Contiguous.HEAD_MAJOR));
    KvContents window = contents(sliding, context);
    traces.put(
        "decode, sliding window (Gemma 3 1B)",
        trace(new KvDecodeTrace(window, context - 1, 1), window, KvOrder.Contiguous.HEAD_MAJOR));
    if (captured != null) {
      traces.put("captured decode (" + captured.layout().contents().spec().name() + ")", captured);
    }
    traces.put("random reads", SyntheticTrace.random(500_000, LINE_BYTES, 1 << 20, SEED));
    for (var entry : traces.entrySet()) {
      var future = new Future(entry.getValue(), LINE_BYTES);
      for (String spelling : Prefetchers.spellings()) {
        if (spelling.startsWith("descriptor") && !(entry.getValue() instanceof KvTrace)) {
          continue; // It walks the layout of a KV cache, and there is none.
        }
        Prefetcher prefetcher = Prefetchers.parse(spelling, Map.of(), future);
        jobs.add(
            new Job(
                "prefetchers on " + entry.getKey(),
                prefetcher.spelling(),
                0,
                base.withPrefetcher(prefetcher),
                entry.getValue()));
      }
    }
  }

  private static StreamPrefetcher stream(int lookAhead) {
    return new StreamPrefetcher(lookAhead, 4, 1, 1);
  }

  private static KvContents contents(TransformerSpec model, long tokens) {
    return KvContents.of(model, CODEC, CODEC, tokens);
  }

  /** The last steps up to a context: each writes one token and reads all before it. */
  private static Trace decode(TransformerSpec model, long context, KvOrder order, int steps) {
    KvContents contents = contents(model, context);
    return trace(new KvDecodeTrace(contents, context - steps, steps), contents, order);
  }

  private static Trace trace(KvSchedule schedule, KvContents contents, KvOrder order) {
    return new KvTrace(
        schedule, new KvLayout(contents, order, ScalePlacement.INTERLEAVED), 0, LINE_BYTES);
  }

  private static void addCauses(List<CauseRow> rows, Job job, SimulationResult outcome) {
    String prefetcher = outcome.prefetch().prefetcher();
    rows.add(
        new CauseRow(
            job.sweep(),
            job.varied(),
            job.value(),
            prefetcher,
            "issue",
            outcome.cycles().issueCycles()));
    for (StallCause cause : StallCause.values()) {
      long cycles = outcome.cycles().of(cause);
      if (cycles > 0) {
        rows.add(
            new CauseRow(
                job.sweep(),
                job.varied(),
                job.value(),
                prefetcher,
                cause.name().toLowerCase(Locale.ROOT),
                cycles));
      }
    }
  }

  /** The published hit rate: on its own trace, which touches 8 MiB, and on every byte of a step. */
  private static List<ClaimRow> claims(TransformerSpec model, long context, boolean quick)
      throws IOException {
    var rows = new ArrayList<ClaimRow>();
    PublishedLlmTrace published =
        quick ? new PublishedLlmTrace(64, 32, 4096) : PublishedLlmTrace.DEFAULT;
    rows.add(asPublished(published));
    SimulatorSettings base = JANUS.simulator();
    addClaim(rows, "published LLM trace", published, base);
    addClaim(
        rows,
        "published LLM trace, tier 1 fully associative",
        published,
        base.withTier1(base.tier1().withWays(Tier1Settings.FULL)));
    Trace decode = decode(model, context, KvOrder.Contiguous.HEAD_MAJOR, 1);
    addClaim(rows, "every byte of a decode step", decode, base);
    addClaim(rows, "every byte of a decode step", decode, base.withPrefetcher(new NoPrefetcher()));
    return rows;
  }

  /** What the published simulator counts on its trace: every miss is a hit too. */
  private static ClaimRow asPublished(PublishedLlmTrace trace) throws IOException {
    ReferenceResult result = new ReferenceCompatible(ReferenceSettings.DEFAULTS).run(trace);
    return new ClaimRow(
        "published LLM trace",
        "published, reference-compatible",
        "stream of 128 B steps",
        result.t1Hits(),
        result.t1Misses(),
        result.hitRatePercent(),
        result.prefetchBandwidth(),
        "hits include replays; a write makes its line without fetching it");
  }

  private static void addClaim(
      List<ClaimRow> rows, String name, Trace trace, SimulatorSettings settings)
      throws IOException {
    SimulationResult result = new Simulator(settings).run(trace);
    var reads = result.tier1().reads();
    rows.add(
        new ClaimRow(
            name,
            "Janus-1 in Java",
            result.prefetch().prefetcher(),
            reads.accesses(),
            reads.misses(),
            100.0 * reads.hits() / reads.accesses(),
            result.prefetch().issued(),
            "touches " + result.footprint().touched()));
  }

  private static List<Headline> headlines(
      Laboratory laboratory, List<SweepRow> sweeps, List<ClaimRow> claims) {
    var published =
        new PublishedClaims(laboratory.data()).claim("tier-1 hit rate of the LLM trace");
    SweepRow none = lookAhead(sweeps, 0);
    SweepRow sixteen = lookAhead(sweeps, 16);
    SweepRow enough =
        sweeps.stream()
            .filter(row -> row.sweep().equals("look-ahead") && row.value() > 0)
            .filter(row -> row.totalCycles() <= 1.001 * sixteen.totalCycles())
            .findFirst()
            .orElseThrow();
    ClaimRow honest = claims.get(3);
    return List.of(
        new Headline(
            "hit rate of reads with Janus-Prefetch-1, every byte of a decode step",
            format(honest.hitRatePercent()),
            "%",
            "simulated; published " + published.value(),
            "4-prefetcher-design/published-hit-rate.csv"),
        new Headline(
            "cycles of a decode step without a prefetcher over those with look-ahead 16",
            format((double) none.totalCycles() / sixteen.totalCycles()),
            "x",
            "simulated",
            "4-prefetcher-design/sweeps.csv"),
        new Headline(
            "shortest look-ahead within 0.1 % of the cycles of look-ahead 16",
            Long.toString((long) enough.value()),
            "lines",
            "simulated",
            "4-prefetcher-design/sweeps.csv"));
  }

  private static SweepRow lookAhead(List<SweepRow> sweeps, double lines) {
    return sweeps.stream()
        .filter(row -> row.sweep().equals("look-ahead") && row.value() == lines)
        .findFirst()
        .orElseThrow();
  }

  private static String format(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  /** The gates of the hardware, in a folder of their own, where Yosys is installed. */
  private static void countGates(Laboratory laboratory) throws IOException {
    var version = GateCount.yosysVersion();
    if (version.isEmpty()) {
      return;
    }
    long start = System.nanoTime();
    var rows = new ArrayList<GateCount.Row>();
    int[] lookAheads = laboratory.quick() ? new int[] {16} : new int[] {4, 8, 16, 32, 64};
    for (int streams : new int[] {1, 4, 8}) {
      for (int lookAhead : lookAheads) {
        rows.add(GateCount.count(new StreamPrefetcher(lookAhead, 4, 1, streams)));
      }
    }
    var results = new ResultsFolder(laboratory.results().resolve("4-prefetcher-design/hardware"));
    results.table("gates", GateCount.Row.class, rows);
    results.write(
        "4-prefetcher-design/hardware",
        laboratory.quick(),
        Map.of("synthesis", version.get()),
        (System.nanoTime() - start) / 1e9,
        laboratory.circumstances());
  }
}
