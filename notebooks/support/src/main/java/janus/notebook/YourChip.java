package janus.notebook;

import janus.codesign.Design;
import janus.codesign.DesignEvaluator;
import janus.codesign.DesignJson;
import janus.codesign.DesignReport;
import janus.codesign.DesignRun;
import janus.codesign.Facts;
import janus.codesign.NullDesign;
import janus.codesign.ResolvedDesign;
import janus.codesign.Workload;
import janus.kvcache.KvScheme;
import janus.simulator.SimulationResult;
import janus.simulator.Simulator;
import janus.simulator.SimulatorSettings;
import janus.trace.KvTraceSettings;
import janus.trace.Trace;
import janus.transformer.TransformerSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tech.tablesaw.api.Table;

/**
 * A chip and its work by parameters, evaluated as {@code janus chip} does. Parameters of the work
 * are {@code model, weightBits, keys, values, rotation, semantics, prompt, answer, context, batch};
 * all others are fields of the design, as {@code tier2.capacityMib}. What is not given is as
 * published.
 */
public final class YourChip {
  private static final List<String> SCHEME = List.of("keys", "values", "rotation", "semantics");

  private static final List<String> WORK =
      List.of("model", "weightBits", "prompt", "answer", "context", "batch");

  private final DesignEvaluator evaluator = new DesignEvaluator(Facts.bundled());
  private final Map<String, String> parameters;
  private final DesignReport report;

  /** A row of a sweep. */
  private record SweepRow(
      String value,
      double decodeTokensPerS,
      double timeToFirstTokenMs,
      double joulePerToken,
      double powerW,
      double dieMm2,
      Double junctionC,
      String binds) {}

  private record NullRow(
      String without,
      double decodeTokensPerS,
      double joulePerToken,
      double joulePerTokenSaved,
      double powerW,
      double dieMm2) {}

  private YourChip(Map<String, String> parameters) {
    this.parameters = parameters;
    report = evaluate(parameters);
  }

  /**
   * The chip of some parameters.
   *
   * @throws janus.provenance.BadInputException if a name or field is unknown
   * @throws IllegalArgumentException if the parts do not make a chip that holds the work
   */
  public static YourChip of(Parameters parameters) {
    return new YourChip(parameters.all());
  }

  private DesignReport evaluate(Map<String, String> given) {
    return evaluator.evaluate(design(given), workload(given));
  }

  private static Design design(Map<String, String> given) {
    var fields = new LinkedHashMap<>(given);
    fields.keySet().removeAll(WORK);
    fields.keySet().removeAll(SCHEME);
    return DesignJson.with(Design.janus1().withName("your chip"), fields);
  }

  private static Workload workload(Map<String, String> given) {
    Workload start = Workload.janus1();
    return start
        .withModel(given.getOrDefault("model", start.model()))
        .withWeightBits(
            Double.parseDouble(given.getOrDefault("weightBits", "" + start.weightBits())))
        .withScheme(scheme(given, start.scheme()))
        .withBatch(Integer.parseInt(given.getOrDefault("batch", "" + start.batch())))
        .withGivenTokens(count(given, "prompt"), count(given, "answer"), count(given, "context"));
  }

  private static Long count(Map<String, String> given, String name) {
    return given.containsKey(name) ? (Long) Long.parseLong(given.get(name)) : null;
  }

  private static KvScheme scheme(Map<String, String> given, KvScheme start) {
    String spelling = start.spelling();
    for (String part : SCHEME) {
      if (given.containsKey(part)) {
        spelling = spelling.replaceAll("\\b" + part + "=\\S+", part + "=" + given.get(part));
      }
    }
    return KvScheme.parse(spelling);
  }

  /** What it reaches. */
  public DesignReport report() {
    return report;
  }

  /** What it reaches, in a sentence. */
  public Finding answer() {
    return Finding.of(
        "%s decodes **%.1f tokens/s** at **%.2f J a token** and %.1f W; the first token comes after"
            + " %.1f s. The die has %.0f mm², and %s. What limits the rate: %s.",
        report.workload().model(),
        report.decodeTokensPerS(),
        report.joulePerToken(),
        report.powerW(),
        report.timeToFirstTokenMs() / 1000,
        report.dieMm2(),
        heat(),
        report.binds().replace('_', ' '));
  }

  private String heat() {
    return report.junctionC() == null
        ? "leakage heats it without end in this package"
        : String.format(Locale.ROOT, "its junction settles at %.0f °C", report.junctionC());
  }

  /** The same design without what it is praised for. */
  public Table without() {
    var rows = new ArrayList<NullRow>();
    rows.add(
        new NullRow(
            "nothing",
            report.decodeTokensPerS(),
            report.joulePerToken(),
            0,
            report.powerW(),
            report.dieMm2()));
    for (NullDesign without : report.nullDesigns()) {
      rows.add(
          new NullRow(
              without.name(),
              without.decodeTokensPerS(),
              without.joulePerToken(),
              without.joulePerTokenSaved(),
              without.powerW(),
              without.dieMm2()));
    }
    return Tables.of(rows);
  }

  /** Whether memory on the chip pays, in a sentence. */
  public Finding breakEven() {
    Double reads = report.breakEvenReadsPerS();
    double made = report.tier2Reads().madeReadsPerS();
    return reads == null
        ? Finding.of("Tier 2 never saves energy here; it is read **%.1f** times a second.", made)
        : Finding.of(
            "Tier 2 saves energy above **%.0f** reads a second of all it holds; it gets **%.1f**.",
            reads, made);
  }

  /** Typical power by part and cause. */
  public Table power() {
    return Tables.of(
        report.power().stream().map(row -> watts(row)).filter(row -> row.watts() > 0).toList());
  }

  private record PowerRow(String component, String cause, double watts, double low, double high) {}

  private static PowerRow watts(DesignRun.PowerRow row) {
    return new PowerRow(
        row.component(), row.cause(), row.watts().typical(), row.watts().low(), row.watts().high());
  }

  /** Area by part, with its range. */
  public Table area() {
    return Tables.of(report.area().stream().map(YourChip::area).toList());
  }

  private record AreaRow(String part, double nodeNm, double mm2, double mm2Low, double mm2High) {}

  private static AreaRow area(ResolvedDesign.Part part) {
    return new AreaRow(
        part.part(), part.nodeNm(), part.mm2().typical(), part.mm2().low(), part.mm2().high());
  }

  /**
   * The chip with one parameter changed.
   *
   * @param parameter its name
   * @param values it takes
   * @return a row a value: {@code value, decode_tokens_per_s, time_to_first_token_ms,
   *     joule_per_token, power_w, die_mm2, junction_c, binds}
   */
  public Table sweep(String parameter, Object... values) {
    var rows = new ArrayList<SweepRow>();
    for (Object value : values) {
      DesignReport changed = evaluate(with(parameter, value));
      rows.add(
          new SweepRow(
              value.toString(),
              changed.decodeTokensPerS(),
              changed.timeToFirstTokenMs(),
              changed.joulePerToken(),
              changed.powerW(),
              changed.dieMm2(),
              changed.junctionC(),
              changed.binds()));
    }
    Table table = Tables.of(rows);
    table.column("value").setName(parameter);
    return table;
  }

  private record LookAheadRow(long lookAheadLines, double cyclesPerAccess, double cacheMs) {}

  /**
   * One decode step's accesses to the cache, simulated with the tiers and the prefetcher of the
   * chip. Tier 2 has the latency that the design states.
   *
   * @param lines look-aheads to try, in lines
   * @return a row a look-ahead: {@code look_ahead_lines, cycles_per_access, cache_ms}
   * @throws IllegalArgumentException if the chip has no tier 2
   */
  public Table lookAhead(long... lines) throws IOException {
    Workload work = report.workload();
    TransformerSpec spec = Facts.bundled().model(work.model());
    long tokens = work.contextTokens();
    Trace trace = KvTraceSettings.of(spec, work.scheme(), tokens).decode();
    var rows = new ArrayList<LookAheadRow>();
    try (var progress = new LiveProgress("Simulating " + lines.length + " look-aheads")) {
      for (long each : lines) {
        SimulatorSettings settings = design(with("prefetcher.lookAheadLines", each)).simulator();
        SimulationResult result = new Simulator(settings).run(trace, progress);
        double cycles = (double) result.totalCycles() / result.accesses();
        rows.add(new LookAheadRow(each, cycles, result.timeUs() / 1000));
      }
    }
    return Tables.of(rows);
  }

  /** Keys and values change together where the parameter is called {@code codec}. */
  private Map<String, String> with(String parameter, Object value) {
    var changed = new LinkedHashMap<>(parameters);
    List<String> names = parameter.equals("codec") ? List.of("keys", "values") : List.of(parameter);
    names.forEach(name -> changed.put(name, value.toString()));
    if (parameter.equals("context")) {
      changed.keySet().removeAll(List.of("prompt", "answer"));
    }
    return changed;
  }

  /** The command that answers the same in a terminal. */
  public String command() {
    var words = new StringBuilder("janus-lib/janus chip");
    parameters.forEach(
        (name, value) -> {
          boolean isWork = WORK.contains(name) || SCHEME.contains(name);
          String option = name.equals("weightBits") ? "weight-bits" : name;
          words.append(isWork ? " --" + option + " '" : " --set '" + name + "=");
          words.append(value).append('\'');
        });
    return words.toString();
  }
}
