package janus.notebook;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.Table;

/** Decode rates of platforms side by side. */
public final class Platforms {
  private static final String OURS = "Janus-1, from our models";

  private Platforms() {}

  private record Rate(
      String platform, double tokensPerS, double tokensPerSLow, double tokensPerSHigh) {}

  /**
   * The memory roof of every platform whose bandwidth is stated, and our counted rate with its
   * range; the highest first, each with its power.
   *
   * @param platforms the table of that name of step 5
   * @param ours the row of a chip in the table {@code chips} of step 5
   */
  public static Table rates(Table platforms, Table ours) {
    List<Rate> rates = new ArrayList<>();
    for (Row row : platforms) {
      if (!row.isMissing("roof_llama7b_tokens_per_s")) {
        rates.add(row.getString("platform").equals(OURS) ? counted(row, ours) : roof(row));
      }
    }
    rates.sort(Comparator.comparingDouble(Rate::tokensPerS).reversed());
    return Tables.of(rates);
  }

  private static Rate roof(Row row) {
    double roof = row.getDouble("roof_llama7b_tokens_per_s");
    return new Rate(named(row), roof, roof, roof);
  }

  private static Rate counted(Row row, Table ours) {
    return new Rate(
        named(row),
        Tables.value(ours, "tokens_per_s"),
        Tables.value(ours, "low_tokens_per_s"),
        Tables.value(ours, "high_tokens_per_s"));
  }

  private static String named(Row row) {
    String power =
        row.isMissing("power_w")
            ? "power not stated"
            : Formats.brief(row.getDouble("power_w")) + " W";
    return row.getString("platform") + ", " + power;
  }
}
