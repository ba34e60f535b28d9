package janus.pareto;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The Pareto front of a table.
 *
 * @param objectives what is minimized or maximized
 * @param rows rows of the table
 * @param nonDominated numbers of the rows that no row dominates, from 0; all of equal rows
 * @param distinct how many different points they are
 * @param fronts how many successive fronts the rows form
 * @param frontSizes rows of each successive front
 * @param reference the reference point, in the objectives' own sense; null if none was given
 * @param hypervolume between the front and the reference point; null without one
 */
public record FrontReport(
    List<Objective> objectives,
    int rows,
    List<Integer> nonDominated,
    int distinct,
    int fronts,
    List<Integer> frontSizes,
    List<Double> reference,
    Double hypervolume) {

  /**
   * The front of some rows.
   *
   * @param objectives at least one
   * @param values of each row, {@code (row, objective)}, none of them NaN
   * @param reference a value of each objective, or null for no hypervolume
   * @throws IllegalArgumentException if a row or the reference does not have a value of each
   *     objective
   */
  public static FrontReport of(List<Objective> objectives, double[][] values, double[] reference) {
    double[][] costs =
        Arrays.stream(values).map(row -> costs(objectives, row)).toArray(double[][]::new);
    int[] frontOf = Dominance.fronts(costs);
    int[] sizes = Dominance.sizes(frontOf);
    int[] first = IntStream.range(0, costs.length).filter(row -> frontOf[row] == 0).toArray();
    double[][] front =
        Dominance.distinct(Arrays.stream(first).mapToObj(row -> costs[row]).toList());
    Double volume =
        reference == null ? null : (Double) Hypervolume.of(front, costs(objectives, reference));
    return new FrontReport(
        List.copyOf(objectives),
        values.length,
        list(first),
        front.length,
        sizes.length,
        list(sizes),
        reference == null ? null : Arrays.stream(reference).boxed().toList(),
        volume);
  }

  private static List<Integer> list(int[] numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }

  private static double[] costs(List<Objective> objectives, double[] values) {
    if (values.length != objectives.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "values must be one of each of %d objectives: %d",
              objectives.size(),
              values.length));
    }
    return IntStream.range(0, values.length)
        .mapToDouble(i -> objectives.get(i).cost(values[i]))
        .toArray();
  }
}
