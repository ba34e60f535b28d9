package janus.experiment;

import janus.catalog.TechnologyCatalog;
import janus.progress.Progress;
import janus.provenance.Fact;
import janus.results.ResultsFolder;
import janus.technology.AreaModel;
import janus.technology.ArrayEstimate;
import janus.technology.Crossover;
import janus.technology.ElectroThermal;
import janus.technology.MemoryArray;
import janus.technology.MemoryTechnology;
import janus.technology.PublishedTable;
import janus.technology.Quantity;
import janus.technology.TechnologyUncertainty;
import janus.technology.TechnologyUncertainty.RankProbability;
import janus.technology.TechnologyValidation;
import janus.technology.Traffic;
import janus.units.DataSize;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Step 3: which memory technology holds the cache. */
public final class TechnologyChoice implements Experiment {
  /** Tier 2 of the published Janus-1. */
  static final DataSize CAPACITY = DataSize.ofMiB(224L);

  static final int BANKS = 16;
  static final int WORD_BITS = 1024;
  static final double CLOCK_GHZ = 1;
  static final double TEMPERATURE_C = 85;
  private static final double[] TEMPERATURES_C = {25, 45, 65, 85, 105};

  private static final long SEED = 1;
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

  /** One fact of one technology, with its origin. */
  record FactRow(
      String technology,
      double low,
      double typical,
      double high,
      String unit,
      String basis,
      String source,
      String where) {}

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
    Traffic traffic = Traffic.published();
    List<ArrayEstimate> estimates = estimates(catalog.all(), traffic, TEMPERATURE_C);
    PublishedTable published = catalog.published();
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
    results.table("facts", FactRow.class, factRows(catalog.all()));
    results.table("validation", TechnologyValidation.Point.class, catalog.validate());
    List<RankProbability> ranks = addUncertainty(results, catalog, traffic, laboratory);
    results.table("area", AreaModel.Block.class, areaRows(catalog.area()));
    results.table("package-and-runaway", OperatingRow.class, operatingRows(catalog, traffic));
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

  private static List<FactRow> factRows(List<MemoryTechnology> technologies) {
    var rows = new ArrayList<FactRow>();
    for (MemoryTechnology technology : technologies) {
      for (Fact fact : technology.facts()) {
        rows.add(
            new FactRow(
                technology.id(),
                fact.low(),
                fact.typical(),
                fact.high(),
                fact.unit(),
                fact.basis().spelling(),
                fact.source(),
                fact.where()));
      }
    }
    return rows;
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

  private static List<RankProbability> addUncertainty(
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
    results.table(
        "sobol",
        TechnologyUncertainty.Sensitivity.class,
        uncertainty.sobol(Quantity.TOTAL_W, progress));
    MemoryArray sram = arrays.get(0);
    MemoryArray edram = arrays.get(1);
    MemoryArray stt = arrays.get(2);
    int spread = quick ? 64 : 1000;
    results.table(
        "crossovers",
        Crossover.class,
        List.of(
            Crossover.ofStandby(sram, edram, spread, SEED),
            Crossover.ofTemperature(edram, stt, spread, SEED),
            Crossover.ofTemperature(sram, edram, spread, SEED),
            Crossover.ofTraffic(edram, stt, spread, SEED)));
    return ranks;
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
