package janus.bench;

import janus.catalog.DataFolder;
import janus.catalog.ModelCatalog;
import janus.claims.PublishedLlmTrace;
import janus.claims.ReferenceCompatible;
import janus.claims.ReferenceSettings;
import janus.kvcache.KvCodec;
import janus.kvcache.KvCodecs;
import janus.progress.Progress;
import janus.simulator.Simulator;
import janus.simulator.SimulatorSettings;
import janus.simulator.Tier1Settings;
import janus.simulator.prefetch.NoPrefetcher;
import janus.trace.KvTraceSettings;
import janus.trace.SyntheticTrace;
import janus.trace.Trace;
import janus.units.DataSize;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A simulation to time, by name: a trace and the simulated machine. */
public final class SimulatorLoad {
  private static final int LINE_BYTES = 128;
  private static final long SEED = 1;
  private static final String MODEL = "llama-2-7b";
  private static final String CODEC = "int4-token";
  private static final int CONTEXT_TOKENS = 4096;

  /** Name of a load that a peer has, too; that one's name begins with it. */
  static final String RANDOM = "random reads in 128 MiB";

  private static final Map<String, SimulatorLoad> LOADS = loads();

  private final Trace trace;
  private final Machine machine;

  /** Simulates a trace and returns the result. */
  private interface Machine {
    Object run(Trace trace, Progress progress) throws IOException;
  }

  private SimulatorLoad(Trace trace, Machine machine) {
    this.trace = trace;
    this.machine = machine;
  }

  /** Names of all loads, in the order of the report. */
  public static List<String> names() {
    return List.copyOf(LOADS.keySet());
  }

  /**
   * A load by name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static SimulatorLoad named(String name) {
    SimulatorLoad load = LOADS.get(name);
    if (load == null) {
      throw new IllegalArgumentException(
          "no simulation " + name + "; expected one of " + String.join("; ", names()));
    }
    return load;
  }

  /**
   * Simulates the trace once.
   *
   * @return the result, so that the compiler cannot drop any of the run
   * @throws IOException never, since all traces are generated
   */
  public Object run(Progress progress) throws IOException {
    return machine.run(trace, progress);
  }

  /** Number of reads and writes of the trace. */
  public long accesses() throws IOException {
    var packed = new long[4096];
    long accesses = 0;
    try (Trace.Cursor cursor = trace.open()) {
      for (int filled = cursor.fill(packed); filled > 0; filled = cursor.fill(packed)) {
        accesses += filled;
      }
    }
    return accesses;
  }

  private static Map<String, SimulatorLoad> loads() {
    SimulatorSettings janus = SimulatorSettings.janus1();
    SimulatorSettings roomy = janus.withTier2(janus.tier2().withCapacity(DataSize.ofMiB(1 << 20)));
    KvCodec codec = KvCodecs.parse(CODEC);
    var spec = new ModelCatalog(DataFolder.bundled()).byName(MODEL);
    Trace decode = KvTraceSettings.of(spec, codec, codec, CONTEXT_TOKENS).decode();
    String step = spec.name() + " decode step, " + CONTEXT_TOKENS + " tokens, " + CODEC;
    var loads = new LinkedHashMap<String, SimulatorLoad>();
    loads.put(step + ", in tier 2, stream prefetcher", of(roomy, decode));
    loads.put(step + ", spilling to tier 3, stream prefetcher", of(janus, decode));
    loads.put(
        step + ", in tier 2, no prefetcher", of(roomy.withPrefetcher(new NoPrefetcher()), decode));
    loads.put(
        "sequential reads, in tier 2, stream prefetcher",
        of(roomy, SyntheticTrace.sequential(4_000_000, LINE_BYTES)));
    loads.put("random reads in 16 MiB", of(janus, random(1 << 17)));
    loads.put(RANDOM, of(janus, random(1 << 20)));
    int lines = Math.toIntExact(janus.tier1().capacity().bytes() / LINE_BYTES);
    loads.put(
        RANDOM + ", Caffeine's LRU alone",
        new SimulatorLoad(random(1 << 20), new CaffeineLru(LINE_BYTES, lines)::run));
    addPublished(loads, janus);
    return loads;
  }

  private static void addPublished(Map<String, SimulatorLoad> loads, SimulatorSettings janus) {
    var published = new PublishedLlmTrace(2048, 32, 4096);
    SimulatorSettings full = janus.withTier1(janus.tier1().withWays(Tier1Settings.FULL));
    loads.put("published LLM trace", of(janus, published));
    loads.put("published LLM trace, fully associative tier 1", of(full, published));
    loads.put(
        "published LLM trace, reference-compatible",
        new SimulatorLoad(published, new ReferenceCompatible(ReferenceSettings.DEFAULTS)::run));
  }

  private static Trace random(long footprintLines) {
    return SyntheticTrace.random(4_000_000, LINE_BYTES, footprintLines, SEED);
  }

  private static SimulatorLoad of(SimulatorSettings settings, Trace trace) {
    return new SimulatorLoad(trace, new Simulator(settings)::run);
  }
}
