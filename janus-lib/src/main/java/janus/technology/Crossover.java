package janus.technology;

import janus.units.Range;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.hipparchus.analysis.solvers.BracketingNthOrderBrentSolver;

/**
 * Where one memory stops being the one of less power and another starts.
 *
 * @param question in words
 * @param first technology that is compared
 * @param second technology it is compared with
 * @param variable what is varied
 * @param unit of the variable
 * @param searchedFrom low end of the search
 * @param searchedTo high end of the search
 * @param value the crossing with all other facts typical, the lowest of several; null where there
 *     is none
 * @param betterBelow the technology of less power below the crossing, or all along
 * @param betterAbove the technology of less power above it, or all along
 * @param crossings 5th, 50th and 95th percentile of the crossing over samples of all other facts,
 *     where it exists; null where fewer than two in a hundred have one
 * @param shareWithCrossing share of the samples that have a crossing
 * @param shareFirstAlways share of the samples in which the first is better all along
 */
public record Crossover(
    String question,
    String first,
    String second,
    String variable,
    String unit,
    double searchedFrom,
    double searchedTo,
    Double value,
    String betterBelow,
    String betterAbove,
    Range crossings,
    double shareWithCrossing,
    double shareFirstAlways) {
  /** The answer in words, as far as the facts allow one. */
  public String sentence() {
    var text = new StringBuilder(question).append(' ');
    if (value == null) {
      text.append(
          String.format(
              Locale.ROOT,
              "With typical facts nowhere between %s and %s %s: %s needs less all along",
              number(searchedFrom),
              number(searchedTo),
              unit,
              betterBelow));
    } else {
      text.append(
          String.format(
              Locale.ROOT,
              "With typical facts %s needs less below %s %s of %s, %s above",
              betterBelow,
              number(value),
              unit,
              variable,
              betterAbove));
    }
    text.append(
        String.format(
            Locale.ROOT,
            "; of all credible cases %.0f %% have a crossing",
            100 * shareWithCrossing));
    if (crossings != null) {
      text.append(
          String.format(
              Locale.ROOT,
              ", nine tenths of them from %s to %s %s",
              number(crossings.low()),
              number(crossings.high()),
              unit));
    }
    return text.append('.').toString();
  }

  private static String number(double value) {
    return new java.math.BigDecimal(value)
        .round(new java.math.MathContext(3))
        .stripTrailingZeros()
        .toPlainString();
  }

  private static final int STEPS = 96;
  private static final int MAX_EVALUATIONS = 200;
  private static final double ENOUGH = 0.02;

  /**
   * Zeros of a function, found between the points of a grid.
   *
   * @param function continuous
   * @param low start of the search
   * @param high end of the search
   * @param logarithmic whether the grid is even in the logarithm; {@code low} is then above 0
   * @return in rising order; a zero that the function only touches may be missed
   */
  public static List<Double> zeros(
      DoubleUnaryOperator function, double low, double high, boolean logarithmic) {
    if (!(low < high) || (logarithmic && !(low > 0))) {
      throw new IllegalArgumentException("search range must be in order: " + low + " to " + high);
    }
    var solver = new BracketingNthOrderBrentSolver(1e-12, 1e-9 * Math.abs(high), 0, 5);
    var zeros = new ArrayList<Double>();
    double left = low;
    double atLeft = function.applyAsDouble(low);
    for (int step = 1; step <= STEPS; step++) {
      double share = (double) step / STEPS;
      double right =
          step == STEPS
              ? high
              : logarithmic ? low * StrictMath.pow(high / low, share) : low + share * (high - low);
      double atRight = function.applyAsDouble(right);
      if (atLeft == 0) {
        zeros.add(left);
      } else if (atLeft * atRight < 0) {
        double origin = left;
        double width = right - left;
        // On (0, 1), so that one accuracy fits every unit.
        double u =
            solver.solve(MAX_EVALUATIONS, x -> function.applyAsDouble(origin + x * width), 0, 1);
        zeros.add(origin + u * width);
      }
      left = right;
      atLeft = atRight;
    }
    if (atLeft == 0) {
      zeros.add(left);
    }
    return List.copyOf(zeros);
  }

  /**
   * At which standby per capacity, at the arrays' temperature, does the first lose to the second?
   *
   * @param samples for the spread of the answer
   * @param seed of the samples
   */
  public static Crossover ofStandby(MemoryArray first, MemoryArray second, int samples, long seed) {
    return find(
        "At which leakage does "
            + first.technology().id()
            + " need more power than "
            + second.technology().id()
            + "?",
        new Contest(first, second, samples, seed),
        new Variable(
            "standby of " + first.technology().id() + " at " + first.temperatureC() + " C",
            "mW/MiB",
            1e-4,
            1e4,
            true),
        Parameter.STANDBY,
        (x, one, other) -> {
          double mib = first.capacity().mib();
          return one.totalW() - one.standbyW() + x * mib * 1e-3 - other.totalW();
        });
  }

  /**
   * At which temperature does the first lose to the second? Searched where both are known.
   *
   * @param samples for the spread of the answer
   * @param seed of the samples
   */
  public static Crossover ofTemperature(
      MemoryArray first, MemoryArray second, int samples, long seed) {
    MemoryTechnology a = first.technology();
    MemoryTechnology b = second.technology();
    double low = Math.max(a.minTemperatureC(), b.minTemperatureC());
    double high = Math.min(a.maxTemperatureC(), b.maxTemperatureC());
    return find(
        "At which temperature does " + a.id() + " need more power than " + b.id() + "?",
        new Contest(first, second, samples, seed),
        new Variable("junction temperature", "C", low, high, false),
        null,
        null);
  }

  /**
   * At which traffic does the first lose to the second? The shares of reads and writes are kept.
   *
   * @param samples for the spread of the answer
   * @param seed of the samples
   */
  public static Crossover ofTraffic(MemoryArray first, MemoryArray second, int samples, long seed) {
    Traffic traffic = first.traffic();
    double now = traffic.readGbPerS() + traffic.writeGbPerS();
    if (!(now > 0)) {
      throw new IllegalArgumentException("traffic must be above 0 to be varied");
    }
    return find(
        "At which traffic does "
            + first.technology().id()
            + " need more power than "
            + second.technology().id()
            + "?",
        new Contest(first, second, samples, seed),
        new Variable("read and write traffic", "GB/s", 1e-2, 1e4, true),
        null,
        (x, one, other) ->
            (one.dynamicW() - other.dynamicW()) * x / now
                + (one.totalW() - one.dynamicW())
                - (other.totalW() - other.dynamicW()));
  }

  /** First's power less second's, as a function of the variable and both arrays as they are. */
  @FunctionalInterface
  private interface Difference {
    double at(double x, ArrayPoint first, ArrayPoint second);
  }

  /** Two arrays, and the samples of their facts. */
  private record Contest(MemoryArray first, MemoryArray second, int samples, long seed) {}

  /** What is varied, and where the crossing is searched. */
  private record Variable(String name, String unit, double low, double high, boolean logarithmic) {}

  private static Crossover find(
      String question,
      Contest contest,
      Variable variable,
      Parameter replaced,
      Difference difference) {
    MemoryArray first = contest.first();
    MemoryArray second = contest.second();
    int samples = contest.samples();
    double low = variable.low();
    double high = variable.high();
    List<Parameter> ofFirst = Parameter.uncertain(first.technology());
    List<Parameter> ofSecond = Parameter.uncertain(second.technology());
    double[][] points =
        LatinHypercube.sample(
            samples,
            Math.max(1, ofFirst.size() + ofSecond.size()),
            new SplittableRandom(contest.seed()));
    double[] found = new double[samples];
    int crossings = 0;
    int firstAlways = 0;
    for (double[] point : points) {
      DoubleUnaryOperator f =
          difference(
              first,
              second,
              positions(ofFirst, point, 0, replaced),
              positions(ofSecond, point, ofFirst.size(), null),
              difference);
      List<Double> zeros = zeros(f, low, high, variable.logarithmic());
      if (!zeros.isEmpty()) {
        found[crossings++] = zeros.get(0);
      } else if (f.applyAsDouble(low) < 0) {
        firstAlways++;
      }
    }
    DoubleUnaryOperator typical = difference(first, second, Map.of(), Map.of(), difference);
    List<Double> zeros = zeros(typical, low, high, variable.logarithmic());
    String one = first.technology().id();
    String other = second.technology().id();
    double firstCrossing = zeros.isEmpty() ? high : zeros.get(0);
    boolean firstBelow = typical.applyAsDouble(low + 1e-3 * (firstCrossing - low)) < 0;
    boolean firstAbove = zeros.isEmpty() == firstBelow;
    return new Crossover(
        question,
        one,
        other,
        variable.name(),
        variable.unit(),
        low,
        high,
        zeros.isEmpty() ? null : zeros.get(0),
        firstBelow ? one : other,
        firstAbove ? one : other,
        crossings < ENOUGH * samples || crossings == 0
            ? null
            : TechnologyUncertainty.ninetyPercent(java.util.Arrays.copyOf(found, crossings)),
        (double) crossings / samples,
        (double) firstAlways / samples);
  }

  private static DoubleUnaryOperator difference(
      MemoryArray first,
      MemoryArray second,
      Map<Parameter, Double> ofFirst,
      Map<Parameter, Double> ofSecond,
      Difference difference) {
    if (difference == null) {
      TechnologyPoint a = Parameter.at(first.technology(), ofFirst);
      TechnologyPoint b = Parameter.at(second.technology(), ofSecond);
      return celsius -> first.at(a, celsius).totalW() - second.at(b, celsius).totalW();
    }
    ArrayPoint a = first.at(ofFirst);
    ArrayPoint b = second.at(ofSecond);
    return x -> difference.at(x, a, b);
  }

  private static Map<Parameter, Double> positions(
      List<Parameter> parameters, double[] point, int column, Parameter without) {
    var positions = new EnumMap<Parameter, Double>(Parameter.class);
    int next = column;
    for (Parameter parameter : parameters) {
      double position = point[next++];
      if (parameter != without) {
        positions.put(parameter, position);
      }
    }
    return positions;
  }
}
