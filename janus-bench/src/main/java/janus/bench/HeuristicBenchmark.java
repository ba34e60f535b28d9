package janus.bench;

import janus.codesign.Design;
import janus.codesign.Facts;
import janus.codesign.Workload;
import janus.experiment.MeasuredAccuracy;
import janus.pareto.Dominance;
import janus.pareto.Hypervolume;
import janus.pareto.Objective;
import janus.progress.Progress;
import janus.search.Accuracy;
import janus.search.Answer;
import janus.search.DesignPoint;
import janus.search.DesignSpace;
import janus.search.Evaluation;
import janus.search.Goal;
import janus.search.Limit;
import janus.search.Pruner;
import janus.search.Question;
import janus.search.Search;
import janus.search.SpaceFile;
import janus.search.StandardSpace;
import janus.search.TableEvaluation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What a heuristic misses: {@link Nsga2} on a space whose front is known, because all of its
 * designs were evaluated. The space is the standard one with scheme, banks and package held.
 */
final class HeuristicBenchmark {
  private static final int POPULATION = 100;
  private static final double REFERENCE = 1.1;

  private final Question question;
  private final Evaluation tables;
  private final int threads;
  private final Progress progress;

  HeuristicBenchmark(int threads, Progress progress) {
    this.threads = threads;
    this.progress = progress;
    Facts facts = Facts.bundled();
    Workload workload = Workload.janus1().withModel("llama-3.2-3b").withTokens(512, 256, 768);
    var start = new DesignPoint(Design.janus1(), workload);
    Accuracy accuracy = MeasuredAccuracy.read(MeasuredAccuracy.committed(), workload.model(), true);
    var held = new LinkedHashMap<String, String>();
    held.put("scheme", accuracy.scheme("int8-token").spelling());
    held.put("tier2.banks", "16");
    held.put("package.layers", "bga-lid");
    held.put("package.resistance", "fcpbga-17-imx8m");
    var space =
        new DesignSpace(start, SpaceFile.fix(StandardSpace.of(facts, accuracy), held, start));
    Goal goal =
        Goal.of(
            List.of("joule_per_token", "die_mm2"),
            List.of("decode_tokens_per_s"),
            List.of("power_w<=5", "junction_c<=85"));
    question = new Question(space, goal, accuracy);
    tables = new TableEvaluation(facts, accuracy, space);
  }

  /**
   * A run of the heuristic after some evaluations.
   *
   * @param seed of the run
   * @param evaluations of designs
   * @param hypervolumePercent of that of the whole front, each objective scaled to its range on it
   * @param found designs of the whole front among those evaluated
   * @param front designs on the whole front
   * @param designs in the space
   */
  record Row(
      long seed,
      long evaluations,
      double hypervolumePercent,
      long found,
      int front,
      long designs) {}

  /** Runs with seeds from 1 on, and what each had found after some numbers of evaluations. */
  List<Row> run(int seeds, long[] evaluations) {
    var search = new Search(tables, question.goal(), Pruner.none(), Map.of());
    var setting = new Search.Setting(threads, progress, state -> {}, () -> false);
    Answer answer = Answer.of(question, tables, search.run(search.begin(), search.all(), setting));
    double[][] front =
        answer.front().stream().map(design -> costs(design.values())).toArray(double[][]::new);
    var scale = new Scale(front);
    double whole = scale.hypervolume(front);
    var rows = new ArrayList<Row>();
    for (long seed = 1; seed <= seeds; seed++) {
      progress.update(seed, seeds, "seeds of the heuristic");
      var problem = new Space();
      long all = Arrays.stream(evaluations).max().orElseThrow();
      new Nsga2(problem, POPULATION, new SplittableRandom(seed)).run(all);
      for (long most : evaluations) {
        double[][] reached = problem.front(most);
        long found = Arrays.stream(front).filter(point -> contains(reached, point)).count();
        rows.add(
            new Row(
                seed,
                most,
                100 * scale.hypervolume(reached) / whole,
                found,
                front.length,
                question.space().size()));
      }
    }
    return rows;
  }

  private static boolean contains(double[][] points, double[] point) {
    return Arrays.stream(points).anyMatch(each -> Arrays.equals(each, point));
  }

  private double[] costs(double[] values) {
    List<Objective> objectives = question.goal().objectives();
    double[] costs = new double[objectives.size()];
    for (int i = 0; i < costs.length; i++) {
      int place = question.goal().quantities().indexOf(objectives.get(i).name());
      costs[i] = objectives.get(i).cost(values[place]);
    }
    return costs;
  }

  /** Costs scaled to their range on the whole front. */
  private static final class Scale {
    private final double[] least;
    private final double[] range;

    Scale(double[][] front) {
      int costs = front[0].length;
      least = new double[costs];
      range = new double[costs];
      for (int i = 0; i < costs; i++) {
        int cost = i;
        least[i] = Arrays.stream(front).mapToDouble(p -> p[cost]).min().orElseThrow();
        double most = Arrays.stream(front).mapToDouble(p -> p[cost]).max().orElseThrow();
        range[i] = most > least[i] ? most - least[i] : 1;
      }
    }

    double hypervolume(double[][] points) {
      double[][] scaled = new double[points.length][least.length];
      for (int p = 0; p < points.length; p++) {
        for (int i = 0; i < least.length; i++) {
          scaled[p][i] = (points[p][i] - least[i]) / range[i];
        }
      }
      double[] reference = new double[least.length];
      Arrays.fill(reference, REFERENCE);
      return scaled.length == 0 ? 0 : Hypervolume.of(scaled, reference);
    }
  }

  /** The space with a variable from 0 to 1 for each part, and all that was evaluated of it. */
  private final class Space implements Nsga2.Problem {
    private final DesignSpace.Part[] parts =
        Arrays.stream(DesignSpace.Part.values())
            .filter(part -> question.space().choices(part) > 1)
            .toArray(DesignSpace.Part[]::new);
    private final Evaluation.Cursor cursor = tables.cursor();
    private final double[] values = new double[tables.quantities()];
    private final List<Kept> kept = new ArrayList<>();
    private long evaluated;

    @Override
    public int variables() {
      return parts.length;
    }

    @Override
    public int costs() {
      return question.goal().objectives().size();
    }

    @Override
    public double evaluate(double[] point, double[] costs) {
      evaluated++;
      cursor.evaluate(number(point), values);
      double violation = 0;
      for (Limit limit : question.goal().limits()) {
        double value = values[question.goal().quantities().indexOf(limit.quantity())];
        double over = limit.atMost() ? value - limit.bound() : limit.bound() - value;
        violation += Double.isNaN(value) ? 1 : Math.max(0, over / Math.abs(limit.bound()));
      }
      double[] found = HeuristicBenchmark.this.costs(values);
      if (violation == 0 && Arrays.stream(found).noneMatch(Double::isNaN)) {
        System.arraycopy(found, 0, costs, 0, costs.length);
        kept.add(new Kept(evaluated, found));
        return 0;
      }
      return Math.max(violation, Double.MIN_NORMAL);
    }

    private long number(double[] point) {
      long number = 0;
      int variable = 0;
      for (DesignSpace.Part part : DesignSpace.Part.values()) {
        int choices = question.space().choices(part);
        long digit = choices > 1 ? (long) Math.min(choices - 1, point[variable++] * choices) : 0;
        number = number * choices + digit;
      }
      return number;
    }

    /** The front of the first designs that were evaluated. */
    double[][] front(long evaluations) {
      double[][] all =
          kept.stream()
              .filter(each -> each.evaluation <= evaluations)
              .map(each -> each.costs)
              .toArray(double[][]::new);
      return all.length == 0 ? all : Dominance.distinctFront(all);
    }
  }

  /** Costs of a design that breaks no limit, and at which evaluation it was found. */
  private static final class Kept {
    private final long evaluation;
    private final double[] costs;

    Kept(long evaluation, double[] costs) {
      this.evaluation = evaluation;
      this.costs = costs;
    }
  }
}
