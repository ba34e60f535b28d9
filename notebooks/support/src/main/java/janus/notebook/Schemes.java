package janus.notebook;

import java.util.List;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** What the codecs of a cache have in common, for the figures. */
public final class Schemes {
  private Schemes() {}

  /** A copy of a table of schemes with a column {@code family}. */
  public static Table withFamily(Table table) {
    var families = StringColumn.create("family");
    for (String scheme : table.stringColumn("scheme")) {
      families.append(family(scheme));
    }
    return table.copy().addColumns(families);
  }

  /**
   * The family of a scheme, by what it does to the keys: they are what is hard to store; {@code
   * other} if none is known.
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
   * The names of some schemes, and nothing for the others, as labels of points; long ones in two
   * lines, keys above values.
   *
   * @param column the column that chooses
   * @param chosen the texts that choose; {@code true} where none are given
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

  /** A model as its makers call it; its file carries the name of a training run. */
  public static String model(String name) {
    return name.equals("Smollm2 135M 8k Lc100K Mix1 Ep2") ? "SmolLM2-135M-Instruct" : name;
  }
}
