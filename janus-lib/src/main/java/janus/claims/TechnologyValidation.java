package janus.claims;

import janus.provenance.Fact;
import janus.technology.ArrayPoint;
import janus.technology.Layout;
import janus.technology.MemoryArray;
import janus.technology.MemoryTechnology;
import janus.technology.ProcessTable;
import janus.technology.Standby;
import janus.technology.Traffic;
import janus.units.DataSize;
import janus.units.Range;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The models of this package against arrays that others computed or built, in three comparisons.
 *
 * <ul>
 *   <li>{@code facts}: our technology, scaled to the case's node, against the case. Says whether
 *       the sourced ranges hold the outside value.
 *   <li>{@code growth}: a smaller array of the same tool, grown to the larger by our array model
 *       alone. Says whether area, wires and leakage add up as in the tool.
 *   <li>{@code temperature}: leakage at 57 degrees Celsius from that at 27 and 87, against the
 *       tool's own. Says how far leakage is exponential in temperature.
 * </ul>
 */
public final class TechnologyValidation {
  /** References are printed with three or four digits. */
  private static final double ROUNDING = 0.005;

  /** Units by quantity. */
  static final Map<String, String> UNITS =
      java.util.Collections.unmodifiableMap(
          new TreeMap<>(
              Map.of(
                  "area", "mm2",
                  "density", "Mbit/mm2",
                  "readEnergy", "pJ/bit",
                  "readLatency", "ns",
                  "leakage", "W",
                  "standbyRatioToSram", "1")));

  private final ProcessTable processes;
  private final Function<String, MemoryTechnology> technologies;

  /**
   * @param processes for scaling to a case's node
   * @param technologies our technologies by name
   */
  public TechnologyValidation(
      ProcessTable processes, Function<String, MemoryTechnology> technologies) {
    this.processes = processes;
    this.technologies = technologies;
  }

  /**
   * One comparison.
   *
   * @param comparison {@code facts}, {@code growth} or {@code temperature}
   * @param label the case
   * @param kind {@code tool} or {@code silicon}
   * @param technology our technology
   * @param nodeNm process node; null where it does not matter
   * @param capacityMib capacity
   * @param quantity what is compared
   * @param unit its unit
   * @param reference the outside value
   * @param model our value with its range
   * @param errorPercent of our typical value against the reference
   * @param insideRange whether our range holds the reference
   * @param independent false where the case is among the sources of our facts
   * @param extrapolation empty, or how our facts were taken beyond published nodes
   * @param source of the reference
   * @param where within the source
   */
  public record Point(
      String comparison,
      String label,
      String kind,
      String technology,
      Double nodeNm,
      double capacityMib,
      String quantity,
      String unit,
      double reference,
      Range model,
      double errorPercent,
      boolean insideRange,
      boolean independent,
      String extrapolation,
      String source,
      String where) {}

  /**
   * The points of one comparison that are about one quantity.
   *
   * @param comparison {@code facts}, {@code growth} or {@code temperature}
   * @param kind {@code tool} or {@code silicon}
   * @param quantity what is compared
   * @param points how many
   * @param insideRange how many of them our range holds
   * @param independent how many are not among the sources of our facts
   * @param medianErrorPercent median of the errors without sign
   * @param lowestErrorPercent most below the reference
   * @param highestErrorPercent most above it
   */
  public record Summary(
      String comparison,
      String kind,
      String quantity,
      int points,
      int insideRange,
      int independent,
      double medianErrorPercent,
      double lowestErrorPercent,
      double highestErrorPercent) {}

  /** The points by comparison, kind and quantity, in their order. */
  public static List<Summary> summarize(List<Point> points) {
    var groups = new LinkedHashMap<List<String>, List<Point>>();
    for (Point point : points) {
      groups
          .computeIfAbsent(
              List.of(point.comparison(), point.kind(), point.quantity()), key -> new ArrayList<>())
          .add(point);
    }
    var summaries = new ArrayList<Summary>();
    groups.forEach(
        (key, group) -> {
          double[] sizes =
              group.stream().mapToDouble(p -> Math.abs(p.errorPercent())).sorted().toArray();
          int middle = sizes.length / 2;
          summaries.add(
              new Summary(
                  key.get(0),
                  key.get(1),
                  key.get(2),
                  group.size(),
                  (int) group.stream().filter(Point::insideRange).count(),
                  (int) group.stream().filter(Point::independent).count(),
                  sizes.length % 2 == 1 ? sizes[middle] : (sizes[middle - 1] + sizes[middle]) / 2,
                  group.stream().mapToDouble(Point::errorPercent).min().orElseThrow(),
                  group.stream().mapToDouble(Point::errorPercent).max().orElseThrow()));
        });
    return List.copyOf(summaries);
  }

  /**
   * All comparisons of some cases, in their order.
   *
   * @throws IllegalArgumentException if a case grows from one that is not there
   */
  public List<Point> compare(List<ValidationCase> cases) {
    var points = new ArrayList<Point>();
    for (ValidationCase outside : cases) {
      MemoryTechnology technology =
          processes.extrapolated(technologies.apply(outside.technology()), outside.nodeNm());
      boolean independent =
          technologies.apply(outside.technology()).facts().stream()
              .map(Fact::source)
              .noneMatch(outside.source()::equals);
      outside
          .quantities()
          .forEach(
              (quantity, reference) ->
                  points.add(
                      point(
                          "facts",
                          outside,
                          quantity,
                          reference,
                          fromFacts(technology, outside, quantity),
                          independent,
                          technology.extrapolation())));
    }
    for (ValidationCase outside : cases) {
      if (outside.grownFrom() != null) {
        ValidationCase small =
            cases.stream()
                .filter(candidate -> candidate.label().equals(outside.grownFrom()))
                .findFirst()
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            outside.label() + " grows from a case that is not there"));
        outside
            .quantities()
            .forEach(
                (quantity, reference) -> {
                  boolean sameTemperature = small.temperatureC() == outside.temperatureC();
                  if (small.quantities().containsKey(quantity)
                      && (sameTemperature || !quantity.equals("leakage"))) {
                    points.add(
                        point(
                            "growth",
                            outside,
                            quantity,
                            reference,
                            grown(small, outside, quantity),
                            true,
                            ""));
                  }
                });
      }
    }
    return List.copyOf(points);
  }

  /**
   * Leakage of one array at three temperatures.
   *
   * @param label a name for people
   * @param technology the technology it is an instance of
   * @param capacityMib capacity
   * @param at27 in mW/MiB at 27 degrees Celsius
   * @param at57 in mW/MiB at 57 degrees Celsius
   * @param at87 in mW/MiB at 87 degrees Celsius
   * @param source a key of {@code data/sources.json}
   * @param where how it was run
   */
  public record Leakage(
      String label,
      String technology,
      double capacityMib,
      double at27,
      double at57,
      double at87,
      String source,
      String where) {}

  /** The exponential between two temperatures against the tool's own value half way. */
  public static List<Point> compareTemperature(List<Leakage> cases) {
    var points = new ArrayList<Point>();
    for (Leakage outside : cases) {
      double model = Standby.interpolate(outside.at27(), outside.at87(), 25 + 30);
      points.add(
          new Point(
              "temperature",
              outside.label(),
              "tool",
              outside.technology(),
              null,
              outside.capacityMib(),
              "leakageAt57C",
              "mW/MiB",
              outside.at57(),
              Range.exactly(model),
              100 * (model / outside.at57() - 1),
              Math.abs(model / outside.at57() - 1) <= ROUNDING,
              true,
              "",
              outside.source(),
              outside.where()));
    }
    return List.copyOf(points);
  }

  private Range fromFacts(MemoryTechnology technology, ValidationCase outside, String quantity) {
    // One Gbit/s of reads: pJ/bit are mW.
    var array =
        new MemoryArray(
            technology,
            DataSize.ofMiB(outside.capacityMib()),
            1,
            1024,
            new Traffic(0.125, 0, 0),
            outside.temperatureC(),
            1);
    double megabits = array.capacity().bits() * 1e-6;
    return switch (quantity) {
      case "area" -> array.range(ArrayPoint::areaMm2);
      case "density" -> array.range(p -> megabits / p.areaMm2());
      case "readEnergy" -> array.range(p -> p.dynamicW() * 1e3);
      case "readLatency" -> array.range(ArrayPoint::readLatencyNs);
      case "leakage" -> array.range(p -> p.standbyW() + p.refreshW());
      case "standbyRatioToSram" -> {
        var sram = array.withTechnology(technologies.apply("sram-hd"));
        Range ours = array.range(p -> p.standbyW() + p.refreshW());
        Range its = sram.range(ArrayPoint::standbyW);
        yield new Range(
            ours.low() / its.high(), ours.typical() / its.typical(), ours.high() / its.low());
      }
      default -> throw new IllegalStateException("no model of " + quantity);
    };
  }

  private Range grown(ValidationCase small, ValidationCase large, String quantity) {
    double ratio = large.capacityMib() / small.capacityMib();
    double value = small.quantities().get(quantity);
    double smallAreaMm2 = small.quantities().get("area");
    double wireMm = Layout.extraWireMm(smallAreaMm2 * ratio, smallAreaMm2);
    return switch (quantity) {
      case "area", "leakage" -> Range.exactly(value * ratio);
      case "density" -> Range.exactly(value);
      case "readEnergy" -> grownBy(value, processes.wireEnergy(large.nodeNm()), wireMm);
      case "readLatency" -> grownBy(value, processes.wireDelay(large.nodeNm()), 2 * wireMm);
      default -> throw new IllegalStateException("no growth of " + quantity);
    };
  }

  private static Range grownBy(double value, Fact perMm, double mm) {
    return perMm.range().map(x -> value + x * mm);
  }

  private static Point point(
      String comparison,
      ValidationCase outside,
      String quantity,
      double reference,
      Range model,
      boolean independent,
      String extrapolation) {
    return new Point(
        comparison,
        outside.label(),
        outside.kind(),
        outside.technology(),
        outside.nodeNm(),
        outside.capacityMib(),
        quantity,
        UNITS.get(quantity),
        reference,
        model,
        100 * (model.typical() / reference - 1),
        model.low() * (1 - ROUNDING) <= reference && reference <= model.high() * (1 + ROUNDING),
        independent,
        extrapolation,
        outside.source(),
        outside.where());
  }
}
