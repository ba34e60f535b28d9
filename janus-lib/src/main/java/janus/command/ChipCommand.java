package janus.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import janus.codesign.Design;
import janus.codesign.DesignEvaluator;
import janus.codesign.DesignJson;
import janus.codesign.DesignReport;
import janus.codesign.DesignRun;
import janus.codesign.Drafting;
import janus.codesign.FactDraws;
import janus.codesign.Facts;
import janus.codesign.NullDesign;
import janus.codesign.Pause;
import janus.codesign.ResolvedDesign;
import janus.codesign.Response;
import janus.codesign.UnitCost;
import janus.codesign.Workload;
import janus.provenance.BadInputException;
import janus.provenance.Circumstances;
import janus.provenance.Sha256;
import janus.results.Json;
import janus.search.DesignPoint;
import janus.search.Explanation;
import janus.units.Range;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code janus chip}: what a whole chip reaches on a model. */
@Command(
    name = "chip",
    description =
        "What a chip reaches on a model: decode rate, first token, energy, power, area, heat, and"
            + " what binds. The published Janus-1, or a design of your own; with --platform, a"
            + " device that somebody measured.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  janus-lib/janus chip --json",
      "  janus-lib/janus chip --model llama-3.2-3b --context 8192 --keys int8-token"
          + " --values int8-token",
      "  janus-lib/janus chip --set tier2.capacityMib=0",
      "  janus-lib/janus chip --set tier1.capacityMib=2 --samples 10000 --seed 1",
      "  janus-lib/janus chip --model llama-3.2-3b --weights q4_k_m --prompt 512 --answer 128"
          + " --idle-s 30",
      "  janus-lib/janus chip --model llama-3.2-3b --draft-tokens 4 --acceptance 0.8"
          + " --draft-model smollm2-135m --tier2-holds draft,cache",
      "  janus-lib/janus chip --explain --limit 'power_w<=5' --limit 'unit_usd<=120'",
      "  janus-lib/janus chip --platform RK3576 --model tinyllama-1.1b --weights w8a8 --json"
    })
final class ChipCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--design",
      paramLabel = "FILE.json",
      description =
          "A design, as --print-design writes it. What is left out has the published value.")
  private Path file;

  @Option(
      names = "--set",
      paramLabel = "FIELD=VALUE",
      description = "One field of the design, as tier2.capacityMib=0. May be repeated.")
  private Map<String, String> set = new LinkedHashMap<>();

  @Option(
      names = "--print-design",
      description = "Print the design as JSON, to edit and give to --design, and do no more.")
  private boolean printDesign;

  @Mixin private SampleOptions sampling;

  @Mixin private WorkloadOptions workload;

  @Mixin private DeviceOptions device;

  @Mixin private ExplainOptions explain;

  @Mixin private FactsOption own;

  @Mixin private OutputOption output;

  @Override
  public Integer call() {
    device.check(spec, workload);
    if (device.given()) {
      device.answer(own.facts(), spec.commandLine().getOut(), workload, output);
      return Main.OK;
    }
    var circumstances = own.circumstances();
    Design design = Design.janus1();
    if (file != null) {
      byte[] bytes = bytes(file);
      design = DesignJson.read(file.toString(), new String(bytes, StandardCharsets.UTF_8), design);
      circumstances = circumstances.withInput("design", Sha256.of(bytes));
    }
    design = DesignJson.with(design, set);
    PrintWriter out = spec.commandLine().getOut();
    if (printDesign) {
      out.print(DesignJson.write(design));
      return Main.OK;
    }
    WorkloadOptions.Chosen chosen = workload.choose(own.facts());
    for (var input : chosen.model().circumstances().sha256().entrySet()) {
      circumstances = circumstances.withInput(input.getKey(), input.getValue());
    }
    Facts facts = new Facts(own.facts()).withModel(chosen.workload().model(), chosen.spec());
    FactDraws draws = sampling.draws(spec);
    if (draws != null) {
      circumstances = circumstances.withSeed(draws.seed());
    }
    var point = new DesignPoint(design, chosen.workload());
    return answer(out, point, new DesignEvaluator(facts), draws, circumstances);
  }

  private int answer(
      PrintWriter out,
      DesignPoint point,
      DesignEvaluator evaluator,
      FactDraws draws,
      Circumstances circumstances) {
    DesignReport report =
        evaluator.evaluate(evaluator.prepare(point.design()), point.workload(), draws);
    if (!explain.asked(spec)) {
      if (!output.print(out, report, circumstances, null)) {
        print(out, report);
        SampleOptions.print(out, report.uncertainty());
      }
      return Main.OK;
    }
    Explanation explanation = explain.explain(point, evaluator);
    ObjectNode both = Json.MAPPER.valueToTree(report);
    both.set("explanation", Json.MAPPER.valueToTree(explanation));
    if (!output.print(out, both, circumstances, "explanation.changes")) {
      print(out, report);
      out.println();
      out.print(explain.people(explanation));
    }
    return explanation.keepsLimits() ? Main.OK : DesignCommand.NOTHING_FOUND;
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new BadInputException(file + ": cannot be read: " + BadInputException.reason(e), e);
    }
  }

  private static void print(PrintWriter out, DesignReport report) {
    out.printf(
        Locale.ROOT,
        "%s on %s, weights of %s bits, %d tokens in the cache%n%s%n%n",
        report.design().name(),
        report.workload().model(),
        Text.number(report.workload().weightBits()),
        report.workload().contextTokens(),
        report.workload().scheme().spelling());
    out.print(reached(report));
    out.println();
    out.print(nulls(report));
    out.println();
    var power = new TextTable("power", "cause", "W", "low", "high");
    for (DesignRun.PowerRow row : report.power()) {
      Range watts = row.watts();
      power.row(
          row.component(),
          row.cause(),
          fixed(watts.typical()),
          fixed(watts.low()),
          fixed(watts.high()));
    }
    out.print(power);
    out.println();
    var area = new TextTable("area", "nm", "mm2", "low", "high");
    for (ResolvedDesign.Part part : report.area()) {
      Range mm2 = part.mm2();
      area.row(
          part.part(),
          Text.number(part.nodeNm()),
          fixed(mm2.typical()),
          fixed(mm2.low()),
          fixed(mm2.high()));
    }
    out.print(area);
    if (report.unitUsd() != null) {
      out.println();
      out.print(cost(report));
    }
  }

  private static TextTable cost(DesignReport report) {
    var table = new TextTable("cost", "USD", "low", "high", "basis");
    for (UnitCost.Part part : report.cost()) {
      Range usd = part.usd();
      table.row(
          part.part(), fixed(usd.typical()), fixed(usd.low()), fixed(usd.high()), part.basis());
    }
    table.row(UnitCost.NOT_PRICED, "-", "-", "-", "not priced");
    return table;
  }

  private static void addCost(TextTable table, DesignReport report) {
    Range usd = report.unitUsd();
    if (usd == null) {
      table.row("cost", "-", "USD", "the price of a node or of the memory is unknown");
    } else {
      long volume = report.design().market().volume();
      table.row(
          "cost", fixed(usd.typical()), "USD", "low to high " + range(usd) + ", of " + volume);
    }
  }

  private static TextTable reached(DesignReport report) {
    var table = new TextTable("reached", "value", "unit", "");
    table.row(
        "decode rate",
        fixed(report.decodeTokensPerS()),
        "tokens/s",
        "low to high " + range(report.decodeTokensPerSRange()) + ", " + binds(report));
    table.row(
        "first token",
        fixed(report.timeToFirstTokenMs()),
        "ms",
        "prompt of " + report.workload().promptTokens() + " tokens");
    addDrafting(table, report);
    table.row("sustained", fixed(report.sustainedTokensPerS()), "tokens/s", sustained(report));
    table.row("energy", fixed(report.joulePerToken()), "J/token", "with off-chip memory");
    addResponse(table, report);
    table.row("power", fixed(report.powerW()), "W", "low to high " + range(report.powerRangeW()));
    table.row(
        "of the die",
        fixed(report.dieRangeW().typical()),
        "W",
        "low to high " + range(report.dieRangeW()));
    table.row("die", fixed(report.dieMm2()), "mm2", "low to high " + range(report.dieRangeMm2()));
    table.row(
        "junction",
        fixed(report.junctionC()),
        "C",
        report.outcome().replace('_', ' ') + " in " + report.heat().pack());
    addStorage(table, report.storage());
    Double reads = report.breakEvenReadsPerS();
    table.row("break-even", fixed(reads), "reads/s", breakEven(report));
    addCost(table, report);
    return table;
  }

  private static void addStorage(TextTable table, DesignReport.Storage storage) {
    table.row("weights", fixed(storage.weightsMib()), "MiB", inTier2(storage.weightsTier2Mib()));
    table.row("cache", fixed(storage.cacheMib()), "MiB", inTier2(storage.cacheTier2Mib()));
  }

  private static String inTier2(double mib) {
    return fixed(mib) + " in tier 2, the rest off chip";
  }

  private static void addDrafting(TextTable table, DesignReport report) {
    Drafting drafting = report.workload().drafting();
    if (drafting.tokens() > 0) {
      String model = drafting.model() == null ? "at no cost" : "by " + drafting.model();
      table.row(
          "a step makes",
          fixed(report.tokensPerStep()),
          "tokens",
          drafting.tokens() + " drafted " + model);
    }
  }

  private static void addResponse(TextTable table, DesignReport report) {
    Response response = report.response();
    Workload work = report.workload();
    table.row(
        "  response",
        fixed(response.joulePerResponse()),
        "J",
        "prompt "
            + fixed(response.promptJoule())
            + ", "
            + work.answerTokens()
            + " tokens "
            + fixed(response.answerJoule()));
    if (work.idleS() > 0) {
      String pause = "of " + Text.number(work.idleS()) + " s" + states(response.pause());
      table.row("  pause after it", fixed(response.idleJoule()), "J", pause);
    }
  }

  private static String states(Pause pause) {
    String first = pause.tier1State() == null ? "" : ", tier 1 " + pause.tier1State();
    return first + (pause.tier2State() == null ? "" : ", tier 2 " + pause.tier2State());
  }

  /** The design without what it is praised for. */
  private static TextTable nulls(DesignReport report) {
    var table = new TextTable("without", "tokens/s", "J/token", "saved J/token", "W", "mm2");
    for (NullDesign without : report.nullDesigns()) {
      table.row(
          without.name(),
          fixed(without.decodeTokensPerS()),
          fixed(without.joulePerToken()),
          fixed(without.joulePerTokenSaved()),
          fixed(without.powerW()),
          fixed(without.dieMm2()));
    }
    return table;
  }

  private static String breakEven(DesignReport report) {
    Double reads = report.breakEvenReadsPerS();
    String made = fixed(report.tier2Reads().madeReadsPerS());
    return reads == null
        ? "tier 2 never saves energy"
        : "tier 2 saves energy above; it gets " + made;
  }

  private static String binds(DesignReport report) {
    return "lowest roof: " + report.binds().replace('_', ' ');
  }

  private static String range(Range range) {
    return fixed(range.low()) + " to " + fixed(range.high());
  }

  private static String sustained(DesignReport report) {
    return report.sustainedTokensPerS() < report.decodeTokensPerS()
        ? "throttled to keep junction and skin below their limits; full rate lasts "
            + fixed(report.burstS())
            + " s"
        : "for ever";
  }

  private static String fixed(Double value) {
    if (value == null) {
      return "-";
    }
    return String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.3f" : "%.2f", value);
  }
}
