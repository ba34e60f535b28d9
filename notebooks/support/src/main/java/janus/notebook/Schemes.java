package janus.notebook;

import java.util.List;
import java.util.regex.Pattern;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Families and names of cache schemes, for the figures. */
public final class Schemes {
  private static final Pattern KIVI =
      Pattern.compile("int(\\d)-asym-channel-g32 / int\\1-asym-token-g32 kivi\\((\\d+)\\)");
  private static final Pattern BEFORE_ROPE =
      Pattern.compile("int(\\d)-asym-channel-g32-prerope / int\\1-asym-token-g32");

  private static final List<String> COSTS =
      List.of(
          "scheme",
          "n_ctx",
          "chunks",
          "scored_tokens",
          "cache_bits_per_element",
          "pareto_optimal",
          "perplexity",
          "standard_error",
          "difference_percent_low",
          "difference_percent",
          "difference_percent_high",
          "mean_kld_nats",
          "kld99_nats",
          "kld999_nats",
          "max_kld_nats",
          "same_top_percent");

  private Schemes() {}

  /** A copy of a table of schemes with an added column {@code family}. */
  public static Table withFamily(Table table) {
    var families = StringColumn.create("family");
    for (String scheme : table.stringColumn("scheme")) {
      families.append(family(scheme));
    }
    return table.copy().addColumns(families);
  }

  /**
   * The family of a scheme, {@code other} if none is known. It depends on the keys, which are
   * harder to quantize than the values.
   */
  static String family(String scheme) {
    String keys = scheme.split(" / ", -1)[0];
    if (scheme.matches(".* (evict|h2o|tova|snapkv)\\(.*")) {
      return "tokens thrown away";
    }
    if (scheme.matches(".* \\+ (keys:)?hadamard.*")) {
      return "rotated, even steps";
    }
    if (keys.startsWith("turbo") || keys.startsWith("planar")) {
      return "rotated, codebook";
    }
    if (keys.contains("-channel")) {
      return "keys by channel";
    }
    if (keys.matches("int\\d-.*token.*")) {
      return "by token";
    }
    if (keys.matches("i?q\\d_.*|mxfp4.*")) {
      return "blocks of 32 (ggml)";
    }
    if (keys.matches("mxfp.*|nvfp4.*")) {
      return "small floats in blocks";
    }
    return keys.matches("b?f\\d+|fp8.*") ? "floating point" : "other";
  }

  /** The rows of some schemes with a number of bits an element, ends included. */
  public static Table ofBits(Table table, double low, double high) {
    return Tables.between(table, "cache_bits_per_element", low, high);
  }

  /** A copy with each scheme's bits behind its short name, for an axis. */
  public static Table withBits(Table table) {
    return Tables.with(brief(table), "scheme", "cache_bits_per_element", "bits");
  }

  /**
   * Labels of points: the names of selected schemes, and empty texts for the others. A long name
   * takes two lines, keys above values.
   *
   * @param column the column that selects
   * @param chosen the selecting texts; {@code true} if none are given
   */
  public static StringColumn names(Table table, String column, String... chosen) {
    List<String> wanted = chosen.length == 0 ? List.of("true") : List.of(chosen);
    var names = StringColumn.create("label");
    for (int row = 0; row < table.rowCount(); row++) {
      String scheme = brief(table.getString(row, "scheme"));
      String name = scheme.length() > 24 ? scheme.replace(" / ", " /<br>") : scheme;
      names.append(wanted.contains(table.getString(row, column)) ? name : "");
    }
    return names;
  }

  /** Labels of points, as {@link #names}, each with the short name of its model. */
  public static StringColumn namesWithModel(Table table, String column, String... chosen) {
    StringColumn names = names(table, column, chosen);
    for (int row = 0; row < names.size(); row++) {
      if (!names.get(row).isEmpty()) {
        String family = table.getString(row, "model").split("[- ]", 2)[0];
        names.set(row, names.get(row) + ", " + family);
      }
    }
    return names;
  }

  /** What schemes cost: the columns of a table that say how far from the uncompressed cache. */
  public static Table costs(Table table) {
    return table.selectColumns(COSTS.stream().filter(table::containsColumn).toArray(String[]::new));
  }

  /**
   * A figure of schemes by their bits and what they cost, with a mark a family.
   *
   * @param table the schemes, with their labels in the column {@code name}
   * @param cost the column of the cost
   */
  public static Chart againstBits(Figures figures, Table table, String cost) {
    return figures
        .points(withFamily(table), "cache_bits_per_element", cost)
        .by("family")
        .told("scheme")
        .labels("name")
        .logY()
        .x("Bits for each element of the cache, scales and windows included")
        .legend("Keys")
        .legendBelow()
        .size(8, 6.4);
  }

  /** A short name of a scheme for an axis or a legend; the spelling itself where there is none. */
  static String brief(String scheme) {
    String named = KIVI.matcher(scheme).replaceAll("KIVI int$1, window $2");
    return BEFORE_ROPE.matcher(named).replaceAll("int$1, keys before RoPE");
  }

  /** A copy of a table of schemes with short names; {@code spelling} holds the whole ones. */
  public static Table brief(Table table) {
    var names = StringColumn.create("scheme");
    table.stringColumn("scheme").forEach(scheme -> names.append(brief(scheme)));
    return table
        .copy()
        .replaceColumn("scheme", names)
        .addColumns(table.stringColumn("scheme").copy().setName("spelling"));
  }

  /**
   * A copy with the scheme's perplexity as percent above that of a base scheme in the same bin of
   * positions, in the column {@code above_percent}.
   */
  public static Table above(Table positions, String base) {
    var percent = DoubleColumn.create("above_percent");
    NumericColumn<?> perplexity = positions.numberColumn("perplexity");
    NumericColumn<?> from = positions.numberColumn("from_token");
    for (int i = 0; i < positions.rowCount(); i++) {
      Object bin = from.getDouble(i);
      double exact = Tables.value(positions, "perplexity", "scheme", base, "from_token", bin);
      percent.append(100 * (perplexity.getDouble(i) / exact - 1));
    }
    return positions.copy().addColumns(percent);
  }
}
