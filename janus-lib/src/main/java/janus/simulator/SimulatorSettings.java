package janus.simulator;

import janus.simulator.prefetch.Prefetcher;
import janus.simulator.prefetch.StreamPrefetcher;
import janus.simulator.replacement.Lru;
import janus.units.Bounds;
import janus.units.DataSize;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Everything a simulation depends on beside its trace.
 *
 * @param clockGhz clock of tier 1, 10<sup>9</sup> cycles a second; turns nanoseconds to cycles
 * @param demand the core
 * @param tier1 the SRAM
 * @param tier2 the eDRAM
 * @param tier3 the DRAM chips, null for none: what does not fit tier 2 is then an error
 * @param prefetcher fetches from tier 2 and 3 into tier 1
 * @param warmUpAccesses accesses that fill the tiers before the measured ones
 */
public record SimulatorSettings(
    double clockGhz,
    DemandSettings demand,
    Tier1Settings tier1,
    Tier2Settings tier2,
    Tier3Settings tier3,
    Prefetcher prefetcher,
    long warmUpAccesses) {
  public SimulatorSettings {
    Bounds.clockGhz("clockGhz", clockGhz);
    Objects.requireNonNull(demand, "demand");
    Objects.requireNonNull(tier1, "tier1");
    Objects.requireNonNull(tier2, "tier2");
    Objects.requireNonNull(prefetcher, "prefetcher");
    Bounds.atLeast("warmUpAccesses", 0, warmUpAccesses);
    if (tier3 != null && tier3.shape().rowBytes() < tier1.lineBytes()) {
      throw new IllegalArgumentException(
          "tier-3 rowBytes must hold a line of "
              + tier1.lineBytes()
              + " B: "
              + tier3.shape().rowBytes());
    }
  }

  /**
   * The published Janus-1 as a machine that can be built: 32 MiB of SRAM in four banks and lines of
   * 128 B, one cycle; 224 MiB of eDRAM in 14 banks, three cycles; an in-order core; one stream with
   * look-ahead 16, issue width 4. Ours, because nothing is published: 16 ways, LRU, 16 misses and
   * 32 prefetches in flight, queues of 64, 16 and 8 lines, 1 GHz, no refresh, and 8 GiB of
   * LPDDR5-6400 on a 64-bit bus for what does not fit.
   */
  public static SimulatorSettings janus1() {
    return new SimulatorSettings(
        1.0,
        new DemandSettings(1, 1),
        new Tier1Settings(
            DataSize.ofMiB(32),
            128,
            16,
            new Tier1Banks(4, 1, 1),
            new Lru(),
            WriteMiss.ALLOCATE,
            new Tier1Queues(16, 32, 64, 16)),
        new Tier2Settings(DataSize.ofMiB(224), 14, BankTiming.of(3), 8, 0, null),
        Tier3Settings.lpddr5At6400(DataSize.ofMiB(8192), 4),
        new StreamPrefetcher(16, 4, 1, 1),
        0);
  }

  public SimulatorSettings withClockGhz(double value) {
    return new SimulatorSettings(value, demand, tier1, tier2, tier3, prefetcher, warmUpAccesses);
  }

  public SimulatorSettings withDemand(DemandSettings value) {
    return new SimulatorSettings(clockGhz, value, tier1, tier2, tier3, prefetcher, warmUpAccesses);
  }

  public SimulatorSettings withTier1(Tier1Settings value) {
    return new SimulatorSettings(clockGhz, demand, value, tier2, tier3, prefetcher, warmUpAccesses);
  }

  public SimulatorSettings withTier2(Tier2Settings value) {
    return new SimulatorSettings(clockGhz, demand, tier1, value, tier3, prefetcher, warmUpAccesses);
  }

  /** With other DRAM chips, or null for none. */
  public SimulatorSettings withTier3(Tier3Settings value) {
    return new SimulatorSettings(clockGhz, demand, tier1, tier2, value, prefetcher, warmUpAccesses);
  }

  public SimulatorSettings withPrefetcher(Prefetcher value) {
    return new SimulatorSettings(clockGhz, demand, tier1, tier2, tier3, value, warmUpAccesses);
  }

  public SimulatorSettings withWarmUpAccesses(long value) {
    return new SimulatorSettings(clockGhz, demand, tier1, tier2, tier3, prefetcher, value);
  }

  /** Every setting by name with unit, flat, for a result's circumstances. */
  public Map<String, Object> summary() {
    var all = new LinkedHashMap<String, Object>();
    all.put("clock_ghz", clockGhz);
    all.put("accesses_per_cycle", demand.accessesPerCycle());
    all.put("outstanding", demand.outstanding());
    all.put("tier1_bytes", tier1.capacity().bytes());
    all.put("line_bytes", tier1.lineBytes());
    all.put("ways", tier1.waysOfASet());
    all.put("tier1_banks", tier1.banks());
    all.put("tier1_ports", tier1.ports());
    all.put("tier1_latency_cycles", tier1.latencyCycles());
    all.put("replacement", tier1.replacement().spelling());
    all.put("write_miss", tier1.writeMiss().spelling());
    all.put("mshrs", tier1.queues().mshrs());
    all.put("prefetch_mshrs", tier1.queues().prefetchMshrs());
    all.put("prefetch_queue_lines", tier1.queues().prefetchQueueLines());
    all.put("write_buffer_lines", tier1.queues().writeBufferLines());
    all.put("prefetcher", prefetcher.spelling());
    all.put("prefetch_issue_width", prefetcher.issueWidth());
    all.put("tier2_bytes", tier2.capacity().bytes());
    all.put("tier2_banks", tier2.banks());
    all.put("tier2_read_latency_cycles", tier2.timing().readLatencyCycles());
    all.put("tier2_write_latency_cycles", tier2.timing().writeLatencyCycles());
    all.put("tier2_read_occupancy_cycles", tier2.timing().readOccupancyCycles());
    all.put("tier2_write_occupancy_cycles", tier2.timing().writeOccupancyCycles());
    all.put("tier2_queue_lines_per_bank", tier2.queueLinesPerBank());
    all.put("tier2_bus_bytes_per_cycle", tier2.busBytesPerCycle());
    RefreshSettings refresh = tier2.refresh();
    all.put("tier2_refresh_interval_cycles", refresh == null ? 0 : refresh.intervalCycles());
    all.put("tier2_refresh_blocked_cycles", refresh == null ? 0 : refresh.blockedCycles());
    all.put("tier3_bytes", tier3 == null ? 0 : tier3.capacity().bytes());
    all.put("tier3_channels", tier3 == null ? 0 : tier3.channels());
    all.put("tier3_peak_gb_per_s", tier3 == null ? 0.0 : tier3.peakGbPerS());
    if (tier3 != null && tier3.order() != DramOrder.IN_ORDER) {
      all.put("tier3_order", tier3.order().spelling());
    }
    all.put("warm_up_accesses", warmUpAccesses);
    return all;
  }
}
