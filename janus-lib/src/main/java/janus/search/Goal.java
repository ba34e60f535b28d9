package janus.search;

import janus.pareto.Objective;
import janus.provenance.BadInputException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What is wanted of a design: objectives, and limits that hold for every design on the front.
 *
 * @param quantities names of the values of a design, in their order
 * @param objectives at least one, each of another quantity
 * @param limits in the order in which they are told
 */
public record Goal(List<String> quantities, List<Objective> objectives, List<Limit> limits)
    implements Serializable {
  /** The objectives where none are asked for: energy, area and rate. */
  public static final List<Objective> USUAL =
      List.of(
          Objective.minimize(Quantity.JOULE_PER_TOKEN.column()),
          Objective.minimize(Quantity.DIE_MM2.column()),
          Objective.maximize(Quantity.DECODE_TOKENS_PER_S.column()));

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
   * @param limits as {@code power_w<=5}; those of {@link Quantity#always} come on top
   * @throws BadInputException if a name is unknown or lacks its unit, or an objective is twice
   */
  public static Goal of(List<String> minimized, List<String> maximized, List<String> limits) {
    var objectives = new ArrayList<Objective>();
    minimized.forEach(name -> objectives.add(Objective.minimize(name.strip())));
    maximized.forEach(name -> objectives.add(Objective.maximize(name.strip())));
    return of(objectives, limits);
  }

  /** The same with objectives. */
  public static Goal of(List<Objective> objectives, List<String> limits) {
    var kept = new LinkedHashSet<Limit>();
    limits.forEach(text -> kept.add(Limit.parse(text, Quantity.names())));
    var asked = new HashSet<String>();
    objectives.forEach(objective -> asked.add(objective.name()));
    kept.forEach(limit -> asked.add(limit.quantity()));
    kept.addAll(Quantity.always(asked));
    return new Goal(Quantity.names(), objectives, List.copyOf(kept));
  }

  /** Place of every objective among the quantities. */
  int[] objectivePlaces() {
    return objectives.stream().mapToInt(o -> quantities.indexOf(o.name())).toArray();
  }

  /** Place of every limit's quantity among the quantities. */
  int[] limitPlaces() {
    return limits.stream().mapToInt(l -> quantities.indexOf(l.quantity())).toArray();
  }

  /** Which quantities objectives and limits ask for. */
  boolean[] wanted() {
    boolean[] wanted = new boolean[quantities.size()];
    IntStream.concat(Arrays.stream(objectivePlaces()), Arrays.stream(limitPlaces()))
        .forEach(place -> wanted[place] = true);
    return wanted;
  }

  /** The limits that values break, in order. */
  public List<Limit> broken(double[] values) {
    return limits.stream()
        .filter(limit -> limit.excess(values[quantities.indexOf(limit.quantity())]) > 0)
        .toList();
  }
}
