package janus.notebook;

import tech.tablesaw.api.Table;

/**
 * The sweeps of step 4. A sweep is the rows with one name; its varied value gets a column name with
 * a unit, and {@code prefetcher_name} is the prefetcher without its settings.
 */
public final class Sweeps {
  private static final String BARE = "^([\\w-]+)";

  private final Table all;

  private Sweeps(Table all) {
    this.all = all;
  }

  /** The sweeps in a results folder. */
  public static Sweeps of(Results results) {
    return new Sweeps(results.table("sweeps"));
  }

  /**
   * One sweep.
   *
   * @param value the name of what varies, with its unit: {@code look_ahead_lines}
   * @throws IllegalArgumentException if there is no such sweep
   */
  public Table of(String sweep, String value) {
    return named(Tables.where(all, "sweep", sweep), value);
  }

  /**
   * Sweeps whose names differ in one part.
   *
   * @param pattern a pattern of their names with one group: {@code look-ahead at latency (\d+)}
   * @param group the column of the group, with its unit
   * @param value the name of what varies within a sweep, with its unit
   * @throws IllegalArgumentException if no name matches
   */
  public Table family(String pattern, String group, String value) {
    return named(Tables.matching(all, "sweep", pattern, group), value);
  }

  private static Table named(Table rows, String value) {
    return Tables.renamed(
        Tables.matching(rows, "prefetcher", BARE, "prefetcher_name"), "value", value);
  }
}
