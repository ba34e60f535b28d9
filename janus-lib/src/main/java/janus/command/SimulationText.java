package janus.command;

import janus.codesign.HierarchyEnergy;
import janus.codesign.HierarchyEnergy.TierEnergy;
import janus.simulator.AccessCounts;
import janus.simulator.CycleBreakdown;
import janus.simulator.HitBounds;
import janus.simulator.LatencySummary;
import janus.simulator.PrefetchResult;
import janus.simulator.SimulationResult;
import janus.simulator.StallCause;
import janus.simulator.TierTraffic;
import java.io.PrintWriter;
import java.util.Locale;

/** The tables of {@code simulate}. */
final class SimulationText {
  private SimulationText() {}

  static void print(PrintWriter out, SimulationResult result, HitBounds bounds) {
    out.printf("%s%n%n", result.trace());
    var table = new TextTable("what", "value");
    table.row("accesses", result.accesses());
    table.row("cycles", result.totalCycles());
    table.row("time (us)", number(result.timeUs()));
    counts(table, "reads", result.tier1().reads());
    counts(table, "writes", result.tier1().writes());
    if (bounds != null) {
      table.row("hit rate of LRU without prefetching", number(bounds.lruHitRate()));
      table.row("hit rate of OPT without prefetching", number(bounds.optHitRate()));
      table.row("compulsory bound", number(bounds.compulsoryHitRate()));
    }
    prefetches(table, result.prefetch());
    latency(table, result.readLatency());
    traffic(table, "tier 2", result.tier2());
    if (result.tier3() != null) {
      traffic(table, "tier 3", result.tier3());
    }
    table.row("touched", result.footprint().touched());
    table.row("spilled to tier 3", result.footprint().spilled());
    cycles(table, result.cycles());
    out.print(table);
  }

  private static void prefetches(TextTable table, PrefetchResult prefetch) {
    table.row("prefetcher", prefetch.prefetcher());
    table.row("prefetches issued", prefetch.issued());
    table.row("  useful", prefetch.useful());
    table.row("  late", prefetch.late());
    table.row("  useless", prefetch.useless());
    table.row("  accuracy", number(prefetch.accuracy()));
    table.row("  coverage", number(prefetch.coverage()));
    table.row("  timeliness", number(prefetch.timeliness()));
    table.row("  misses by pollution", prefetch.pollutionMisses());
  }

  private static void latency(TextTable table, LatencySummary latency) {
    table.row("read latency mean (cycles)", number(latency.mean()));
    table.row("  p50", number(latency.p50()));
    table.row("  p90", number(latency.p90()));
    table.row("  p99", number(latency.p99()));
    table.row("  p99.9", number(latency.p999()));
    table.row("  max", latency.max());
  }

  private static void cycles(TextTable table, CycleBreakdown cycles) {
    table.row("cycles that issue", cycles.issueCycles());
    for (StallCause cause : StallCause.values()) {
      if (cycles.of(cause) > 0) {
        String name = cause.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        table.row("  waiting: " + name, cycles.of(cause));
      }
    }
  }

  private static void counts(TextTable table, String kind, AccessCounts counts) {
    table.row(kind, counts.accesses());
    table.row("  hits", counts.hits());
    table.row("  misses", counts.misses());
    table.row("  merges", counts.merges());
    table.row("  late prefetches", counts.latePrefetches());
    table.row("  hit rate", number(counts.hitRate()));
  }

  private static void traffic(TextTable table, String tier, TierTraffic traffic) {
    table.row(tier + " reads", traffic.reads());
    table.row("  writes", traffic.writes());
    table.row("  GB/s", number(traffic.gbPerS()));
    table.row("  bank utilization", number(traffic.bankUtilization()));
    table.row("  bank conflicts", traffic.bankConflicts());
    table.row("  waiting requests, mean", number(traffic.meanQueueLines()));
    table.row("  waiting requests of a bank, most", traffic.maxQueueLines());
    table.row("  cycles waited for refresh", traffic.refreshWaitCycles());
    if (traffic.rowHits() + traffic.rowOpens() + traffic.rowConflicts() > 0) {
      table.row("  row hits", traffic.rowHits());
      table.row("  row conflicts", traffic.rowConflicts());
    }
  }

  static void print(PrintWriter out, HierarchyEnergy energy) {
    out.printf(
        Locale.ROOT,
        "%nEnergy in microjoules at %s C, typical (low to high)%n%n",
        energy.temperatureC());
    var table =
        new TextTable(
            "tier", "technology", "reads and writes", "standby", "refresh", "pJ/bit moved");
    for (TierEnergy tier : energy.tiers()) {
      table.row(
          tier.tier(),
          tier.technology(),
          Text.shortRange(tier.accessUj()),
          Text.shortRange(tier.standbyUj()),
          Text.shortRange(tier.refreshUj()),
          Text.shortRange(tier.totalPjPerBit()));
    }
    out.print(table);
    out.printf("%npJ/bit demanded, all tiers: %s%n", Text.shortRange(energy.pjPerDemandedBit()));
  }

  private static String number(double value) {
    return Text.share(value);
  }
}
