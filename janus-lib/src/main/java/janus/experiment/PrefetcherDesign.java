package janus.experiment;

import janus.catalog.ModelCatalog;
import janus.claims.PublishedClaims;
import janus.claims.PublishedLlmTrace;
import janus.claims.ReferenceCompatible;
import janus.claims.ReferenceResult;
import janus.claims.ReferenceSettings;
import janus.codesign.Design;
import janus.codesign.Workload;
import janus.experiment.PrefetcherSweeps.Job;
import janus.inference.LanguageModel;
import janus.inference.StepDecoder;
import janus.inference.arithmetic.Kernels;
import janus.kvcache.KvCodec;
import janus.kvcache.KvOrder;
import janus.progress.Progress;
import janus.results.ResultsFolder;
import janus.simulator.SimulationResult;
import janus.simulator.Simulator;
import janus.simulator.SimulatorSettings;
import janus.simulator.StallCause;
import janus.simulator.Tier1Settings;
import janus.simulator.prefetch.NoPrefetcher;
import janus.simulator.prefetch.StreamPrefetcher;
import janus.trace.KvTrace;
import janus.trace.KvTraceSettings;
import janus.trace.Trace;
import janus.transformer.TransformerSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Step 4: look-ahead and cost of the prefetcher. */
public final class PrefetcherDesign implements Experiment {
  private static final Design JANUS = Design.janus1();
  private static final String MODEL = Workload.janus1().model();
  private static final KvCodec CODEC = Workload.janus1().scheme().keys();
  private static final int LINE_BYTES = JANUS.tier1().wordBits() / 8;
  private static final long SEED = 1;

  /** At this context, INT4 with scales fills 132 of the 224 MiB of tier 2: four times tier 1. */
  private static final long FITTING_CONTEXT = 1024;

  private static final long QUICK_CONTEXT = 128;
  private static final int CAPTURED_TOKENS = 128;
  private static final int QUICK_CAPTURED_TOKENS = 16;

  /** One simulation of a sweep: the varied quantity and the result. */
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
    static SweepRow of(Job job, SimulationResult result) {
      var reads = result.tier1().reads();
      var prefetch = result.prefetch();
      var latency = result.readLatency();
      return new SweepRow(
          job.sweep(),
          job.varied(),
          job.value(),
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
      String sweep, String varied, double value, String prefetcher, String cause, long cycles) {
    static CauseRow of(Job job, String prefetcher, String cause, long cycles) {
      return new CauseRow(job.sweep(), job.varied(), job.value(), prefetcher, cause, cycles);
    }
  }

  /** A published hit rate, or the hit rate that this simulator finds. */
  record ClaimRow(
      String trace,
      String simulator,
      String prefetcher,
      long reads,
      long misses,
      double hitRatePercent,
      long prefetchesIssued,
      String note) {}

  /** The shortest look-ahead within 1 % of the fewest cycles, per latency of tier 2. */
  record EnoughRow(
      long tier2LatencyCycles,
      long enoughLookAheadLines,
      double cyclesPerAccess,
      double cyclesPerAccessAt16,
      double lossAt16Percent) {
    static EnoughRow of(long latency, List<SweepRow> rows) {
      double best = rows.stream().mapToDouble(SweepRow::cyclesPerAccess).min().orElseThrow();
      SweepRow enough = first(rows, row -> row.cyclesPerAccess() <= 1.01 * best);
      double at16 = first(rows, row -> row.value() == 16).cyclesPerAccess();
      double loss = 100 * (at16 / best - 1);
      return new EnoughRow(latency, (long) enough.value(), enough.cyclesPerAccess(), at16, loss);
    }
  }

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
    KvTrace captured = captured(laboratory);
    List<Job> jobs =
        PrefetcherSweeps.jobs(model, others(laboratory, captured), context, laboratory.quick());
    List<SimulationResult> outcomes =
        Parallel.map(
            jobs,
            laboratory.threads(),
            laboratory.progress(),
            "simulating",
            PrefetcherDesign::simulate);
    var sweeps = new ArrayList<SweepRow>();
    var causes = new ArrayList<CauseRow>();
    for (int i = 0; i < jobs.size(); i++) {
      sweeps.add(SweepRow.of(jobs.get(i), outcomes.get(i)));
      addCauses(causes, jobs.get(i), outcomes.get(i));
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
            laboratory,
            PrefetcherSweeps.decode(model, context, KvOrder.Contiguous.HEAD_MAJOR, 1),
            context));
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

  private static PrefetcherSweeps.Others others(Laboratory laboratory, KvTrace captured)
      throws IOException {
    var models = new ModelCatalog(laboratory.data());
    return new PrefetcherSweeps.Others(
        models.byName("gemma-3-1b"), models.byName("llama-3.2-3b"), captured);
  }

  private static SimulationResult simulate(Job job) throws IOException {
    return new Simulator(job.settings()).run(job.trace(), Progress.NONE);
  }

  /** The rows of one sweep at full size, without the captured run. */
  static List<SweepRow> sweep(String name, Laboratory laboratory) throws IOException {
    TransformerSpec model = new ModelCatalog(laboratory.data()).byName(MODEL);
    List<Job> jobs = PrefetcherSweeps.jobs(model, others(laboratory, null), FITTING_CONTEXT, false);
    var rows = new ArrayList<SweepRow>();
    for (Job job : jobs) {
      if (job.sweep().equals(name)) {
        rows.add(SweepRow.of(job, simulate(job)));
      }
    }
    return rows;
  }

  /** A decode step with tier 2 of every technology, at full size. */
  static List<Tier2Technologies.Row> technologies(Laboratory laboratory) throws IOException {
    TransformerSpec model = new ModelCatalog(laboratory.data()).byName(MODEL);
    Trace trace = PrefetcherSweeps.decode(model, FITTING_CONTEXT, KvOrder.Contiguous.HEAD_MAJOR, 1);
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
   * The cache trace of a real run, which decodes the first tokens of the text; null if a quick look
   * would have to fetch the model first.
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
    byLatency.forEach((latency, at) -> rows.add(EnoughRow.of(latency, at)));
    return rows;
  }

  private static SweepRow first(List<SweepRow> rows, Predicate<SweepRow> condition) {
    return rows.stream().filter(condition).findFirst().orElseThrow();
  }

  private static void addCauses(List<CauseRow> rows, Job job, SimulationResult outcome) {
    String prefetcher = outcome.prefetch().prefetcher();
    rows.add(CauseRow.of(job, prefetcher, "issue", outcome.cycles().issueCycles()));
    for (StallCause cause : StallCause.values()) {
      long cycles = outcome.cycles().of(cause);
      if (cycles > 0) {
        rows.add(CauseRow.of(job, prefetcher, cause.name().toLowerCase(Locale.ROOT), cycles));
      }
    }
  }

  /** Hit rates on the published trace, which touches 8 MiB, and on every byte of a decode step. */
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
    Trace decode = PrefetcherSweeps.decode(model, context, KvOrder.Contiguous.HEAD_MAJOR, 1);
    addClaim(rows, "every byte of a decode step", decode, base);
    addClaim(rows, "every byte of a decode step", decode, base.withPrefetcher(new NoPrefetcher()));
    return rows;
  }

  /** The counts of the published simulator on its trace: every miss is also counted as a hit. */
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
        first(
            sweeps,
            row ->
                row.sweep().equals("look-ahead")
                    && row.value() > 0
                    && row.totalCycles() <= 1.001 * sixteen.totalCycles());
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
    return first(sweeps, row -> row.sweep().equals("look-ahead") && row.value() == lines);
  }

  private static String format(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  /** Writes the gate counts of the hardware to their own folder, if Yosys is installed. */
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
