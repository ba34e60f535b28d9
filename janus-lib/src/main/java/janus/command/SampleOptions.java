package janus.command;

import janus.codesign.DesignSamples.Quantiles;
import janus.codesign.DesignUncertainty;
import janus.codesign.FactDraws;
import janus.units.Bounds;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Options to sample a design over the ranges of the facts, and what comes out. */
final class SampleOptions {
  private static final int MOST = 1 << 20;

  /** Facts that are shown: more change the answer too little to be looked up. */
  private static final int SHOWN_FACTS = 5;

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Sample the ranges of the facts N times: low, median and high of every figure, how often"
              + " the design beats its null designs, and which fact is worth looking up"
              + " (default: ${DEFAULT-VALUE}, not at all).")
  private int samples;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Seed of the samples (default: ${DEFAULT-VALUE}).")
  private long seed;

  /** The draws asked for; null for none. */
  FactDraws draws(CommandSpec spec) {
    Bounds.within("--samples", 0, MOST, samples);
    GivenOptions.need(spec, "--samples", samples > 0, "--seed");
    return samples == 0 ? null : new FactDraws(samples, seed);
  }

  /** Prints what was sampled, if anything was. */
  static void print(PrintWriter out, DesignUncertainty sampled) {
    if (sampled == null) {
      return;
    }
    out.println();
    var table = new TextTable("over " + sampled.samples() + " samples", "5 %", "median", "95 %");
    for (Map.Entry<String, Quantiles> each : sampled.objectives().entrySet()) {
      Quantiles of = each.getValue();
      table.row(each.getKey(), fixed(of.low()), fixed(of.typical()), fixed(of.high()));
    }
    out.print(table);
    out.println();
    out.printf(
        Locale.ROOT, "sustains a rate in %.1f %% of the samples%n", 100 * sampled.sustains());
    sampled
        .beatsNull()
        .forEach(
            (name, share) ->
                out.printf(Locale.ROOT, "less energy than %s in %.1f %%%n", name, 100 * share));
    printWorth(out, sampled);
  }

  private static void printWorth(PrintWriter out, DesignUncertainty sampled) {
    if (sampled.information().stream().allMatch(each -> each.joulePerToken() == 0)) {
      out.println("no fact would change the choice between the design and its null designs");
    }
    sampled.information().stream()
        .filter(each -> each.joulePerToken() > 0)
        .limit(SHOWN_FACTS)
        .forEach(
            each ->
                out.printf(
                    Locale.ROOT,
                    "to know %s is worth %.2g J/token at full rate%n",
                    each.fact(),
                    each.joulePerToken()));
  }

  private static String fixed(Double value) {
    return value == null ? "-" : String.format(Locale.ROOT, "%.3f", value);
  }
}
