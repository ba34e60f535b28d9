package janus.experiment;

import janus.codesign.Design;
import janus.codesign.Workload;
import janus.kvcache.KvCodec;
import janus.kvcache.KvContents;
import janus.kvcache.KvLayout;
import janus.kvcache.KvOrder;
import janus.kvcache.ScalePlacement;
import janus.simulator.BankTiming;
import janus.simulator.RefreshSettings;
import janus.simulator.SimulatorSettings;
import janus.simulator.prefetch.Future;
import janus.simulator.prefetch.NoPrefetcher;
import janus.simulator.prefetch.Prefetcher;
import janus.simulator.prefetch.Prefetchers;
import janus.simulator.prefetch.StreamPrefetcher;
import janus.trace.KvDecodeTrace;
import janus.trace.KvPrefillTrace;
import janus.trace.KvSchedule;
import janus.trace.KvTrace;
import janus.trace.SyntheticTrace;
import janus.trace.Trace;
import janus.transformer.TransformerSpec;
import janus.units.DataSize;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The simulations of step 4: every sweep over the decode step, and the prefetchers on all traces.
 */
final class PrefetcherSweeps {
  private static final KvCodec CODEC = Workload.janus1().scheme().keys();
  private static final int LINE_BYTES = Design.janus1().tier1().wordBits() / 8;
  private static final SimulatorSettings BASE = Design.janus1().simulator();
  private static final long SEED = 1;
  private static final KvOrder HEAD_MAJOR = KvOrder.Contiguous.HEAD_MAJOR;

  /** Look-ahead where most of the cache lies outside. */
  private static final String SPILLING = "look-ahead past tier 2";

  private static final List<String> LAYOUT_PREFETCHERS =
      List.of("none", "stream", "stream(streams=4)", "stride", "ghb", "descriptor", "oracle");

  private final TransformerSpec model;
  private final long context;
  private final boolean quick;
  private final List<Job> jobs = new ArrayList<>();

  /** A simulation to run. */
  record Job(String sweep, String varied, double value, SimulatorSettings settings, Trace trace) {}

  /**
   * What is simulated beside the model.
   *
   * @param sliding a model with sliding layers
   * @param grouped a model with fewer KV heads, whose cache is read past the capacity of tier 2
   * @param captured a captured run, or null
   */
  record Others(TransformerSpec sliding, TransformerSpec grouped, KvTrace captured) {}

  /**
   * @param context tokens of the decode step
   * @param quick whether to leave out points of the sweeps
   */
  private PrefetcherSweeps(TransformerSpec model, long context, boolean quick) {
    this.model = model;
    this.context = context;
    this.quick = quick;
  }

  /**
   * All simulations, in the order of the results.
   *
   * @param others what is simulated beside the model
   */
  static List<Job> jobs(TransformerSpec model, Others others, long context, boolean quick) {
    var sweeps = new PrefetcherSweeps(model, context, quick);
    Trace decode = decode(model, context, HEAD_MAJOR, 1);
    sweeps.addLookAhead(decode);
    sweeps.addIssueWidth(decode);
    sweeps.addTier1Size();
    sweeps.addTier2Latency(decode);
    sweeps.addBanks(decode);
    sweeps.addRefresh(decode);
    sweeps.addContext();
    sweeps.addPrefetchers(sweeps.traces(others.sliding(), others.captured()));
    sweeps.addSpilling(others.grouped());
    sweeps.addLayouts(others.grouped());
    return sweeps.jobs;
  }

  private void add(
      String sweep, String varied, double value, SimulatorSettings settings, Trace trace) {
    jobs.add(new Job(sweep, varied, value, settings, trace));
  }

  private void addLookAhead(Trace decode) {
    add("look-ahead", "lines", 0, BASE.withPrefetcher(new NoPrefetcher()), decode);
    for (int lookAhead = 1; lookAhead <= 64; lookAhead = quick ? lookAhead * 2 : lookAhead + 1) {
      add("look-ahead", "lines", lookAhead, BASE.withPrefetcher(stream(lookAhead)), decode);
    }
  }

  private void addIssueWidth(Trace decode) {
    for (int width : new int[] {1, 2, 4, 8}) {
      for (int latency : new int[] {3, 10, 20}) {
        add(
            "issue width at tier-2 latency " + latency,
            "requests a cycle",
            width,
            withLatency(latency).withPrefetcher(new StreamPrefetcher(16, width, 1, 1)),
            decode);
      }
    }
  }

  private static SimulatorSettings withLatency(int cycles) {
    return BASE.withTier2(BASE.tier2().withTiming(BankTiming.of(cycles)));
  }

  private void addTier1Size() {
    Trace twoSteps = decode(model, context, HEAD_MAJOR, 2);
    for (long kib : new long[] {16, 64, 256, 1024, 4096, 32768, 131072, 262144}) {
      var tier1 = BASE.tier1().withCapacity(DataSize.ofKiB(kib));
      add("tier-1 size", "KiB", (double) kib, BASE.withTier1(tier1), twoSteps);
    }
  }

  private void addTier2Latency(Trace decode) {
    for (int latency : new int[] {1, 2, 3, 5, 8, 10, 15, 20, 30}) {
      for (int lookAhead : new int[] {1, 2, 4, 8, 16, 32, 64}) {
        add(
            "look-ahead at tier-2 latency " + latency,
            "lines",
            lookAhead,
            withLatency(latency).withPrefetcher(stream(lookAhead)),
            decode);
      }
    }
  }

  private void addBanks(Trace decode) {
    for (int banks : new int[] {1, 2, 3, 4, 6, 8, 14, 16, 32}) {
      var settings = BASE.withTier2(BASE.tier2().withBanks(banks));
      add("tier-2 banks", "banks", banks, settings, decode);
    }
  }

  /**
   * A bank of 16 MiB has 16384 rows of 1 KiB. A refresh blocks it for 40 cycles at 1 GHz, the
   * published row cycle. With one row per command, a retention below 0.66 ms leaves no time.
   */
  private void addRefresh(Trace decode) {
    int rowsPerBank = (int) (DataSize.ofMiB(16).bytes() / 1024);
    for (int rows : new int[] {16, 64, 256, 1024}) {
      for (long retentionUs : new long[] {40, 100, 1000, 64000}) {
        long interval = retentionUs * 1000 / ((rowsPerBank + rows - 1) / rows);
        if (interval > 40) {
          var refresh = new RefreshSettings(retentionUs * 1000, rowsPerBank, rows, 40);
          var settings = BASE.withTier2(BASE.tier2().withRefresh(refresh));
          add(
              "retention with " + rows + " rows a command",
              "us",
              (double) retentionUs,
              settings,
              decode);
        }
      }
    }
  }

  private void addContext() {
    long longest = quick ? 256 : 8192;
    for (long tokens = 64; tokens <= longest; tokens *= 2) {
      Trace trace = decode(model, tokens, HEAD_MAJOR, 1);
      add("context", "tokens", (double) tokens, BASE, trace);
      add("context", "tokens", (double) tokens, BASE.withPrefetcher(new NoPrefetcher()), trace);
    }
  }

  private Map<String, Trace> traces(TransformerSpec sliding, KvTrace captured) {
    var traces = new LinkedHashMap<String, Trace>();
    traces.put("decode, head-major", decode(model, context, HEAD_MAJOR, 1));
    traces.put("decode, token-major", decode(model, context, KvOrder.Contiguous.TOKEN_MAJOR, 1));
    traces.put("decode, paged-16", decode(model, context, new KvOrder.Paged(16, SEED), 1));
    KvContents four = contents(model, context / 4).withBatch(4);
    traces.put(
        "decode, 4 sequences",
        trace(new KvDecodeTrace(four, context / 4 - 1, 1), four, HEAD_MAJOR));
    KvContents prompt = contents(model, 256).withTokensAtOnce(256);
    traces.put(
        "prefill of 256 tokens", trace(new KvPrefillTrace(prompt, 256, 64), prompt, HEAD_MAJOR));
    traces.put("decode, sliding window (Gemma 3 1B)", decode(sliding, context, HEAD_MAJOR, 1));
    if (captured != null) {
      traces.put("captured decode (" + captured.layout().contents().spec().name() + ")", captured);
    }
    traces.put("random reads", SyntheticTrace.random(500_000, LINE_BYTES, 1 << 20, SEED));
    return traces;
  }

  private void addPrefetchers(Map<String, Trace> traces) {
    traces.forEach(
        (name, trace) -> {
          var future = new Future(trace, LINE_BYTES);
          for (String spelling : Prefetchers.spellings()) {
            // The descriptor prefetcher walks the layout of a KV cache.
            if (!spelling.startsWith("descriptor") || trace instanceof KvTrace) {
              Prefetcher prefetcher = Prefetchers.parse(spelling, Map.of(), future);
              add(
                  "prefetchers on " + name,
                  prefetcher.spelling(),
                  0,
                  BASE.withPrefetcher(prefetcher),
                  trace);
            }
          }
        });
  }

  /**
   * A quarter of the cache fits tier 2. A stream waits where the queue is full, or requests drop.
   */
  private void addSpilling(TransformerSpec grouped) {
    Trace decode = decode(grouped, quick ? 512 : 8192, HEAD_MAJOR, 1);
    SimulatorSettings small = withTier2(quick ? 4 : 60);
    addWithout(SPILLING, "lines", small, decode);
    for (int lookAhead : new int[] {4, 16, 32, 64, 128}) {
      for (int throttle = 0; throttle <= 1; throttle++) {
        var prefetcher = new StreamPrefetcher(lookAhead, 4, 1, 1, throttle);
        String varied = throttle == 1 ? "lines, waits" : "lines, drops";
        add(SPILLING, varied, lookAhead, small.withPrefetcher(prefetcher), decode);
      }
    }
  }

  /** Every layout, with tier 2 for all of the cache and for a quarter of it. */
  private void addLayouts(TransformerSpec grouped) {
    KvContents contents = contents(grouped, quick ? 128 : 1024);
    for (int capacityMib : quick ? new int[] {224, 1} : new int[] {224, 8}) {
      for (String order : List.of("head-major", "layer-major", "token-major", "paged-16")) {
        for (ScalePlacement scales : ScalePlacement.values()) {
          var layout = new KvLayout(contents, KvOrder.parse(order, SEED), scales);
          String varied = order + ", scales " + scales.spelling();
          addLearning(varied, withTier2(capacityMib), decode(layout));
        }
      }
    }
  }

  private void addLearning(String layout, SimulatorSettings settings, Trace trace) {
    double capacityMib = settings.tier2().capacity().mib();
    var future = new Future(trace, LINE_BYTES);
    for (String spelling : LAYOUT_PREFETCHERS) {
      Prefetcher prefetcher = Prefetchers.parse(spelling, Map.of(), future);
      add("layouts", layout, capacityMib, settings.withPrefetcher(prefetcher), trace);
    }
  }

  private void addWithout(String sweep, String varied, SimulatorSettings settings, Trace trace) {
    add(sweep, varied, 0, settings.withPrefetcher(new NoPrefetcher()), trace);
  }

  private static SimulatorSettings withTier2(long mib) {
    return BASE.withTier2(BASE.tier2().withCapacity(DataSize.ofMiB(mib)));
  }

  private static Trace decode(KvLayout layout) {
    long tokens = layout.contents().maxTokens();
    return new KvTrace(new KvDecodeTrace(layout.contents(), tokens - 1, 1), layout, 0, LINE_BYTES);
  }

  private static StreamPrefetcher stream(int lookAhead) {
    return new StreamPrefetcher(lookAhead, 4, 1, 1);
  }

  private static KvContents contents(TransformerSpec model, long tokens) {
    return KvContents.of(model, CODEC, CODEC, tokens);
  }

  /** The last steps up to a context. Each writes one token and reads all tokens before it. */
  static Trace decode(TransformerSpec model, long context, KvOrder order, int steps) {
    KvContents contents = contents(model, context);
    return trace(new KvDecodeTrace(contents, context - steps, steps), contents, order);
  }

  private static Trace trace(KvSchedule schedule, KvContents contents, KvOrder order) {
    return new KvTrace(
        schedule, new KvLayout(contents, order, ScalePlacement.INTERLEAVED), 0, LINE_BYTES);
  }
}
