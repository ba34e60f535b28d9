package janus.claims;

import com.fasterxml.jackson.annotation.JsonIgnore;
import janus.provenance.BadInputException;
import janus.units.Bounds;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Settings of the published Python simulator, under its own names.
 *
 * @param t1SramSizeMb size of tier 1 in units of 2<sup>20</sup> bytes; need not be whole
 * @param t1SramBanks banks of tier 1
 * @param t2EdramBanks banks of tier 2
 * @param cacheLineSizeBytes any size of at least 1
 * @param t1LatencyCycles latency of tier 1
 * @param t2LatencyCycles latency of tier 2
 * @param bankConflictPenaltyCycles added to a tier-2 access that finds its bank busy
 * @param prefetchIssueWidth prefetches a cycle
 * @param prefetchLookAhead lines ahead
 */
public record ReferenceSettings(
    double t1SramSizeMb,
    long t1SramBanks,
    long t2EdramBanks,
    long cacheLineSizeBytes,
    long t1LatencyCycles,
    long t2LatencyCycles,
    long bankConflictPenaltyCycles,
    long prefetchIssueWidth,
    long prefetchLookAhead) {
  private static final int MAX_BANKS = 1 << 20;
  private static final long MAX_CYCLES = 1 << 30;

  /** The published defaults. */
  public static final ReferenceSettings DEFAULTS =
      new ReferenceSettings(32, 4, 14, 128, 1, 3, 5, 4, 16);

  public ReferenceSettings {
    Bounds.within("t1_sram_banks", 1, MAX_BANKS, t1SramBanks);
    Bounds.within("t2_edram_banks", 1, MAX_BANKS, t2EdramBanks);
    Bounds.within("cache_line_size_bytes", 1, MAX_CYCLES, cacheLineSizeBytes);
    Bounds.within("t1_latency_cycles", 0, MAX_CYCLES, t1LatencyCycles);
    Bounds.within("t2_latency_cycles", 0, MAX_CYCLES, t2LatencyCycles);
    Bounds.within("bank_conflict_penalty_cycles", 0, MAX_CYCLES, bankConflictPenaltyCycles);
    Bounds.within("prefetch_issue_width", 0, MAX_CYCLES, prefetchIssueWidth);
    Bounds.within("prefetch_look_ahead", 0, MAX_CYCLES, prefetchLookAhead);
    if (!(t1SramSizeMb > 0 && t1SramSizeMb < 1e12)) {
      throw new IllegalArgumentException("t1_sram_size_mb must be above 0: " + t1SramSizeMb);
    }
    if (lines(t1SramSizeMb, cacheLineSizeBytes) < 1) {
      throw new IllegalArgumentException(
          "t1_sram_size_mb must hold at least one line of "
              + cacheLineSizeBytes
              + " bytes: "
              + t1SramSizeMb);
    }
  }

  /** Lines that tier 1 holds: floor(size / line). */
  @JsonIgnore
  public long lines() {
    return lines(t1SramSizeMb, cacheLineSizeBytes);
  }

  private static long lines(double sizeMb, long lineBytes) {
    double bytes = sizeMb * 1024 * 1024;
    double rest = bytes % lineBytes;
    return Math.round((bytes - rest) / lineBytes);
  }

  /**
   * These settings with some replaced.
   *
   * @param assignments {@code key=value}, with the published keys
   * @throws BadInputException if a key is unknown or a value no number
   */
  public ReferenceSettings with(Iterable<String> assignments) {
    var values = new LinkedHashMap<String, String>();
    values.put("t1_sram_size_mb", Double.toString(t1SramSizeMb));
    values.put("t1_sram_banks", Long.toString(t1SramBanks));
    values.put("t2_edram_banks", Long.toString(t2EdramBanks));
    values.put("cache_line_size_bytes", Long.toString(cacheLineSizeBytes));
    values.put("t1_latency_cycles", Long.toString(t1LatencyCycles));
    values.put("t2_latency_cycles", Long.toString(t2LatencyCycles));
    values.put("bank_conflict_penalty_cycles", Long.toString(bankConflictPenaltyCycles));
    values.put("prefetch_issue_width", Long.toString(prefetchIssueWidth));
    values.put("prefetch_look_ahead", Long.toString(prefetchLookAhead));
    for (String assignment : assignments) {
      String[] parts = assignment.split("=", 2);
      String key = parts[0].strip();
      if (parts.length < 2 || !values.containsKey(key)) {
        throw new BadInputException(
            "setting '"
                + assignment
                + "' is unknown; expected key=value with one of "
                + String.join(", ", values.keySet()));
      }
      values.put(key, parts[1].strip());
    }
    return new ReferenceSettings(
        size(values.get("t1_sram_size_mb")),
        whole(values, "t1_sram_banks"),
        whole(values, "t2_edram_banks"),
        whole(values, "cache_line_size_bytes"),
        whole(values, "t1_latency_cycles"),
        whole(values, "t2_latency_cycles"),
        whole(values, "bank_conflict_penalty_cycles"),
        whole(values, "prefetch_issue_width"),
        whole(values, "prefetch_look_ahead"));
  }

  private static double size(String value) {
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      throw new BadInputException("t1_sram_size_mb must be a number: '" + value + "'", e);
    }
  }

  private static long whole(Map<String, String> values, String key) {
    try {
      return Long.parseLong(values.get(key));
    } catch (NumberFormatException e) {
      throw new BadInputException(key + " must be a whole number: '" + values.get(key) + "'", e);
    }
  }
}
