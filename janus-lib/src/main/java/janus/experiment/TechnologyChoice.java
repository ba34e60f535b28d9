package janus.experiment;

import janus.catalog.TechnologyCatalog;
import janus.claims.PublishedTable;
import janus.claims.TechnologyClaims;
import janus.claims.TechnologyValidation;
import janus.codesign.Design;
import janus.codesign.DesignEvaluator;
import janus.codesign.DesignRun;
import janus.codesign.Facts;
import janus.codesign.OperatingPoint;
import janus.codesign.PreparedDesign;
import janus.codesign.ResolvedDesign;
import janus.codesign.ResolvedWorkload;
import janus.codesign.Workload;
import janus.progress.Progress;
import janus.results.ResultsFolder;
import janus.technology.AreaModel;
import janus.technology.ArrayEstimate;
import janus.technology.Crossover;
import janus.technology.ElectroThermal;
import janus.technology.MemoryArray;
import janus.technology.MemoryTechnology;
import janus.technology.Quantity;
import janus.technology.TechnologyUncertainty;
import janus.technology.TechnologyUncertainty.RankProbability;
import janus.technology.Traffic;
import janus.thermal.BlockMapping;
import janus.thermal.HeatReport;
import janus.thermal.ThermalField;
import janus.units.DataSize;
import janus.units.Range;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Step 3: which memory technology holds the cache. */
public final class TechnologyChoice implements Experiment {
  private static final Design JANUS = Design.janus1();
  private static final DataSize CAPACITY = JANUS.tier2().capacity();
  private static final int BANKS = JANUS.tier2().banks();
  private static final int WORD_BITS = JANUS.tier2().wordBits();
  private static final double CLOCK_GHZ = JANUS.compute().clockGhz();
  static final double TEMPERATURE_C = 85;
  private static final double[] TEMPERATURES_C = {25, 45, 65, 85, 105};

  private static final long SEED = 1;

  /** A context whose cache fits tier 2. */
  private static final long FITTING_TOKENS = 1024;

  private static final double OTHER_W = 2;
  private static final double AMBIENT_C = 25;
  private static final List<String> CANDIDATES =
      List.of(
          "sram-hd",
          "edram-1t1c",
          "stt-mram",
          "gain-cell",
          "sram-ll",
          "stt-mram-cache",
          "sot-mram");

  private static final List<String> FORGETFUL = List.of("edram-1t1c", "gain-cell");
  private static final double COLDEST_C = 25;
  private static final double HOTTEST_C = 125;
  private static final double STEP_C = 5;
  private static final List<String> ON_A_DIE = List.of("edram-1t1c", "stt-mram", "sram-hd");

  /**
   * What forgetting costs at a temperature.
   *
   * @param retentionS how long a cell remembers
   * @param refreshW power of restoring all rows in that time, whole rows
   * @param wordWiseW the same, every bit read out and written back: the upper bound
   * @param standbyW leakage, without refresh
   * @param rowsPerS rows restored in a second
   * @param bankBusyShare share of a bank's time that restoring takes; above 1 it cannot be done
   */
  record RefreshRow(
      String technology,
      String name,
      double temperatureC,
      Range retentionS,
      Range refreshW,
      Range wordWiseW,
      Range standbyW,
      Range rowsPerS,
      Range bankBusyShare) {}

  /**
   * The place of a technology under a traffic.
   *
   * @param traffic whose it is
   * @param rank 1 takes the least typical power
   * @param totalW with its range
   */
  record TrafficRow(
      String traffic,
      double readGbPerS,
      double writeGbPerS,
      int rank,
      String technology,
      Range totalW) {}

  @Override
  public String name() {
    return "3-technology-choice";
  }

  @Override
  public String question() {
    return "Which memory technology holds 224 MiB of KV cache at the least power?";
  }

  @Override
  public List<Headline> run(Laboratory laboratory) {
    long start = System.nanoTime();
    var catalog = new TechnologyCatalog(laboratory.data());
    Traffic traffic = traffic(laboratory);
    List<ArrayEstimate> estimates = estimates(catalog.all(), traffic, TEMPERATURE_C);
    var claims = new TechnologyClaims(laboratory.data(), catalog);
    PublishedTable published = claims.published();
    List<PublishedTable.Row> beside =
        published.beside(
            published.rows().stream()
                .map(row -> catalog.byName(row.technology()))
                .map(t -> array(t, published.traffic(), TEMPERATURE_C).estimate())
                .toList());
    var byTemperature = new ArrayList<ArrayEstimate>();
    for (double celsius : TEMPERATURES_C) {
      byTemperature.addAll(estimates(catalog.all(), traffic, celsius));
    }
    var results = new ResultsFolder(laboratory.results().resolve(name()));
    results.table("arrays", ArrayEstimate.class, estimates);
    results.table("arrays-by-temperature", ArrayEstimate.class, byTemperature);
    results.table("published-table", PublishedTable.Row.class, beside);
    results.table(
        "facts",
        MemoryTechnology.Row.class,
        catalog.all().stream().flatMap(technology -> technology.rows().stream()).toList());
    List<TechnologyValidation.Point> validation = claims.validate();
    results.table("validation", TechnologyValidation.Point.class, validation);
    results.table(
        "validation-summary",
        TechnologyValidation.Summary.class,
        TechnologyValidation.summarize(validation));
    results.table("refresh", RefreshRow.class, refreshRows(catalog, traffic));
    var ranked = new ArrayList<>(ranked("decode step of Janus-1", catalog, traffic));
    ranked.addAll(ranked("published", catalog, Traffic.published()));
    results.table("traffic", TrafficRow.class, ranked);
    Uncertainty uncertainty = addUncertainty(results, catalog, traffic, laboratory);
    List<RankProbability> ranks = uncertainty.ranks();
    List<DieRow> dies = addDies(results, laboratory);
    results.table("area", AreaModel.Block.class, areaRows(catalog.area()));
    results.table("package-and-runaway", OperatingRow.class, operatingRows(catalog, traffic));
    results.table("finding", FindingRow.class, findings(estimates, uncertainty, dies));
    List<Headline> headlines = headlines(estimates, ranks);
    results.table("headlines", Headline.class, headlines);
    results.write(
        name(),
        laboratory.quick(),
        settings(traffic),
        (System.nanoTime() - start) / 1e9,
        laboratory.circumstances().withSeed(SEED));
    return headlines;
  }

  /**
   * What a decode step of the design reads and writes of its tier 2, at the rate it sustains: all
   * that tier 2 holds, and its share of the step's keys and values.
   */
  static Traffic traffic(Laboratory laboratory) {
    var evaluator = new DesignEvaluator(new Facts(laboratory.data()));
    ResolvedWorkload load = evaluator.facts().resolve(Workload.janus1());
    OperatingPoint point = evaluator.prepare(JANUS).at(load);
    return Traffic.decode(load.cacheKept(CAPACITY), load.writtenKept(CAPACITY), point.stepsPerS());
  }

  /** Technologies that serve a traffic, least typical power first. */
  private static List<TrafficRow> ranked(String name, TechnologyCatalog catalog, Traffic traffic) {
    List<ArrayEstimate> estimates =
        estimates(catalog.all(), traffic, TEMPERATURE_C).stream()
            .filter(ArrayEstimate::servesTraffic)
            .filter(estimate -> estimate.nodeNm() != null)
            .sorted(Comparator.comparingDouble(estimate -> estimate.totalW().typical()))
            .toList();
    var rows = new ArrayList<TrafficRow>();
    for (ArrayEstimate estimate : estimates) {
      rows.add(
          new TrafficRow(
              name,
              traffic.readGbPerS(),
              traffic.writeGbPerS(),
              rows.size() + 1,
              estimate.technology(),
              estimate.totalW()));
    }
    return rows;
  }

  private static Map<String, Object> settings(Traffic traffic) {
    var settings = new LinkedHashMap<String, Object>();
    settings.put("capacity_mib", CAPACITY.mib());
    settings.put("traffic", traffic);
    settings.put("temperature_c", TEMPERATURE_C);
    settings.put("banks", BANKS);
    settings.put("word_bits", WORD_BITS);
    settings.put("clock_ghz", CLOCK_GHZ);
    settings.put("other_power_w", OTHER_W);
    settings.put("ambient_c", AMBIENT_C);
    return settings;
  }

  private static MemoryArray array(MemoryTechnology technology, Traffic traffic, double celsius) {
    return new MemoryArray(technology, CAPACITY, BANKS, WORD_BITS, traffic, celsius, CLOCK_GHZ);
  }

  private static List<ArrayEstimate> estimates(
      List<MemoryTechnology> technologies, Traffic traffic, double celsius) {
    return technologies.stream()
        .filter(technology -> technology.holdsAt(celsius))
        .map(technology -> array(technology, traffic, celsius).estimate())
        .toList();
  }

  private static List<Headline> headlines(
      List<ArrayEstimate> estimates, List<RankProbability> ranks) {
    var headlines = new ArrayList<Headline>();
    for (String technology : List.of("sram-hd", "edram-1t1c", "stt-mram")) {
      ArrayEstimate estimate =
          estimates.stream()
              .filter(e -> e.technology().equals(technology))
              .findFirst()
              .orElseThrow();
      headlines.add(
          new Headline(
              "power of 224 MiB of " + estimate.name() + " at 85 C, typical and range",
              String.format(
                  Locale.ROOT,
                  "%.2f (%.2f to %.2f)",
                  estimate.totalW().typical(),
                  estimate.totalW().low(),
                  estimate.totalW().high()),
              "W",
              "computed from sourced facts; weakest basis " + estimate.weakestBasis(),
              "3-technology-choice/arrays.csv"));
    }
    RankProbability best =
        ranks.stream()
            .filter(rank -> rank.rank() == 1)
            .max(Comparator.comparingDouble(RankProbability::probability))
            .orElseThrow();
    headlines.add(
        new Headline(
            "how often " + best.technology() + " needs the least power at 85 C",
            String.format(Locale.ROOT, "%.0f", 100 * best.probability()),
            "% of credible cases",
            "Latin hypercube over the ranges, seed " + SEED,
            "3-technology-choice/rank-probability.csv"));
    return headlines;
  }

  /** Technologies that could hold the cache: on the chip, and rewritable at every token. */
  private static List<MemoryArray> candidates(TechnologyCatalog catalog, Traffic traffic) {
    return CANDIDATES.stream()
        .map(name -> array(catalog.byName(name), traffic, TEMPERATURE_C))
        .toList();
  }

  /** What sampling the ranges says. */
  private record Uncertainty(
      List<RankProbability> ranks,
      List<TechnologyUncertainty.Sensitivity> sobol,
      List<Crossover> crossovers) {}

  private static Uncertainty addUncertainty(
      ResultsFolder results, TechnologyCatalog catalog, Traffic traffic, Laboratory laboratory) {
    boolean quick = laboratory.quick();
    Progress progress = laboratory.progress();
    List<MemoryArray> arrays = candidates(catalog, traffic);
    int samples = quick ? 256 : 4096;
    var uncertainty = new TechnologyUncertainty(arrays, samples, SEED);
    List<RankProbability> ranks = uncertainty.rankProbabilities(Quantity.TOTAL_W);
    results.table(
        "distributions",
        TechnologyUncertainty.Distribution.class,
        uncertainty.distributions(List.of(Quantity.TOTAL_W, Quantity.AREA_MM2), progress));
    results.table("rank-probability", RankProbability.class, ranks);
    results.table(
        "tornado", TechnologyUncertainty.TornadoBar.class, uncertainty.tornado(Quantity.TOTAL_W));
    List<TechnologyUncertainty.Sensitivity> sobol = uncertainty.sobol(Quantity.TOTAL_W, progress);
    results.table("sobol", TechnologyUncertainty.Sensitivity.class, sobol);
    MemoryArray sram = arrays.get(0);
    MemoryArray edram = arrays.get(1);
    MemoryArray stt = arrays.get(2);
    int spread = quick ? 64 : 1000;
    List<Crossover> crossovers =
        List.of(
            Crossover.ofStandby(sram, edram, spread, SEED),
            Crossover.ofStandby(sram, stt, spread, SEED),
            Crossover.ofTemperature(edram, stt, spread, SEED),
            Crossover.ofTemperature(sram, edram, spread, SEED),
            Crossover.ofTraffic(edram, stt, spread, SEED));
    results.table("crossovers", Crossover.class, crossovers);
    return new Uncertainty(ranks, sobol, crossovers);
  }

  private static List<RefreshRow> refreshRows(TechnologyCatalog catalog, Traffic traffic) {
    var rows = new ArrayList<RefreshRow>();
    for (String name : FORGETFUL) {
      MemoryTechnology technology = catalog.byName(name);
      for (double celsius = COLDEST_C; celsius <= HOTTEST_C; celsius += STEP_C) {
        if (technology.holdsAt(celsius)) {
          ArrayEstimate e = array(technology, traffic, celsius).estimate();
          rows.add(
              new RefreshRow(
                  name,
                  e.name(),
                  celsius,
                  e.retentionS(),
                  e.refreshW(),
                  e.refreshWordWiseW(),
                  e.standbyW(),
                  e.refreshRowsPerS(),
                  e.refreshBusyShare()));
        }
      }
    }
    return rows;
  }

  /**
   * A die with tier 2 of a technology, decoding at work.
   *
   * @param dieMm2 area of all parts
   * @param outcome settles, beyond_limit or runaway
   * @param junctionC hottest cell; missing in runaway
   * @param dieW typical power of the die where it settles; missing in runaway
   * @param spreadK hottest block above the coolest; missing in runaway
   */
  record DieRow(
      String technology,
      String pack,
      double dieMm2,
      String outcome,
      Double junctionC,
      Double dieW,
      Double spreadK) {}

  /** Floorplans and heat of dies with different tier 2, decoding at a context that fits. */
  private static List<DieRow> addDies(ResultsFolder results, Laboratory laboratory) {
    var evaluator = new DesignEvaluator(new Facts(laboratory.data()));
    ResolvedWorkload load = evaluator.facts().resolve(Janus1Study.load(FITTING_TOKENS));
    var dies = new ArrayList<DieRow>();
    var parts = new ArrayList<DieRows.PartRow>();
    var blocks = new ArrayList<DieRows.BlockRow>();
    var cells = new ArrayList<DieRows.CellRow>();
    for (String tier2 : ON_A_DIE) {
      PreparedDesign model =
          evaluator.prepare(Janus1Study.design(tier2, Janus1Study.PACKAGES.get(0)));
      ResolvedDesign chip = model.chip();
      String pack = chip.pack().name();
      parts.addAll(DieRows.parts(chip));
      DesignRun run = model.on(load);
      OperatingPoint point = run.point();
      ThermalField field = model.field(point);
      if (field == null) {
        dies.add(
            new DieRow(
                tier2, pack, chip.area().total(), run.outcome().spelling(), null, null, null));
        continue;
      }
      List<DieRows.BlockRow> own =
          DieRows.blocks(chip, HeatReport.of(field, BlockMapping.AVG, chip.pack().limits()));
      blocks.addAll(own);
      DoubleSummaryStatistics celsius =
          own.stream().mapToDouble(DieRows.BlockRow::celsius).summaryStatistics();
      dies.add(
          new DieRow(
              tier2,
              pack,
              chip.area().total(),
              run.outcome().spelling(),
              point.sustained().junctionC(),
              point.partsW().total(),
              celsius.getMax() - celsius.getMin()));
      if (tier2.equals(ON_A_DIE.get(0))) {
        cells.addAll(DieRows.heatMap(chip.design().name(), pack, model.grid(), field.watts()));
      }
    }
    results.table("dies", DieRow.class, dies);
    results.table("die-parts", DieRows.PartRow.class, parts);
    results.table("floorplan", DieRows.BlockRow.class, blocks);
    results.table("heat-map", DieRows.CellRow.class, cells);
    return dies;
  }

  private static List<FindingRow> findings(
      List<ArrayEstimate> estimates, Uncertainty uncertainty, List<DieRow> dies) {
    var findings = new ArrayList<FindingRow>();
    for (String id : List.of("sram-hd", "sram-ll", "edram-1t1c", "stt-mram")) {
      ArrayEstimate e =
          estimates.stream().filter(x -> x.technology().equals(id)).findFirst().orElseThrow();
      findings.add(
          new FindingRow(
              String.format(
                  Locale.ROOT,
                  "At %.0f °C, %.0f MiB of %s need %.2f W (%.2f to %.2f): %.0f %% standby, %.0f %%"
                      + " refresh, %.0f %% accesses; %.0f mm² at %.0f nm.",
                  TEMPERATURE_C,
                  CAPACITY.mib(),
                  e.name(),
                  e.totalW().typical(),
                  e.totalW().low(),
                  e.totalW().high(),
                  100 * e.standbyShare(),
                  100 * e.refreshShare(),
                  100 * (1 - e.standbyShare() - e.refreshShare()),
                  e.areaMm2().typical(),
                  e.nodeNm()),
              "arrays.csv"));
    }
    findings.add(new FindingRow(rankSentence(uncertainty.ranks()), "rank-probability.csv"));
    for (Crossover crossing : uncertainty.crossovers()) {
      findings.add(new FindingRow(crossing.sentence(), "crossovers.csv"));
    }
    findings.add(new FindingRow(sobolSentence(uncertainty.sobol()), "sobol.csv"));
    for (DieRow die : dies) {
      findings.add(
          new FindingRow(
              die.junctionC() == null
                  ? String.format(
                      Locale.ROOT,
                      "A die with tier 2 of %s (%.0f mm²) finds no steady temperature in the"
                          + " package \"%s\": its leakage runs away.",
                      die.technology(),
                      die.dieMm2(),
                      die.pack())
                  : String.format(
                      Locale.ROOT,
                      "A die with tier 2 of %s (%.0f mm²) settles at %.1f °C in the package \"%s\","
                          + " dissipating %.2f W; its blocks differ by %.1f K.",
                      die.technology(),
                      die.dieMm2(),
                      die.junctionC(),
                      die.pack(),
                      die.dieW(),
                      die.spreadK()),
              "dies.csv"));
    }
    return findings;
  }

  private static String rankSentence(List<RankProbability> ranks) {
    return ranks.stream()
        .filter(rank -> rank.rank() == 1)
        .sorted(Comparator.comparingDouble(RankProbability::probability).reversed())
        .map(
            rank ->
                String.format(
                    Locale.ROOT, "%s %.0f %%", rank.technology(), 100 * rank.probability()))
        .collect(
            Collectors.joining(
                ", ", "Over all credible values of the facts the least power is that of: ", "."));
  }

  private static String sobolSentence(List<TechnologyUncertainty.Sensitivity> sobol) {
    return ON_A_DIE.stream()
        .map(
            id ->
                sobol.stream()
                    .filter(index -> index.technology().equals(id))
                    .max(Comparator.comparingDouble(TechnologyUncertainty.Sensitivity::total))
                    .orElseThrow())
        .map(
            index ->
                String.format(
                    Locale.ROOT,
                    "%s %.0f %% (%s)",
                    index.technology(),
                    100 * Math.min(1, index.total()),
                    index.parameter().replace('_', ' ')))
        .collect(
            Collectors.joining(", ", "One fact explains most of the variance of the power: ", "."));
  }

  private static List<AreaModel.Block> areaRows(AreaModel area) {
    var rows = new ArrayList<AreaModel.Block>();
    for (double nm : new double[] {16, 14, 10, 7, 5, 3, 2}) {
      rows.add(area.sram(CAPACITY, nm));
      rows.add(nm >= 14 ? area.edram(CAPACITY, nm) : area.edramExtrapolated(CAPACITY, nm));
      rows.add(area.logic(1e6, nm));
    }
    return rows;
  }

  /** Where a die with one array and 2 W of other power settles in a package. */
  record OperatingRow(String technology, double otherW, ElectroThermal.OperatingPoint point) {}

  private static List<OperatingRow> operatingRows(TechnologyCatalog catalog, Traffic traffic) {
    var rows = new ArrayList<OperatingRow>();
    for (MemoryArray array : candidates(catalog, traffic)) {
      for (double theta : new double[] {5, 10, 15, 20, 27.4, 44.6}) {
        rows.add(
            new OperatingRow(
                array.technology().id(),
                OTHER_W,
                ElectroThermal.solve(array, OTHER_W, AMBIENT_C, theta)));
      }
    }
    return rows;
  }
}
