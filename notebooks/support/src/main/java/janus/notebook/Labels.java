package janus.notebook;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Labels from column names. {@code read_energy_pj_per_bit} is the quantity "read energy" in the
 * unit "pJ/bit".
 *
 * @param quantity words without the unit
 * @param unit the unit, or empty
 */
record Labels(String quantity, String unit) {
  /** Words with a special spelling. */
  private static final Map<String, String> SPELLINGS =
      Map.ofEntries(
          Map.entry("kv", "KV"),
          Map.entry("sram", "SRAM"),
          Map.entry("edram", "eDRAM"),
          Map.entry("dram", "DRAM"),
          Map.entry("stt", "STT"),
          Map.entry("mram", "MRAM"),
          Map.entry("int4", "INT4"),
          Map.entry("int8", "INT8"),
          Map.entry("fp16", "FP16"),
          Map.entry("fp32", "FP32"),
          Map.entry("lru", "LRU"),
          Map.entry("opt", "OPT"),
          Map.entry("mac", "MAC"),
          Map.entry("macs", "MACs"),
          Map.entry("tops", "TOPS"),
          Map.entry("kl", "KL"),
          Map.entry("kld", "KL"),
          Map.entry("kld99", "KL of the 99th percentile"),
          Map.entry("kld999", "KL of the 99.9th percentile"),
          Map.entry("sqnr", "SQNR"),
          Map.entry("tier1", "tier 1"),
          Map.entry("tier2", "tier 2"),
          Map.entry("p50", "median"),
          Map.entry("p90", "90th percentile"),
          Map.entry("p99", "99th percentile"),
          Map.entry("sha256", "SHA-256"),
          Map.entry("jdk", "JDK"),
          Map.entry("nand2", "NAND2"));

  /** Labels of columns whose names are too short or only a unit. */
  private static final Map<String, Labels> WHOLE =
      Map.ofEntries(
          Map.entry("celsius", new Labels("temperature", "°C")),
          Map.entry("mm2", new Labels("area", "mm²")),
          Map.entry("n_ctx", new Labels("context", "tokens")),
          Map.entry("look_ahead_lines", new Labels("look-ahead", "lines")),
          Map.entry("total_w", new Labels("power", "W")),
          Map.entry("with_off_chip_w", new Labels("power with off-chip memory", "W")),
          Map.entry("part_mm2", new Labels("area", "mm²")),
          Map.entry("watts", new Labels("power", "W")),
          Map.entry("w_per_mm2", new Labels("power density", "W/mm²")),
          Map.entry("tokens_per_s", new Labels("rate", "tokens/s")),
          Map.entry("mib_per_w", new Labels("capacity for power", "MiB/W")),
          Map.entry("tops_per_w", new Labels("efficiency", "TOPS/W")),
          Map.entry("joule_per_token", new Labels("energy", "J/token")),
          Map.entry("pj_per_demanded_bit", new Labels("energy of a demanded bit", "pJ")),
          Map.entry(
              "cycles_per_access_at16",
              new Labels("cycles per access at a look-ahead of 16 lines", "")),
          Map.entry("loss_at16_percent", new Labels("loss at a look-ahead of 16 lines", "%")),
          // A product of an (M, K) and a (K, N) matrix.
          Map.entry("run_m", new Labels("M", "rows, tokens")),
          Map.entry("run_n", new Labels("N", "columns, outputs")),
          Map.entry("run_k", new Labels("K", "inputs summed up")),
          Map.entry("run_count", new Labels("times", "in a step")));

  /** Prefixes of the columns of a nested record, which labels leave out. */
  private static final List<String> WITHIN = List.of("run_", "part_", "point_");

  /** Units by ending of a column name; of two overlapping endings, the longer comes first. */
  private static final Map<String, String> UNITS = new LinkedHashMap<>();

  static {
    String[] units = {
      "pj_per_bit", "pJ/bit",
      "fj_per_bit", "fJ/bit",
      "pj_per_byte", "pJ/B",
      "pj_per_mac", "pJ/MAC",
      "pj_per_op", "pJ/op",
      "nj_per_token", "nJ/token",
      "uj_per_token", "µJ/token",
      "mj_per_token", "mJ/token",
      "j_per_token", "J/token",
      "mw_per_mib", "mW/MiB",
      "uw_per_mib", "µW/MiB",
      "mb_per_w", "MB/W",
      "mib_per_w", "MiB/W",
      "tops_per_w", "TOPS/W",
      "tops_per_watt", "TOPS/W",
      "mb_per_watt", "MB/W",
      "tokens_per_second", "tokens/s",
      "tokens_per_s", "tokens/s",
      "accesses_per_second", "accesses/s",
      "bytes_per_second", "B/s",
      "gb_per_second", "GB/s",
      "gb_per_s", "GB/s",
      "gib_per_s", "GiB/s",
      "bytes_per_token", "B/token",
      "kib_per_token", "KiB/token",
      "bytes_per_cycle", "B/cycle",
      "bits_per_element4096_tokens", "bits/element at 4096 tokens",
      "bits_per_element", "bits/element",
      "mb_per_mm2", "MB/mm²",
      "mbit_per_mm2", "Mbit/mm²",
      "mib_per_mm2", "MiB/mm²",
      "w_per_mm2", "W/mm²",
      "w_per_cm2", "W/cm²",
      "k_per_w", "K/W",
      "kelvin_per_watt", "K/W",
      "celsius_per_w", "°C/W",
      "um2", "µm²",
      "mm2", "mm²",
      "um", "µm",
      "mm", "mm",
      "nm", "nm",
      "gib", "GiB",
      "mib", "MiB",
      "kib", "KiB",
      "gb", "GB",
      "mb", "MB",
      "kb", "kB",
      "bytes", "B",
      "bits", "bits",
      "mw", "mW",
      "uw", "µW",
      "w", "W",
      "watts", "W",
      "pj", "pJ",
      "nj", "nJ",
      "uj", "µJ",
      "mj", "mJ",
      "j", "J",
      "ns", "ns",
      "us", "µs",
      "ms", "ms",
      "s", "s",
      "seconds", "s",
      "hours", "h",
      "years", "years",
      "ghz", "GHz",
      "mhz", "MHz",
      "tops", "TOPS",
      "gflops", "GFLOP/s",
      "celsius", "°C",
      "kelvin", "K",
      "k", "K",
      "c", "°C",
      "cycles", "cycles",
      "tokens", "tokens",
      "lines", "lines",
      "nats", "nats",
      "percent", "%",
      "volts", "V",
      "db", "dB",
    };
    for (int i = 0; i < units.length; i += 2) {
      UNITS.put(units[i], units[i + 1]);
    }
  }

  /** The quantity and unit in a column name. */
  static Labels of(String column) {
    if (column.endsWith("_low") || column.endsWith("_high")) {
      int cut = column.lastIndexOf('_');
      Labels base = of(column.substring(0, cut));
      return new Labels(base.quantity + ", " + column.substring(cut + 1), base.unit);
    }
    if (WHOLE.containsKey(column)) {
      return WHOLE.get(column);
    }
    for (String start : WITHIN) {
      if (column.startsWith(start)) {
        return of(column.substring(start.length()));
      }
    }
    return withUnit(column);
  }

  private static Labels withUnit(String column) {
    for (var entry : UNITS.entrySet()) {
      if (column.endsWith("_" + entry.getKey())) {
        String rest = column.substring(0, column.length() - entry.getKey().length() - 1);
        return new Labels(words(rest), entry.getValue());
      }
      if (column.equals(entry.getKey()) && column.length() > 3) {
        return new Labels(words(column), "");
      }
    }
    return new Labels(words(column), "");
  }

  private static String words(String name) {
    var words = new ArrayList<String>();
    for (String word : name.split("_", -1)) {
      words.add(SPELLINGS.getOrDefault(word, word));
    }
    return String.join(" ", words);
  }

  /** Quantity and unit of an axis title: "Read energy (pJ/bit)". */
  static Labels ofAxis(String title) {
    int open = title.lastIndexOf(" (");
    return open > 0 && title.endsWith(")")
        ? new Labels(title.substring(0, open), title.substring(open + 2, title.length() - 1))
        : new Labels(title, "");
  }

  /** "Read energy (pJ/bit)", for an axis. */
  String axis() {
    if (quantity.isEmpty()) {
      return unit;
    }
    String text = Character.toUpperCase(quantity.charAt(0)) + quantity.substring(1);
    return unit.isEmpty() ? text : text + " (" + unit + ")";
  }
}
