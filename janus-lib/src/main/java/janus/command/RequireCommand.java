package janus.command;

import janus.codesign.Facts;
import janus.codesign.Requirement;
import janus.codesign.Requirement.Needs;
import janus.provenance.Circumstances;
import janus.units.DataSize;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code janus require}: what any chip needs for a model at a rate. */
@Command(
    name = "require",
    description =
        "What any chip needs for a model at a rate, before one is designed: bytes and operations of"
            + " a token, bandwidth, arithmetic, capacity, and which memories deliver them.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  janus-lib/janus require --model llama-3.2-3b --rate 10 --first-token-ms 500"
          + " --context 8192"
    })
final class RequireCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private WorkloadOptions workload;

  @Option(
      names = "--rate",
      required = true,
      paramLabel = "TOKENS/S",
      description = "Tokens a second, of all sequences together.")
  private double rate;

  @Option(
      names = "--first-token-ms",
      paramLabel = "MS",
      description = "Time in which the prompt is read. Default: none asked for")
  private Double firstTokenMs;

  @Mixin private FactsOption own;

  @Mixin private OutputOption output;

  @Override
  public Integer call() {
    GivenOptions.need(
        spec, "a chip, as of janus chip", false, "--ambient-c", "--idle-s", "--tier2-holds");
    WorkloadOptions.Chosen chosen = workload.choose(own.facts());
    Facts facts = new Facts(own.facts()).withModel(chosen.workload().model(), chosen.spec());
    Requirement requirement = Requirement.of(facts, chosen.workload(), rate, firstTokenMs);
    PrintWriter out = spec.commandLine().getOut();
    if (!output.print(out, requirement, circumstances(chosen), null)) {
      print(out, requirement);
    }
    return Main.OK;
  }

  private Circumstances circumstances(WorkloadOptions.Chosen chosen) {
    var circumstances = own.circumstances();
    for (Map.Entry<String, String> input : chosen.model().circumstances().sha256().entrySet()) {
      circumstances = circumstances.withInput(input.getKey(), input.getValue());
    }
    return circumstances;
  }

  private static void print(PrintWriter out, Requirement requirement) {
    out.printf(
        "%s at %s tokens/s, weights of %s bits, %d tokens in the cache%n%s%n%n",
        requirement.workload().model(),
        Text.number(requirement.tokensPerS()),
        Text.number(requirement.workload().weightBits()),
        requirement.workload().contextTokens(),
        requirement.workload().scheme().spelling());
    out.print(step(requirement.step()));
    out.println();
    out.print(needs(requirement));
    out.println();
    out.print(offChip(requirement));
    out.println();
    out.print(onChip(requirement));
  }

  private static TextTable step(Requirement.Step step) {
    var table = new TextTable("a decode step", "bytes", "MiB");
    size(table, "weights read", step.weightsBytes());
    size(table, "keys and values read", step.cacheBytes());
    size(table, "keys and values written", step.cacheWrittenBytes());
    size(table, "in all", step.bytes());
    return table;
  }

  private static void size(TextTable table, String what, long bytes) {
    table.row(what, bytes, fixed(DataSize.ofBytes(bytes).mib()));
  }

  private static TextTable needs(Requirement requirement) {
    Needs needs = requirement.needs();
    var table = new TextTable("a chip needs", "value", "unit", "");
    table.row("bandwidth", fixed(needs.bandwidthGbPerS()), "GB/s", "with nothing on the chip");
    table.row("arithmetic", fixed(needs.tops()), "TOPS", "2 operations a multiply-accumulate");
    if (needs.firstTokenTops() != null) {
      String time =
          String.format(
              Locale.ROOT,
              "%d tokens of prompt in %s ms",
              requirement.workload().promptTokens(),
              Text.number(requirement.firstTokenMs()));
      table.row("  first token", fixed(needs.firstTokenBandwidthGbPerS()), "GB/s", time);
      table.row("  first token", fixed(needs.firstTokenTops()), "TOPS", time);
    }
    table.row("capacity", fixed(needs.residentMib()), "MiB", "weights and cache");
    table.row(
        "saved", fixed(requirement.savedMbPerSPerMib()), "MB/s", "for each MiB held on the chip");
    return table;
  }

  private static TextTable offChip(Requirement requirement) {
    var table = new TextTable("memory beside the chip", "packages", "used %", "W", "low", "high");
    for (Requirement.OffChip memory : requirement.offChip()) {
      table.row(
          memory.name(),
          memory.packages(),
          fixed(memory.usedPercent()),
          fixed(memory.watts().typical()),
          fixed(memory.watts().low()),
          fixed(memory.watts().high()));
    }
    return table;
  }

  private static TextTable onChip(Requirement requirement) {
    var table = new TextTable("all of it on the chip", "nm", "mm2", "low", "high");
    for (Requirement.OnChip memory : requirement.onChip()) {
      table.row(
          memory.technology(),
          Text.number(memory.nodeNm()),
          fixed(memory.mm2().typical()),
          fixed(memory.mm2().low()),
          fixed(memory.mm2().high()));
    }
    return table;
  }

  private static String fixed(double value) {
    return String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.3f" : "%.2f", value);
  }
}
