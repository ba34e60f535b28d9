package janus.notebook;

import java.util.List;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Families and names of cache schemes, for the figures. */
public final class Schemes {
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
      String scheme = table.getString(row, "scheme");
      String name = scheme.length() > 24 ? scheme.replace(" / ", " /<br>") : scheme;
      names.append(wanted.contains(table.getString(row, column)) ? name : "");
    }
    return names;
  }

  /** The makers' name of a model; its file holds the name of a training run. */
  public static String model(String name) {
    return name.equals("Smollm2 135M 8k Lc100K Mix1 Ep2") ? "SmolLM2-135M-Instruct" : name;
  }
}
