package janus.experiment;

import janus.codesign.Design;
import janus.codesign.Facts;
import janus.codesign.ResolvedWorkload;
import janus.codesign.Workload;
import janus.progress.Progress;
import janus.results.ResultsFolder;
import janus.search.Accuracy;
import janus.search.Answer;
import janus.search.Answer.FoundDesign;
import janus.search.ChipCommandLine;
import janus.search.DesignPoint;
import janus.search.DesignSpace;
import janus.search.Evaluation;
import janus.search.Goal;
import janus.search.Pruner;
import janus.search.Quantity;
import janus.search.Question;
import janus.search.Search;
import janus.search.SpaceFile;
import janus.search.StandardSpace;
import janus.search.TableEvaluation;
import janus.search.Variable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Step 6: which chip to build, searched through all designs of a space. */
public final class ClosingTheLoop implements Experiment {
  /** Full attention, grouped queries, a mixture of experts, latent attention, sliding windows. */
  private static final List<String> MODELS =
      List.of(
          "llama-2-7b",
          "llama-3.2-1b",
          "llama-3.2-3b",
          "qwen3-0.6b",
          "qwen3-30b-a3b",
          "deepseek-v2-lite",
          "gemma-3-1b");

  private static final long[] CONTEXTS = {512, 2048, 8192, 32768};
  private static final int[] BATCHES = {1, 8};
  private static final List<String> HELD_BY_HAND =
      List.of("llama-2-7b", "llama-3.2-3b", "llama-3.2-1b");
  private static final String[] WATTS = {"2.5", "5"};
  private static final String SCHEME = "int8-token";
  private static final String IN_THE_HAND = "highest sustained rate in a hand";
  private static final int SIMULATED = 50;
  private static final int SAMPLES = 1000;
  private static final long ASKED_TOKENS = 2048;

  /**
   * Whether memory for keys and values pays: the least energy with any tier 2 against none.
   *
   * @param technology of the tier 2 with the least energy of a token
   * @param withJoulePerToken with that tier 2
   * @param withoutJoulePerToken without tier 2
   * @param savedPercent of the energy without; negative where every tier 2 costs more than it saves
   * @param gainedPercent of the rate without
   */
  record MemoryRow(
      String model,
      long contextTokens,
      int batch,
      double cacheMib,
      String technology,
      double capacityMib,
      double withJoulePerToken,
      double withoutJoulePerToken,
      double savedPercent,
      double withTokensPerS,
      double withoutTokensPerS,
      double gainedPercent,
      double dieMm2,
      double withoutDieMm2) {}

  /**
   * What a byte on the chip saves of the reads off chip.
   *
   * @param held what it holds
   * @param bytes all there are of it, for the whole batch
   * @param readPerStepBytes read of them in a step
   * @param savedPerToken bytes not read off chip for each byte held, a token
   */
  record HeldRow(
      String model,
      long contextTokens,
      int batch,
      String held,
      long bytes,
      long readPerStepBytes,
      double savedPerToken) {}

  /**
   * The best design of a search.
   *
   * @param question in words
   * @param limits that it keeps
   * @param designs in the space
   * @param found whether any keeps them
   */
  record BestRow(
      String question,
      String model,
      String limits,
      long designs,
      boolean found,
      Double sustainedTokensPerS,
      Double joulePerToken,
      Double powerW,
      Double dieMm2,
      Double junctionC,
      Double skinC,
      Double qualityLossPercent,
      String command) {}

  /** The best design of a search; null where none keeps the limits. */
  private record Best(BestRow row, DesignPoint point) {
    boolean inTheHand() {
      return point != null && row.question().equals(IN_THE_HAND);
    }
  }

  @Override
  public String name() {
    return "6-closing-the-loop";
  }

  @Override
  public String question() {
    return "Which chip should one build?";
  }

  @Override
  public List<Headline> run(Laboratory laboratory) throws IOException {
    long start = System.nanoTime();
    var study = new Study(laboratory);
    List<MemoryRow> memory = study.memory();
    List<Best> bests = study.best();
    List<BestRow> best = bests.stream().map(Best::row).toList();
    List<BesideJanus1.Row> beside = new BesideJanus1(laboratory).rows();
    var results = new ResultsFolder(laboratory.results().resolve(name()));
    results.table("memory-on-the-chip", MemoryRow.class, memory);
    results.table("bytes-saved", HeldRow.class, study.held());
    results.table("best-designs", BestRow.class, best);
    results.table("beside-janus-1", BesideJanus1.Row.class, beside);
    results.table("dollar", DollarTable.Row.class, study.dollar());
    results.table("changes-of-janus-1", ChangeTable.Row.class, study.changes());
    results.table("in-the-hand", InTheHand.HandRow.class, study.hand(bests));
    results.table("information", WorthKnowing.Row.class, study.information(memory));
    List<SimulatedDesigns.Row> simulated =
        new SimulatedDesigns(laboratory).rows(laboratory.quick() ? 8 : SIMULATED);
    results.table("simulated-designs", SimulatedDesigns.Row.class, simulated);
    List<Headline> headlines = headlines(memory, best);
    results.table("headlines", Headline.class, headlines);
    results.write(
        name(),
        laboratory.quick(),
        settings(),
        (System.nanoTime() - start) / 1e9,
        laboratory.circumstances());
    return headlines;
  }

  private static Map<String, Object> settings() {
    var settings = new LinkedHashMap<String, Object>();
    settings.put("memory_on_the_chip_scheme", SCHEME);
    settings.put("weight_bits", Workload.janus1().weightBits());
    return settings;
  }

  private static List<Headline> headlines(List<MemoryRow> memory, List<BestRow> best) {
    long pays = memory.stream().filter(row -> row.savedPercent() > 0).count();
    var most =
        memory.stream()
            .max(java.util.Comparator.comparingDouble(MemoryRow::savedPercent))
            .orElseThrow();
    var headlines = new ArrayList<Headline>();
    headlines.add(
        headline(
            "workloads for which a tier 2 saves energy, of " + memory.size(),
            Long.toString(pays),
            "",
            "memory-on-the-chip.csv"));
    headlines.add(
        headline(
            "most energy that a tier 2 saves: "
                + most.model()
                + ", "
                + most.contextTokens()
                + " tokens, batch "
                + most.batch(),
            String.format(java.util.Locale.ROOT, "%.1f", most.savedPercent()),
            "%",
            "memory-on-the-chip.csv"));
    headlines.add(
        headline(
            "questions with a design that keeps all limits, of " + best.size(),
            Long.toString(best.stream().filter(BestRow::found).count()),
            "",
            "best-designs.csv"));
    return headlines;
  }

  private static Headline headline(String quantity, String value, String unit, String file) {
    return new Headline(quantity, value, unit, "computed", "6-closing-the-loop/" + file);
  }

  /** Searches at most three values of every variable of the standard space, with some held. */
  static Answer search(
      Laboratory laboratory, Facts facts, DesignPoint start, Map<String, String> fixed, Goal goal) {
    Accuracy accuracy = accuracy(start.workload().model());
    List<Variable> reduced = SpaceFile.reduced(StandardSpace.of(facts, accuracy));
    List<Variable> variables = accuracy.spelledOut(SpaceFile.fix(reduced, fixed, start));
    var question = new Question(new DesignSpace(start, variables), goal, accuracy);
    Evaluation tables = new TableEvaluation(facts, accuracy, question.space());
    var search = new Search(tables, goal, Pruner.of(facts, question), Map.of());
    var setting =
        new Search.Setting(laboratory.threads(), laboratory.progress(), state -> {}, () -> false);
    return Answer.of(question, tables, search.run(search.begin(), search.all(), setting));
  }

  /** The committed measurements on a model, or the worst of those on others. */
  static Accuracy accuracy(String model) {
    return MeasuredAccuracy.read(MeasuredAccuracy.committed(), model, true);
  }

  /** What a byte on the chip saves, for every model, context and batch. */
  static List<HeldRow> held(Laboratory laboratory) {
    return new Study(laboratory).held();
  }

  /** The best designs for the models of a laboratory. */
  static List<BestRow> bestRows(Laboratory laboratory) {
    return new Study(laboratory).best().stream().map(Best::row).toList();
  }

  /** The searches, on the facts and settings of a laboratory. */
  private static final class Study {
    private final Laboratory laboratory;
    private final Facts facts;

    Study(Laboratory laboratory) {
      this.laboratory = laboratory;
      facts = new Facts(laboratory.data());
    }

    private static DesignPoint start(String model, long prompt, long answer, int batch) {
      Workload workload =
          Workload.janus1()
              .withModel(model)
              .withTokens(prompt, answer, prompt + answer)
              .withBatch(batch);
      return new DesignPoint(Design.janus1(), workload);
    }

    List<DollarTable.Row> dollar() {
      laboratory.progress().update(0, 0, "what a dollar buys");
      List<String> models = laboratory.quick() ? HELD_BY_HAND.subList(2, 3) : HELD_BY_HAND;
      return new DollarTable(facts).of(models);
    }

    List<ChangeTable.Row> changes() {
      laboratory.progress().update(0, 0, "single changes of Janus-1, and three together");
      Accuracy accuracy = accuracy(Workload.janus1().model());
      return new ChangeTable(facts, accuracy).rows(laboratory.quick() ? 1 : 3);
    }

    List<MemoryRow> memory() {
      var rows = new ArrayList<MemoryRow>();
      List<String> models = laboratory.quick() ? MODELS.subList(1, 3) : MODELS;
      for (String model : models) {
        Progress.checkInterrupted();
        laboratory.progress().update(rows.size(), 0, "memory on the chip for " + model);
        rows.addAll(memory(model));
      }
      return rows;
    }

    /** All of tier 2, for contexts and batches, in a chip with no more of tier 1 than it needs. */
    private List<MemoryRow> memory(String model) {
      DesignPoint start = start(model, 512, 0, 1);
      Accuracy accuracy = accuracy(model);
      var fixed = new LinkedHashMap<String, String>();
      fixed.put("scheme", accuracy.scheme(SCHEME).spelling());
      fixed.put("tier1.capacityMib", "0.25");
      fixed.put("offChip.capacityMib", "65536");
      fixed.put("package.resistance", "fcpbga-17-imx8m");
      var variables = new ArrayList<Variable>();
      variables.add(contexts());
      variables.add(new Variable("batch", choices("batch", Arrays.stream(BATCHES))));
      StandardSpace.of(facts, accuracy).stream()
          .filter(variable -> variable.name().startsWith("tier2."))
          .forEach(variables::add);
      var space = new DesignSpace(start, SpaceFile.fix(variables, fixed, start));
      boolean[] wanted = new boolean[Quantity.values().length];
      var cursor = new TableEvaluation(facts, accuracy, space).cursor(wanted);
      var best = new LinkedHashMap<Workload, MemoryChoice>();
      for (long number = 0; number < space.size(); number++) {
        double[] values = new double[Quantity.values().length];
        cursor.evaluate(number, values);
        best.computeIfAbsent(space.point(number).workload(), w -> new MemoryChoice())
            .offer(space.values(number), values);
      }
      var rows = new ArrayList<MemoryRow>();
      best.forEach((workload, choice) -> choice.addTo(rows, facts.resolve(workload)));
      return rows;
    }

    private static Variable contexts() {
      return new Variable(
          "contextTokens",
          Arrays.stream(CONTEXTS)
              .mapToObj(Long::toString)
              .map(tokens -> Map.of("promptTokens", tokens, "contextTokens", tokens))
              .toList());
    }

    private static List<Map<String, String>> choices(String field, IntStream values) {
      return values.mapToObj(value -> Map.of(field, Integer.toString(value))).toList();
    }

    /** The tier 2 of the least energy, and none. */
    private static final class MemoryChoice {
      private Map<String, String> fields;
      private double[] with;
      private double[] without;

      void offer(Map<String, String> given, double[] values) {
        if (given.get("tier2.capacityMib").equals("0")) {
          without = values;
        } else if (with == null || joules(values) < joules(with)) {
          with = values;
          fields = given;
        }
      }

      /** Adds a row where weights and cache fit beside the die. */
      void addTo(List<MemoryRow> rows, ResolvedWorkload load) {
        if (Double.isNaN(joules(with)) || Double.isNaN(joules(without))) {
          return;
        }
        Workload workload = load.workload();
        rows.add(
            new MemoryRow(
                workload.model(),
                workload.contextTokens(),
                workload.batch(),
                load.cache().mib(),
                fields.get("tier2.technology"),
                Double.parseDouble(fields.get("tier2.capacityMib")),
                joules(with),
                joules(without),
                100 * (1 - joules(with) / joules(without)),
                rate(with),
                rate(without),
                100 * (rate(with) / rate(without) - 1),
                with[Quantity.DIE_MM2.place()],
                without[Quantity.DIE_MM2.place()]));
      }
    }

    private static double joules(double[] values) {
      return values[Quantity.JOULE_PER_TOKEN.place()];
    }

    private static double rate(double[] values) {
      return values[Quantity.SUSTAINED_TOKENS_PER_S.place()];
    }

    List<HeldRow> held() {
      var rows = new ArrayList<HeldRow>();
      for (String model : MODELS) {
        for (long context : CONTEXTS) {
          for (int batch : BATCHES) {
            ResolvedWorkload load = facts.resolve(start(model, context, 0, batch).workload());
            long weights = load.weights().bytes();
            long cache = load.cache().bytes();
            rows.add(held(load, "weights", weights, load.weightsRead().bytes()));
            rows.add(held(load, "keys and values", cache, cache));
          }
        }
      }
      return rows;
    }

    private static HeldRow held(ResolvedWorkload load, String what, long bytes, long read) {
      Workload workload = load.workload();
      return new HeldRow(
          workload.model(),
          workload.contextTokens(),
          workload.batch(),
          what,
          bytes,
          read,
          (double) read / bytes / workload.batch());
    }

    /** The best designs of the questions about a hand, in air of other temperatures. */
    List<InTheHand.HandRow> hand(List<Best> bests) {
      return bests.stream()
          .filter(Best::inTheHand)
          .flatMap(best -> inTheHand().hand(best.row().limits(), best.point()).stream())
          .toList();
    }

    /** What facts are worth to those who choose whether a chip has the best tier 2. */
    List<WorthKnowing.Row> information(List<MemoryRow> memory) {
      var worth = new WorthKnowing(facts, samples());
      return memory.stream()
          .filter(row -> row.contextTokens() == ASKED_TOKENS && row.batch() == 1)
          .flatMap(row -> worth.rows(withTier2(row)).stream())
          .toList();
    }

    /** The chip of a row, with the banks of Janus-1. */
    private static DesignPoint withTier2(MemoryRow row) {
      Design chip = Design.janus1();
      DesignPoint start = start(row.model(), row.contextTokens(), 0, row.batch());
      var scheme = accuracy(row.model()).scheme(SCHEME);
      return new DesignPoint(
          chip.withTier1(chip.tier1().withCapacityMib(0.25))
              .withTier2(
                  chip.tier2().withTechnology(row.technology()).withCapacityMib(row.capacityMib()))
              .withOffChip(new Design.OffChip(chip.offChip().technology(), 65536, null))
              .withPackage(new Design.Packaging(chip.pack().layers(), "fcpbga-17-imx8m", null)),
          start.workload().withScheme(scheme));
    }

    private int samples() {
      return laboratory.quick() ? 100 : SAMPLES;
    }

    private InTheHand inTheHand() {
      return new InTheHand(facts, laboratory.progress(), samples());
    }

    List<Best> best() {
      var rows = new ArrayList<Best>();
      List<String> models = laboratory.quick() ? HELD_BY_HAND.subList(2, 3) : HELD_BY_HAND;
      for (String model : models) {
        for (String pack : List.of("handheld", "bga-lid")) {
          rows.add(
              best(
                  "least area for 10 tokens/s in " + pack,
                  model,
                  pack,
                  List.of("die_mm2"),
                  List.of(),
                  List.of("sustained_tokens_per_s>=10", "quality_loss_percent<=1")));
        }
        for (String watts : WATTS) {
          rows.add(
              best(
                  IN_THE_HAND,
                  model,
                  "handheld",
                  List.of(),
                  List.of("sustained_tokens_per_s"),
                  List.of("power_w<=" + watts, "quality_loss_percent<=1")));
        }
      }
      return rows;
    }

    private Best best(
        String question,
        String model,
        String pack,
        List<String> minimized,
        List<String> maximized,
        List<String> limits) {
      laboratory.progress().update(0, 0, question + ", " + model);
      var fixed = new LinkedHashMap<String, String>();
      fixed.put("package.layers", pack);
      fixed.put("package.resistance", pack.equals("handheld") ? "null" : "fcpbga-17-imx8m");
      Goal goal = Goal.of(minimized, maximized, limits);
      Answer answer = search(laboratory, facts, start(model, 512, 256, 1), fixed, goal);
      return row(question, model, limits, answer);
    }

    private static Best row(String question, String model, List<String> limits, Answer answer) {
      List<FoundDesign> front = answer.worthBuilding(1);
      FoundDesign best = front.isEmpty() ? null : front.get(0);
      DesignPoint point = best == null ? null : answer.question().space().point(best.number());
      var row =
          new BestRow(
              question,
              model,
              String.join(" ", limits),
              answer.state().designs(),
              best != null,
              value(best, Quantity.SUSTAINED_TOKENS_PER_S),
              value(best, Quantity.JOULE_PER_TOKEN),
              value(best, Quantity.POWER_W),
              value(best, Quantity.DIE_MM2),
              value(best, Quantity.JUNCTION_C),
              value(best, Quantity.SKIN_C),
              value(best, Quantity.QUALITY_LOSS_PERCENT),
              point == null ? null : ChipCommandLine.of(point));
      return new Best(row, point);
    }

    private static Double value(FoundDesign design, Quantity quantity) {
      return design == null ? null : (Double) design.values()[quantity.place()];
    }
  }
}
