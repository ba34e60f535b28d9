package janus.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import janus.catalog.DataFolder;
import janus.catalog.TechnologyCatalog;
import janus.claims.PublishedTable;
import janus.claims.TechnologyClaims;
import janus.progress.Progress;
import janus.provenance.BadInputException;
import janus.provenance.Circumstances;
import janus.results.Json;
import janus.technology.ArrayEstimate;
import janus.technology.ElectroThermal;
import janus.technology.MemoryArray;
import janus.technology.MemoryTechnology;
import janus.technology.Quantity;
import janus.technology.TechnologyUncertainty;
import janus.technology.Traffic;
import janus.units.Bounds;
import janus.units.Celsius;
import janus.units.DataSize;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
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

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Spec private CommandSpec spec;

  /** Where an array settles in its package. */
  record Settled(String technology, ElectroThermal.OperatingPoint point) {}

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
      List<Settled> selfHeating,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> notes) {}

  @Override
  public Integer call() {
    if (samples < 0 || samples > MOST_SAMPLES) {
      throw new BadInputException("--samples must be from 0 to " + MOST_SAMPLES + ": " + samples);
    }
    Bounds.within("--ambient-c", Celsius.ABSOLUTE_ZERO, 1000, "C", ambientC);
    Bounds.within("--other-w", 0, 1e6, "W", otherW);
    GivenOptions.need(spec, "--theta-c-per-w", thetaCPerW != null, "--ambient-c", "--other-w");
    GivenOptions.need(spec, "--samples", samples > 0, "--seed");
    if (!(capacityMib > 0)) {
      throw new BadInputException("--capacity-mib must be above 0: " + capacityMib);
    }
    Bounds.within("--capacity-mib", LEAST_MIB, MOST_MIB, "MiB", capacityMib);
    if (names != null && names.isEmpty()) {
      throw new BadInputException("--technology: expected names, found none");
    }
    DataFolder data = DataFolder.bundled();
    var catalog = new TechnologyCatalog(data);
    List<String> leftOut = new ArrayList<>();
    List<MemoryTechnology> technologies = new ArrayList<>();
    for (MemoryTechnology technology : asked(catalog)) {
      if (names == null && !shown(technology)) {
        leftOut.add(technology.id());
      } else {
        technologies.add(
            nodeNm == null || !technology.onChip()
                ? technology
                : catalog.processes().scaled(technology, nodeNm));
      }
    }
    if (names == null && technologies.isEmpty() && extrapolate.isEmpty()) {
      throw new BadInputException(
          String.format(
              Locale.ROOT,
              "--temperature-c %s: expected %s to %s C, where some technology is known",
              temperatureC,
              catalog.all().stream()
                  .mapToDouble(MemoryTechnology::minTemperatureC)
                  .min()
                  .orElseThrow(),
              catalog.all().stream()
                  .mapToDouble(MemoryTechnology::maxTemperatureC)
                  .max()
                  .orElseThrow()));
    }
    if (nodeNm != null && technologies.stream().noneMatch(MemoryTechnology::onChip)) {
      throw new BadInputException(
          "--node-nm "
              + nodeNm
              + ": expected a process at which an on-chip technology is published");
    }
    extrapolate.forEach(spelling -> technologies.add(catalog.extrapolated(spelling)));
    var traffic = new Traffic(readGbPerS, writeGbPerS, kvWriteMbPerS);
    DataSize capacity = DataSize.ofMiB(capacityMib);
    List<MemoryArray> arrays =
        technologies.stream().map(t -> array(t, capacity, traffic, temperatureC)).toList();
    List<ArrayEstimate> estimates = arrays.stream().map(MemoryArray::estimate).toList();
    PublishedTable published = new TechnologyClaims(DataFolder.bundled(), catalog).published();
    List<MemoryTechnology> compared =
        published.rows().stream().map(row -> catalog.byName(row.technology())).toList();
    List<PublishedTable.Row> beside =
        compared.stream().allMatch(technology -> technology.holdsAt(temperatureC))
            ? published.beside(
                compared.stream()
                    .map(t -> array(t, published.capacity(), published.traffic(), temperatureC))
                    .map(MemoryArray::estimate)
                    .toList())
            : List.of();
    List<MemoryArray> working =
        arrays.stream().filter(array -> array.technology().servesTraffic()).toList();
    var uncertainty =
        samples == 0 || working.isEmpty()
            ? null
            : new TechnologyUncertainty(working, samples, seed);
    var report =
        new Report(
            capacityMib,
            traffic,
            temperatureC,
            clockGhz,
            estimates,
            leftOut,
            beside,
            uncertainty == null
                ? null
                : uncertainty.distributions(
                    List.of(Quantity.TOTAL_W, Quantity.AREA_MM2), Progress.NONE),
            uncertainty == null ? null : uncertainty.rankProbabilities(Quantity.TOTAL_W),
            thetaCPerW == null ? null : arrays.stream().map(this::settled).toList(),
            notes(arrays));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      var circumstances = Circumstances.current().withInput("data", data.sha256());
      out.print(
          Json.withCircumstances(
              report, samples == 0 ? circumstances : circumstances.withSeed(seed)));
    } else {
      print(out, report);
    }
    return Main.OK;
  }

  private static List<String> notes(List<MemoryArray> arrays) {
    return arrays.stream()
        .filter(MemoryArray::isBelowItsFacts)
        .map(
            array ->
                String.format(
                    Locale.ROOT,
                    "%s: latency and energy of an access are those of a macro of %s MiB; a smaller"
                        + " array has less of both",
                    array.technology().id(),
                    Text.number(array.technology().layout().macroMib())))
        .toList();
  }

  private Settled settled(MemoryArray array) {
    return new Settled(
        array.technology().id(), ElectroThermal.solve(array, otherW, ambientC, thetaCPerW));
  }

  private List<MemoryTechnology> asked(TechnologyCatalog catalog) {
    return names == null ? catalog.all() : names.stream().map(catalog::byName).toList();
  }

  private boolean shown(MemoryTechnology technology) {
    return technology.holdsAt(temperatureC)
        && (nodeNm == null || !technology.onChip() || technology.node().isPublished(nodeNm));
  }

  private MemoryArray array(
      MemoryTechnology technology, DataSize capacity, Traffic traffic, double celsius) {
    return new MemoryArray(technology, capacity, banks, wordBits, traffic, celsius, clockGhz);
  }

  private static void print(PrintWriter out, Report report) {
    out.printf(
        Locale.ROOT,
        "%s MiB at %s C, %s GB/s read and %s GB/s written; typical value and range%n%n",
        Text.number(report.capacityMib()),
        Text.number(report.temperatureC()),
        Text.number(report.traffic().readGbPerS()),
        Text.number(report.traffic().writeGbPerS()));
    var table =
        new TextTable(
            "technology", "nm", "dynamic W", "standby W", "refresh W", "total W", "mm2", "MiB/W");
    for (ArrayEstimate e : report.technologies()) {
      table.row(
          e.technology(),
          Text.number(e.nodeNm()),
          Text.range(e.dynamicW()),
          Text.range(e.standbyW()),
          Text.range(e.refreshW()),
          Text.range(e.totalW()),
          Text.range(e.areaMm2()),
          Text.range(e.mibPerW()));
    }
    out.print(table);
    for (ArrayEstimate e : report.technologies()) {
      if (!e.servesTraffic()) {
        out.printf("%n%s sleeps and serves no traffic: its standby alone counts%n", e.technology());
      }
      if (!e.extrapolation().isEmpty()) {
        out.printf("%n%s: %s%n", e.technology(), e.extrapolation());
      }
    }
    if (!report.outsideTheirRange().isEmpty()) {
      out.printf(
          "%nNot known at this temperature or node: %s%n",
          String.join(", ", report.outsideTheirRange()));
    }
    if (!report.publishedBesideRecomputed().isEmpty()) {
      printBeside(out, report.publishedBesideRecomputed());
    }
    if (report.distributions() != null) {
      printUncertainty(out, report);
    }
    if (report.selfHeating() != null) {
      printSelfHeating(out, report.selfHeating());
    }
    report.notes().forEach(note -> out.printf("%nnote: %s%n", note));
  }

  private static void printBeside(PrintWriter out, List<PublishedTable.Row> rows) {
    out.printf("%nThe published Janus-1 beside its own constants and ours%n%n");
    var beside =
        new TextTable("technology", "quantity", "published", "from its own constants", "ours");
    for (PublishedTable.Row r : rows) {
      beside.row(
          r.technology(),
          r.quantity(),
          Text.number(r.published()),
          Text.number(r.fromPublishedConstants()),
          Text.range(r.ours()));
    }
    out.print(beside);
  }

  private static void printUncertainty(PrintWriter out, Report report) {
    out.printf("%nOver the ranges of the facts%n%n");
    var table = new TextTable("technology", "quantity", "5 %", "median", "95 %");
    for (TechnologyUncertainty.Distribution d : report.distributions()) {
      table.row(
          d.technology(),
          d.quantity(),
          Text.number(d.p05()),
          Text.number(d.p50()),
          Text.number(d.p95()));
    }
    out.print(table);
    out.printf("%nProbability of the least total power%n%n");
    var ranks = new TextTable("technology", "probability");
    report.rankProbabilities().stream()
        .filter(rank -> rank.rank() == 1)
        .forEach(rank -> ranks.row(rank.technology(), Text.share(rank.probability())));
    out.print(ranks);
  }

  private static void printSelfHeating(PrintWriter out, List<Settled> settled) {
    out.printf("%nHeating itself in its package%n%n");
    var table = new TextTable("technology", "outcome", "junction C", "total W", "loop gain");
    for (Settled s : settled) {
      table.row(
          s.technology(),
          s.point().outcome(),
          Text.number(s.point().temperatureC()),
          Text.number(s.point().powerW()),
          Text.number(s.point().loopGain()));
    }
    out.print(table);
  }
}
