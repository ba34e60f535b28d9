package janus.search;

import janus.pareto.Objective;
import janus.provenance.BadInputException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is wanted of a design: objectives, and limits that hold for every design on the front.
 *
 * @param quantities names of the values of a design, in their order
 * @param objectives at least one, each of another quantity
 * @param limits in the order in which they are told
 */
public record Goal(List<String> quantities, List<Objective> objectives, List<Limit> limits) {
  public Goal {
    quantities = List.copyOf(quantities);
    objectives = List.copyOf(objectives);
    limits = List.copyOf(limits);
    if (objectives.isEmpty()) {
      throw new BadInputException("--minimize or --maximize: expected at least one objective");
    }
    var seen = new HashSet<String>();
    for (Objective objective : objectives) {
      Quantity.require("objective", objective.name(), quantities);
      if (!seen.add(objective.name())) {
        throw new BadInputException(
            "--minimize and --maximize: expected every objective once, found '"
                + objective.name()
                + "' twice");
      }
    }
    for (Limit limit : limits) {
      Quantity.require("limit", limit.quantity(), quantities);
    }
  }

  /**
   * A goal in words.
   *
   * @param minimized names of quantities
   * @param maximized names of quantities
   * @param limits as {@code power_w<=5}; {@link Quantity#ALWAYS} come on top
   * @throws BadInputException if a name is unknown or lacks its unit, or an objective is twice
   */
  public static Goal of(List<String> minimized, List<String> maximized, List<String> limits) {
    List<String> names = Quantity.names();
    var objectives = new ArrayList<Objective>();
    minimized.forEach(name -> objectives.add(Objective.minimize(name.strip())));
    maximized.forEach(name -> objectives.add(Objective.maximize(name.strip())));
    Stream<Limit> given = limits.stream().map(text -> Limit.parse(text, names));
    return new Goal(
        names, objectives, Stream.concat(given, Quantity.ALWAYS.stream()).distinct().toList());
  }

  /** Place of every objective among the quantities. */
  int[] objectivePlaces() {
    return objectives.stream().mapToInt(o -> quantities.indexOf(o.name())).toArray();
  }

  /** Place of every limit's quantity among the quantities. */
  int[] limitPlaces() {
    return limits.stream().mapToInt(l -> quantities.indexOf(l.quantity())).toArray();
  }

  /** The limits that values break, in order. */
  public List<Limit> broken(double[] values) {
    return limits.stream()
        .filter(limit -> !limit.holds(values[quantities.indexOf(limit.quantity())]))
        .toList();
  }
}
