package janus.experiment;

import janus.catalog.TechnologyCatalog;
import janus.provenance.Fact;
import janus.results.ResultsFolder;
import janus.technology.ArrayEstimate;
import janus.technology.MemoryArray;
import janus.technology.MemoryTechnology;
import janus.technology.PublishedTable;
import janus.technology.Traffic;
import janus.units.DataSize;
import java.util.ArrayList;
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
    List<Headline> headlines = headlines(estimates);
    results.table("headlines", Headline.class, headlines);
    results.write(
        name(),
        laboratory.quick(),
        settings(traffic),
        (System.nanoTime() - start) / 1e9,
        laboratory.circumstances());
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

  private static List<Headline> headlines(List<ArrayEstimate> estimates) {
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
    return headlines;
  }
}
