package janus.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import janus.catalog.TechnologyCatalog;
import janus.claims.PublishedTable;
import janus.claims.TechnologyClaims;
import janus.codesign.MemorySurvey;
import janus.progress.Progress;
import janus.provenance.BadInputException;
import janus.provenance.Circumstances;
import janus.technology.ArrayEstimate;
import janus.technology.MemoryArray;
import janus.technology.MemoryTechnology;
import janus.technology.Quantity;
import janus.technology.TechnologyUncertainty;
import janus.technology.Traffic;
import janus.units.Bounds;
import janus.units.Celsius;
import janus.units.DataSize;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code janus technology}: what a memory of each technology costs. */
@Command(
    name = "technology",
    mixinStandardHelpOptions = true,
    description = "Power, area, latency and lifetime of a memory in each technology.",
    footer = {"", "Example:", "  janus-lib/janus technology --capacity-mib 224 --json"})
final class TechnologyCommand implements Callable<Integer> {
  private static final int MOST_SAMPLES = 1_000_000;

  /** A byte, a little more than one. */
  private static final double LEAST_MIB = 1e-6;

  /** A million tebibytes. */
  private static final double MOST_MIB = 1e12;

  @Option(
      names = "--capacity-mib",
      paramLabel = "MIB",
      defaultValue = "224",
      description = "Capacity in MiB (default: ${DEFAULT-VALUE}, tier 2 of the published Janus-1).")
  private double capacityMib;

  @Option(
      names = "--technology",
      paramLabel = "NAME",
      split = ",",
      description = "Technologies to show (default: all of data/technologies).")
  private List<String> names;

  @Option(
      names = "--read-gb-per-s",
      paramLabel = "GB/S",
      defaultValue = "18",
      description = "Read traffic in GB/s (default: ${DEFAULT-VALUE}, as published).")
  private double readGbPerS;

  @Option(
      names = "--write-gb-per-s",
      paramLabel = "GB/S",
      defaultValue = "2",
      description = "Write traffic in GB/s (default: ${DEFAULT-VALUE}, as published).")
  private double writeGbPerS;

  @Option(
      names = "--kv-write-mb-per-s",
      paramLabel = "MB/S",
      defaultValue = "1.31072",
      description =
          "Keys and values written, in MB/s, for the lifetime (default: ${DEFAULT-VALUE},"
              + " Llama-2-7B in 4 bit at 10 tokens/s).")
  private double kvWriteMbPerS;

  @Option(
      names = "--temperature-c",
      paramLabel = "C",
      defaultValue = "85",
      description =
          "Junction temperature in degrees Celsius (default: ${DEFAULT-VALUE}; the published chip"
              + " computes 85.75).")
  private double temperatureC;

  @Option(
      names = "--banks",
      paramLabel = "N",
      defaultValue = "16",
      description = "Banks (default: ${DEFAULT-VALUE}).")
  private int banks;

  @Option(
      names = "--word-bits",
      paramLabel = "BITS",
      defaultValue = "1024",
      description = "Bits of one access (default: ${DEFAULT-VALUE}, a line of 128 B).")
  private int wordBits;

  @Option(
      names = "--clock-ghz",
      paramLabel = "GHZ",
      defaultValue = "1",
      description = "Clock for latencies in cycles (default: ${DEFAULT-VALUE}).")
  private double clockGhz;

  @Option(
      names = "--node-nm",
      paramLabel = "NM",
      description =
          "Scale on-chip technologies to this process, where they are published (default: each at"
              + " the process its facts belong to).")
  private Double nodeNm;

  @Option(
      names = "--extrapolate",
      paramLabel = "NAME@NODEnm",
      split = ",",
      description =
          "Also show a technology in a process where nobody has published it, labelled, as"
              + " edram@3nm.")
  private List<String> extrapolate = List.of();

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Sample the ranges N times: distribution of total power and area, and how often each"
              + " technology takes each rank (default: ${DEFAULT-VALUE}, not at all).")
  private int samples;

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      defaultValue = "1",
      description = "Seed of the samples (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--theta-c-per-w",
      paramLabel = "C/W",
      description =
          "Let the array heat itself in a package of this thermal resistance to ambient, and say"
              + " where it settles.")
  private Double thetaCPerW;

  @Option(
      names = "--ambient-c",
      paramLabel = "C",
      defaultValue = "25",
      description = "Ambient temperature in degrees Celsius (default: ${DEFAULT-VALUE}).")
  private double ambientC;

  @Option(
      names = "--other-w",
      paramLabel = "W",
      defaultValue = "0",
      description = "Power of the rest of the chip in W (default: ${DEFAULT-VALUE}).")
  private double otherW;

  @Mixin private FactsOption facts;

  @Mixin private OutputOption output;

  @Spec private CommandSpec spec;

  /** What {@code --json} prints, before the circumstances. */
  record Report(
      double capacityMib,
      Traffic traffic,
      double temperatureC,
      double clockGhz,
      List<ArrayEstimate> technologies,
      List<String> outsideTheirRange,
      List<PublishedTable.Row> publishedBesideRecomputed,
      List<TechnologyUncertainty.Distribution> distributions,
      List<TechnologyUncertainty.RankProbability> rankProbabilities,
      List<MemorySurvey.Settled> selfHeating,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> notes) {}

  @Override
  public Integer call() {
    check();
    var catalog = new TechnologyCatalog(facts.facts());
    var traffic = new Traffic(readGbPerS, writeGbPerS, kvWriteMbPerS);
    var memory =
        new MemorySurvey.Memory(
            DataSize.ofMiB(capacityMib), traffic, banks, wordBits, temperatureC, clockGhz);
    var choice = new MemorySurvey.Choice(names, nodeNm, extrapolate);
    Report report = report(catalog, memory, MemorySurvey.of(catalog, choice, memory));
    Circumstances circumstances = facts.circumstances();
    if (samples > 0) {
      circumstances = circumstances.withSeed(seed);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (!output.print(out, report, circumstances, "technologies")) {
      TechnologyText.print(out, report);
    }
    return Main.OK;
  }

  private void check() {
    Bounds.within("--samples", 0, MOST_SAMPLES, samples);
    Bounds.within("--ambient-c", Celsius.ABSOLUTE_ZERO, 1000, "C", ambientC);
    Bounds.within("--other-w", 0, 1e6, "W", otherW);
    GivenOptions.need(spec, "--theta-c-per-w", thetaCPerW != null, "--ambient-c", "--other-w");
    GivenOptions.need(spec, "--samples", samples > 0, "--seed");
    Bounds.above("--capacity-mib", 0, capacityMib);
    Bounds.within("--capacity-mib", LEAST_MIB, MOST_MIB, "MiB", capacityMib);
    if (names != null && names.isEmpty()) {
      throw new BadInputException("--technology: expected names, found none");
    }
  }

  private Report report(
      TechnologyCatalog catalog, MemorySurvey.Memory memory, MemorySurvey survey) {
    var uncertainty = samples == 0 ? null : survey.uncertainty(samples, seed).orElse(null);
    return new Report(
        capacityMib,
        memory.traffic(),
        temperatureC,
        clockGhz,
        survey.estimates(),
        survey.outsideTheirRange(),
        beside(catalog, memory),
        uncertainty == null
            ? null
            : uncertainty.distributions(
                List.of(Quantity.TOTAL_W, Quantity.AREA_MM2), Progress.NONE),
        uncertainty == null ? null : uncertainty.rankProbabilities(Quantity.TOTAL_W),
        thetaCPerW == null ? null : survey.settled(otherW, ambientC, thetaCPerW),
        survey.arrays().stream()
            .filter(MemoryArray::isBelowItsFacts)
            .map(TechnologyCommand::note)
            .toList());
  }

  private static String note(MemoryArray array) {
    return String.format(
        Locale.ROOT,
        "%s: latency and energy of an access are those of a macro of %s MiB; a smaller array has"
            + " less of both",
        array.technology().id(),
        Text.number(array.technology().layout().macroMib()));
  }

  /** The published table beside ours, where all its technologies are known at the temperature. */
  private List<PublishedTable.Row> beside(TechnologyCatalog catalog, MemorySurvey.Memory memory) {
    PublishedTable published = new TechnologyClaims(facts.facts(), catalog).published();
    List<MemoryTechnology> compared =
        published.rows().stream().map(row -> catalog.byName(row.technology())).toList();
    if (!compared.stream().allMatch(technology -> technology.holdsAt(temperatureC))) {
      return List.of();
    }
    var same = memory.with(published.capacity(), published.traffic());
    return published.beside(compared.stream().map(t -> same.of(t).estimate()).toList());
  }
}
