package janus.technology;

import janus.progress.Progress;
import janus.units.Range;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.hipparchus.stat.descriptive.moment.Mean;
import org.hipparchus.stat.descriptive.rank.Percentile;

/**
 * What the ranges of the facts mean for arrays at work. Every uncertain quantity is sampled over
 * its whole range, by {@link Parameter#quantile}; its median is the typical value. Quantities are
 * independent of each other, but for what technologies share ({@link Parameter#drawnAs}), and for
 * standby at 25 and 85 degrees Celsius, which move together and log-uniformly. Ranges say what is
 * credible, not how often it happens, so a probability here is a share of the credible cases.
 */
public final class TechnologyUncertainty {
  private final List<MemoryArray> arrays;
  private final List<List<Parameter>> uncertain;
  private final Map<String, Integer> columns;
  private final int samples;
  private final long seed;

  /**
   * @param arrays one per technology, at one capacity and traffic
   * @param samples points of the Latin hypercube, at least 1
   * @param seed of all randomness
   */
  public TechnologyUncertainty(List<MemoryArray> arrays, int samples, long seed) {
    if (arrays.isEmpty()) {
      throw new IllegalArgumentException("at least one array is needed");
    }
    if (samples < 1) {
      throw new IllegalArgumentException("samples must be at least 1: " + samples);
    }
    this.arrays = List.copyOf(arrays);
    this.uncertain = arrays.stream().map(array -> Parameter.uncertain(array.technology())).toList();
    this.columns = columns();
    this.samples = samples;
    this.seed = seed;
  }

  /**
   * How a quantity is distributed over the samples.
   *
   * @param technology name
   * @param quantity what
   * @param mean arithmetic mean
   * @param p01 1 % of the samples are below
   * @param p05 5 %
   * @param p25 25 %
   * @param p50 the median
   * @param p75 75 %
   * @param p95 95 %
   * @param p99 99 %
   */
  public record Distribution(
      String technology,
      String quantity,
      double mean,
      double p01,
      double p05,
      double p25,
      double p50,
      double p75,
      double p95,
      double p99) {}

  /**
   * How often a technology takes a rank.
   *
   * @param technology name
   * @param quantity what is ranked
   * @param rank 1 is best
   * @param probability share of the samples
   */
  public record RankProbability(String technology, String quantity, int rank, double probability) {}

  /**
   * A bar of a tornado: the quantity when one fact goes to its ends and all others are typical.
   *
   * @param technology name
   * @param quantity what
   * @param parameter the fact
   * @param parameterLow its low end; of standby, at 25 degrees Celsius
   * @param parameterHigh its high end, likewise
   * @param unit unit of the fact
   * @param typical the quantity with all facts typical
   * @param atLow the quantity at the low end
   * @param atHigh the quantity at the high end
   * @param span from the lesser of the two over the typical to the greater
   */
  public record TornadoBar(
      String technology,
      String quantity,
      String parameter,
      double parameterLow,
      double parameterHigh,
      String unit,
      double typical,
      double atLow,
      double atHigh,
      Range span) {
    /** Length of the bar. */
    public double swing() {
      return Math.abs(atHigh - atLow);
    }
  }

  /**
   * Sobol indices of one fact.
   *
   * @param technology name
   * @param quantity what
   * @param parameter the fact
   * @param firstOrder share of the variance it explains alone
   * @param total share of the variance it takes part in
   */
  public record Sensitivity(
      String technology, String quantity, String parameter, double firstOrder, double total) {}

  /** Distributions of some quantities, array by array; without those an array does not have. */
  public List<Distribution> distributions(List<Quantity> quantities, Progress progress) {
    double[][] points = points();
    var distributions = new ArrayList<Distribution>();
    for (int i = 0; i < arrays.size(); i++) {
      Progress.checkInterrupted();
      MemoryArray array = arrays.get(i);
      double[][] values = new double[quantities.size()][samples];
      for (int row = 0; row < samples; row++) {
        ArrayPoint point = drawn(i, points[row]);
        for (int q = 0; q < quantities.size(); q++) {
          values[q][row] = quantities.get(q).of(array, point);
        }
      }
      for (int q = 0; q < quantities.size(); q++) {
        if (Double.isFinite(values[q][0])) {
          distributions.add(
              distribution(array.technology().id(), quantities.get(q).spelling(), values[q]));
        }
      }
      progress.update(i + 1, arrays.size(), "sampling technologies");
    }
    return List.copyOf(distributions);
  }

  /**
   * How often each technology takes each rank in a quantity, all sampled at once. Arrays that do
   * not have the quantity are left out; ties go to the one named first.
   */
  public List<RankProbability> rankProbabilities(Quantity quantity) {
    double[][] points = points();
    List<Integer> ranked =
        IntStream.range(0, arrays.size())
            .filter(i -> Double.isFinite(quantity.of(arrays.get(i), arrays.get(i).typical())))
            .boxed()
            .toList();
    int[][] counts = new int[arrays.size()][ranked.size()];
    double[] values = new double[arrays.size()];
    for (int row = 0; row < samples; row++) {
      for (int i : ranked) {
        double value = quantity.of(arrays.get(i), drawn(i, points[row]));
        values[i] = quantity.lessIsBetter() ? value : -value;
      }
      List<Integer> order =
          ranked.stream().sorted(Comparator.comparingDouble(i -> values[i])).toList();
      for (int rank = 0; rank < order.size(); rank++) {
        counts[order.get(rank)][rank]++;
      }
    }
    var probabilities = new ArrayList<RankProbability>();
    for (int i : ranked) {
      for (int rank = 0; rank < ranked.size(); rank++) {
        probabilities.add(
            new RankProbability(
                arrays.get(i).technology().id(),
                quantity.spelling(),
                rank + 1,
                (double) counts[i][rank] / samples));
      }
    }
    return List.copyOf(probabilities);
  }

  /** One fact at a time, longest bar first, array by array. */
  public List<TornadoBar> tornado(Quantity quantity) {
    var bars = new ArrayList<TornadoBar>();
    for (int i = 0; i < arrays.size(); i++) {
      MemoryArray array = arrays.get(i);
      double typical = quantity.of(array, array.typical());
      if (!Double.isFinite(typical)) {
        continue;
      }
      var own = new ArrayList<TornadoBar>();
      for (Parameter parameter : uncertain.get(i)) {
        var fact = parameter.factOf(array.technology());
        double atLow = quantity.of(array, array.at(Map.of(parameter, 0.0)));
        double atHigh = quantity.of(array, array.at(Map.of(parameter, 1.0)));
        own.add(
            new TornadoBar(
                array.technology().id(),
                quantity.spelling(),
                parameter.spelling(),
                fact.low(),
                fact.high(),
                fact.unit(),
                typical,
                atLow,
                atHigh,
                new Range(
                    Math.min(typical, Math.min(atLow, atHigh)),
                    typical,
                    Math.max(typical, Math.max(atLow, atHigh)))));
      }
      own.sort(Comparator.comparingDouble(TornadoBar::swing).reversed());
      bars.addAll(own);
    }
    return List.copyOf(bars);
  }

  /** Sobol indices of every uncertain fact, array by array, with {@code samples} points a half. */
  public List<Sensitivity> sobol(Quantity quantity, Progress progress) {
    var sensitivities = new ArrayList<Sensitivity>();
    for (int i = 0; i < arrays.size(); i++) {
      Progress.checkInterrupted();
      MemoryArray array = arrays.get(i);
      List<Parameter> inputs = uncertain.get(i);
      if (!inputs.isEmpty() && Double.isFinite(quantity.of(array, array.typical()))) {
        int index = i;
        SobolIndices.of(
                inputs.stream().map(Parameter::spelling).toList(),
                point -> quantity.of(array, sampled(index, point)),
                Math.max(2, samples),
                seed)
            .forEach(
                s ->
                    sensitivities.add(
                        new Sensitivity(
                            array.technology().id(),
                            quantity.spelling(),
                            s.input(),
                            s.firstOrder(),
                            s.total())));
      }
      progress.update(i + 1, arrays.size(), "sensitivity of technologies");
    }
    return List.copyOf(sensitivities);
  }

  /** An array with its own quantities at a point. */
  private ArrayPoint sampled(int array, double[] point) {
    var positions = new EnumMap<Parameter, Double>(Parameter.class);
    int column = 0;
    for (Parameter parameter : uncertain.get(array)) {
      positions.put(parameter, point[column++]);
    }
    return arrays.get(array).at(positions);
  }

  /** An array at a point of all quantities. */
  private ArrayPoint drawn(int array, double[] point) {
    MemoryTechnology technology = arrays.get(array).technology();
    var positions = new EnumMap<Parameter, Double>(Parameter.class);
    for (Parameter parameter : uncertain.get(array)) {
      positions.put(parameter, point[columns.get(parameter.drawnAs(technology))]);
    }
    return arrays.get(array).at(positions);
  }

  /** A column for everything that is drawn. */
  private Map<String, Integer> columns() {
    var names = new LinkedHashMap<String, Integer>();
    for (int i = 0; i < arrays.size(); i++) {
      for (Parameter parameter : uncertain.get(i)) {
        names.putIfAbsent(parameter.drawnAs(arrays.get(i).technology()), names.size());
      }
    }
    return names;
  }

  private double[][] points() {
    int dimensions = Math.max(1, columns.size());
    return LatinHypercube.sample(samples, dimensions, new SplittableRandom(seed));
  }

  private static Distribution distribution(String technology, String quantity, double[] values) {
    var percentile = new Percentile();
    percentile.setData(values);
    return new Distribution(
        technology,
        quantity,
        new Mean().evaluate(values),
        percentile.evaluate(1),
        percentile.evaluate(5),
        percentile.evaluate(25),
        percentile.evaluate(50),
        percentile.evaluate(75),
        percentile.evaluate(95),
        percentile.evaluate(99));
  }

  /** The range from the 5th to the 95th percentile around the median. */
  static Range ninetyPercent(double[] values) {
    var percentile = new Percentile();
    percentile.setData(values);
    return new Range(percentile.evaluate(5), percentile.evaluate(50), percentile.evaluate(95));
  }
}
