package janus.device;

import janus.device.Composition.Observation;
import janus.device.Composition.Part;
import janus.units.Range;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The most probable effects given observations of {@link Composition}s, and their predictions.
 *
 * <p>Effects have a normal prior. Errors of the logarithms follow Student's t with {@value
 * #DEGREES} degrees of freedom, so an outlier has little weight. The fit is a Gauss-Newton
 * iteration in the space of the observations: with J the derivatives, P the prior variances and R
 * the error variances,
 *
 * <pre>
 *   x = m + P J' (J P J' + R)^-1 (y - f(x) + J (x - m))
 * </pre>
 *
 * until x converges. See Tarantola, "Inverse Problem Theory", SIAM 2005, section 3.2; for the
 * weights of Student's t, Lange, Little and Taylor, JASA 84, 1989.
 */
final class EffectsFit {
  private static final double DEGREES = 4;
  private static final int ITERATIONS = 100;
  private static final double STEP = 0.7;
  private static final double STILL = 1e-4;

  private final Map<String, Integer> index = new LinkedHashMap<>();
  private final List<Observation> observations;
  private final double[] mean;
  private final double[] variance;
  private final double[] effects;
  private Tangent[] tangents;
  private double[][] factor;

  /** The value of a composition and its derivatives by effects. */
  private static final class Tangent {
    private final double value;
    private final int[] index;
    private final double[] slope;

    private Tangent(double value, int[] index, double[] slope) {
      this.value = value;
      this.index = index;
      this.slope = slope;
    }
  }

  /** The logarithm of a prediction. */
  record Estimate(double mean, double sd) {
    /** Quantiles 5, 50 and 95 % times a scale. */
    Range range(double scale) {
      double spread = 1.6448536269514722 * sd;
      return new Range(
          scale * StrictMath.exp(mean - spread),
          scale * StrictMath.exp(mean),
          scale * StrictMath.exp(mean + spread));
    }
  }

  /**
   * @param observations the data; without any, predictions follow from the priors
   */
  EffectsFit(List<Observation> observations) {
    this.observations = List.copyOf(observations);
    Map<String, Effect> known = new LinkedHashMap<>();
    observations.forEach(o -> collect(o.composition(), known));
    known.keySet().forEach(name -> index.put(name, index.size()));
    mean = known.values().stream().mapToDouble(Effect::mean).toArray();
    variance = known.values().stream().mapToDouble(e -> e.sd() * e.sd()).toArray();
    effects = mean.clone();
    for (int i = 0; i < ITERATIONS && step() > STILL; i++) {}
    linearize();
  }

  private static void collect(Composition composition, Map<String, Effect> known) {
    composition.parts().forEach(part -> part.effects().forEach(e -> known.put(e.name(), e)));
    composition.whole().forEach(e -> known.put(e.name(), e));
  }

  /** The most probable value of an effect; its prior mean if it was not observed. */
  double value(Effect effect) {
    Integer i = index.get(effect.name());
    return i == null ? effect.mean() : effects[i];
  }

  /** The logarithm of a quantity, without measurement error. */
  Estimate predict(Composition composition) {
    Map<String, Double> slopes = new LinkedHashMap<>();
    double value = value(composition, slopes);
    Map<String, Effect> known = new LinkedHashMap<>();
    collect(composition, known);
    double prior = 0;
    for (Map.Entry<String, Double> slope : slopes.entrySet()) {
      double sd = known.get(slope.getKey()).sd() * slope.getValue();
      prior += sd * sd;
    }
    double[] whitened = new double[tangents.length];
    for (int i = 0; i < tangents.length; i++) {
      whitened[i] = covariance(tangents[i], slopes);
    }
    forward(factor, whitened);
    double explained = Arrays.stream(whitened).map(w -> w * w).sum();
    return new Estimate(value, Math.sqrt(Math.max(0, prior - explained)));
  }

  private double value(Composition composition, Map<String, Double> slopes) {
    double[] amounts = composition.parts().stream().mapToDouble(this::amount).toArray();
    double total = Arrays.stream(amounts).sum();
    double log = StrictMath.log(total);
    for (int p = 0; p < amounts.length; p++) {
      for (Effect effect : composition.parts().get(p).effects()) {
        slopes.merge(effect.name(), amounts[p] / total, Double::sum);
      }
    }
    for (Effect effect : composition.whole()) {
      slopes.merge(effect.name(), 1.0, Double::sum);
      log += value(effect);
    }
    return log;
  }

  /** The value of a part at the present effects. */
  double amount(Part part) {
    return part.amount() * StrictMath.exp(part.effects().stream().mapToDouble(this::value).sum());
  }

  private void linearize() {
    tangents = observations.stream().map(this::tangent).toArray(Tangent[]::new);
    factor = cholesky(kernel());
  }

  private Tangent tangent(Observation observation) {
    Map<String, Double> slopes = new LinkedHashMap<>();
    double value = value(observation.composition(), slopes);
    return new Tangent(
        value,
        slopes.keySet().stream().mapToInt(index::get).toArray(),
        slopes.values().stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** One Gauss-Newton step; returns the largest change of an effect. */
  private double step() {
    linearize();
    double[] alpha = new double[tangents.length];
    for (int i = 0; i < alpha.length; i++) {
      alpha[i] = observations.get(i).log() - tangents[i].value;
      for (int k = 0; k < tangents[i].index.length; k++) {
        int e = tangents[i].index[k];
        alpha[i] += tangents[i].slope[k] * (effects[e] - mean[e]);
      }
    }
    forward(factor, alpha);
    backward(factor, alpha);
    double[] target = mean.clone();
    for (int i = 0; i < alpha.length; i++) {
      for (int k = 0; k < tangents[i].index.length; k++) {
        int e = tangents[i].index[k];
        target[e] += variance[e] * tangents[i].slope[k] * alpha[i];
      }
    }
    return move(target);
  }

  private double move(double[] target) {
    double farthest = 0;
    for (int e = 0; e < target.length; e++) {
      double step = Math.max(-STEP, Math.min(STEP, target[e] - effects[e]));
      effects[e] += step;
      farthest = Math.max(farthest, Math.abs(step));
    }
    return farthest;
  }

  private double[][] kernel() {
    int n = tangents.length;
    double[][] kernel = new double[n][n];
    double[] row = new double[mean.length];
    for (int i = 0; i < n; i++) {
      Tangent own = tangents[i];
      for (int k = 0; k < own.index.length; k++) {
        row[own.index[k]] = own.slope[k] * variance[own.index[k]];
      }
      for (int j = 0; j <= i; j++) {
        for (int k = 0; k < tangents[j].index.length; k++) {
          kernel[i][j] += row[tangents[j].index[k]] * tangents[j].slope[k];
        }
      }
      kernel[i][i] += errorVariance(i);
      for (int e : own.index) {
        row[e] = 0;
      }
    }
    return kernel;
  }

  private double errorVariance(int i) {
    double sd = observations.get(i).sd();
    double error = (observations.get(i).log() - tangents[i].value) / sd;
    return sd * sd * (DEGREES + error * error) / (DEGREES + 1);
  }

  private double covariance(Tangent tangent, Map<String, Double> slopes) {
    double sum = 0;
    for (Map.Entry<String, Double> slope : slopes.entrySet()) {
      Integer e = index.get(slope.getKey());
      for (int k = 0; e != null && k < tangent.index.length; k++) {
        if (tangent.index[k] == e) {
          sum += slope.getValue() * variance[e] * tangent.slope[k];
        }
      }
    }
    return sum;
  }

  /** The lower factor of a symmetric positive definite matrix, in place. */
  private static double[][] cholesky(double[][] a) {
    for (int j = 0; j < a.length; j++) {
      for (int i = j; i < a.length; i++) {
        double sum = a[i][j];
        for (int k = 0; k < j; k++) {
          sum -= a[i][k] * a[j][k];
        }
        a[i][j] = i == j ? Math.sqrt(sum) : sum / a[j][j];
      }
    }
    return a;
  }

  private static void forward(double[][] lower, double[] b) {
    for (int i = 0; i < b.length; i++) {
      for (int k = 0; k < i; k++) {
        b[i] -= lower[i][k] * b[k];
      }
      b[i] /= lower[i][i];
    }
  }

  private static void backward(double[][] lower, double[] b) {
    for (int i = b.length - 1; i >= 0; i--) {
      for (int k = i + 1; k < b.length; k++) {
        b[i] -= lower[k][i] * b[k];
      }
      b[i] /= lower[i][i];
    }
  }
}
