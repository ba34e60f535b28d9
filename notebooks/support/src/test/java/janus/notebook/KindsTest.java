package janus.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import janus.codesign.Facts;
import janus.kvcache.KvCodecs;
import janus.trace.KvTraceSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

/** Kinds of figures and tables that several cells share, from committed results. */
class KindsTest {
  private static final Figures FIGURES = new Figures(Path.of("unused"));

  @Test
  void aSweepNamesItsValueAndItsPrefetcher() {
    var sweeps = Sweeps.of(Results.of("4-prefetcher-design"));
    Table banks = sweeps.of("tier-2 banks", "banks");
    assertEquals(1, Tables.where(banks, "banks", 1).rowCount());
    assertEquals(List.of("stream"), banks.stringColumn("prefetcher_name").unique().asList());
    Table family =
        sweeps.family("look-ahead at tier-2 latency (\\d+)", "tier2_latency_cycles", "lines");
    assertEquals(1, Tables.where(family, "tier2_latency_cycles", 30, "lines", 16).rowCount());
    assertThrows(IllegalArgumentException.class, () -> sweeps.of("no such sweep", "x"));
  }

  // One decode step reads every line of the cache, with or without a prefetcher.
  @Test
  void liveRunsReadTheSameLines() throws IOException {
    var codec = KvCodecs.parse("int4-token");
    var trace =
        KvTraceSettings.of(Facts.bundled().model("smollm2-135m"), codec, codec, 16).decode();
    Table runs = LiveSimulation.run(trace, "none", "stream");
    assertEquals(List.of("none", "stream"), runs.stringColumn("prefetcher").asList());
    double reads = Tables.value(runs, "reads", "prefetcher", "none");
    assertEquals(reads, Tables.value(runs, "reads", "prefetcher", "stream"));
    assertTrue(
        Tables.value(runs, "total_cycles", "prefetcher", "stream")
            < Tables.value(runs, "total_cycles", "prefetcher", "none"));
  }

  @Test
  void mapsOfDifferentDiesHaveOneSpanAndTheirOwnNames() {
    var results = Results.of("5-whole-chip");
    for (String chip : List.of("Janus-1 with edram-1t1c", "Janus-1, published power")) {
      Table cells = results.where("heat-map", "chip", chip);
      Table blocks = results.where("blocks", "chip", chip);
      JsonNode map = Floorplans.heat(FIGURES, cells, blocks).figure().json();
      JsonNode colours = map.at("/data/0");
      assertEquals(3, colours.path("zmax").asDouble() - colours.path("zmin").asDouble(), 1e-9);
      boolean ours = chip.contains("edram");
      assertEquals(ours, texts(map).contains("arrays: 16 tiles"), chip);
      assertEquals(!ours, texts(map).contains("eDRAM"), chip);
    }
  }

  private static List<String> texts(JsonNode figure) {
    return StreamSupport.stream(figure.at("/layout/annotations").spliterator(), false)
        .map(note -> note.path("text").asText())
        .toList();
  }

  @Test
  void costsKeepTheColumnsThatATableHas() {
    Table sweep = Results.of("2-quantization").everyTable("study/smollm2*/*/sweep/perplexity");
    Table costs = Schemes.costs(sweep);
    assertTrue(costs.containsColumn("kld999_nats"), costs.columnNames().toString());
    Table fewer = Schemes.costs(sweep.selectColumns("perplexity", "text", "scheme"));
    assertEquals(List.of("scheme", "perplexity"), fewer.columnNames());
    assertEquals(sweep.rowCount(), Schemes.ofBits(sweep, 0, 32).rowCount());
  }

  record Watts(String component, String cause, double watts) {}

  @Test
  void causesOfTheMemoryOutsideAreThoseOfTheDie() {
    Table power =
        PowerParts.of(
            Tables.of(
                List.of(
                    new Watts("tier 1", "standby", 1),
                    new Watts("off-chip", "burst", 2),
                    new Watts("off-chip", "pins", 0.5),
                    new Watts("off-chip", "active standby", 0.25))));
    assertEquals(3, power.rowCount());
    assertEquals(
        2.5, Tables.value(power, "watts", "component", "off-chip", "cause", "reads and writes"));
    assertEquals(2.75, PowerParts.watts(power, "off-chip"));
    Table committed = Results.of("5-whole-chip").table("power");
    Table parts = PowerParts.of(committed);
    assertEquals(committed.numberColumn("watts").sum(), parts.numberColumn("watts").sum(), 1e-9);
    assertTrue(parts.stringColumn("cause").unique().size() <= 6, parts.print());
  }

  @Test
  void theSummaryHasAPanelForEachQuestion() {
    JsonNode json = Summary.of(FIGURES).title("All").figure().json();
    assertTrue(json.path("layout").has("xaxis9") && !json.path("layout").has("xaxis10"));
  }
}
