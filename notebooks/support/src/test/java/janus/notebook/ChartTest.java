package janus.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

class ChartTest {
  private final Figures figures = new Figures(Path.of("unused"));

  record Power(String technology, double powerMw, double powerMwLow, double powerMwHigh) {}

  record Sweep(String prefetcher, int lookAheadLines, double latencyCycles) {}

  record Block(String name, double xMm, double yMm, double widthMm, double heightMm, double k) {}

  private static final Table POWER =
      Tables.of(List.of(new Power("SRAM", 10, 1, 100), new Power("eDRAM", 5, 4, 7)))
          .setName("power");
  private static final Table SWEEP =
      Tables.of(
          List.of(
              new Sweep("none", 1, 9), new Sweep("none", 2, 9),
              new Sweep("stream", 1, 5), new Sweep("stream", 2, 1)));

  private static JsonNode json(Figure figure) throws IOException {
    return new ObjectMapper().readTree(figure.toJson());
  }

  // 10 between 1 and 100 is drawn with 90 above and 9 below.
  @Test
  void rangesAreDrawn() throws IOException {
    JsonNode trace = json(figures.ranges(POWER, "technology", "power_mw").figure()).at("/data/0");
    assertEquals("[90.0,2.0]", trace.at("/error_x/array").toString());
    assertEquals("[9.0,1.0]", trace.at("/error_x/arrayminus").toString());
  }

  @Test
  void seriesDifferInColourDashAndSymbol() throws IOException {
    JsonNode data = json(sweep()).get("data");
    assertEquals(2, data.size());
    assertEquals("stream", data.at("/1/name").asText());
    for (String field : List.of("/line/color", "/line/dash", "/marker/symbol")) {
      assertFalse(data.get(0).at(field).equals(data.get(1).at(field)), field);
    }
  }

  @Test
  void axisTitlesCarryUnits() throws IOException {
    JsonNode layout = json(sweep()).get("layout");
    assertEquals("Look-ahead (lines)", layout.at("/xaxis/title/text").asText());
    assertEquals("Latency (cycles)", layout.at("/yaxis/title/text").asText());
  }

  record Cell(double xMm, double yMm, double celsius) {}

  @Test
  void aHeatMapOverAFloorplanIsToScale() throws IOException {
    Table cells =
        Tables.of(
            List.of(
                new Cell(0.5, 0.5, 40), new Cell(1.5, 0.5, 41),
                new Cell(0.5, 1.5, 42), new Cell(1.5, 1.5, 43)));
    Table blocks = Tables.of(List.of(new Block("A", 0, 0, 2, 1, 0), new Block("B", 0, 1, 2, 1, 0)));
    JsonNode figure = json(figures.heatMap(cells, "x_mm", "y_mm", "celsius").over(blocks).figure());
    assertEquals("[0.5,1.5]", figure.at("/data/0/x").toString());
    assertEquals("[[40.0,41.0],[42.0,43.0]]", figure.at("/data/0/z").toString());
    assertEquals("x", figure.at("/layout/yaxis/scaleanchor").asText());
    assertEquals(4, figure.at("/layout/shapes").size());
    assertThrows(
        IllegalArgumentException.class,
        () -> figures.points(POWER, "power_mw", "power_mw").over(blocks));
  }

  @Test
  void sameInputGivesSameBytes() {
    assertEquals(sweep().toJson(), sweep().toJson());
  }

  @Test
  void sweepOnALogAxisHasATickAtEachValue() throws IOException {
    JsonNode axis = json(sweep()).at("/layout/xaxis");
    assertEquals("log", axis.get("type").asText());
    assertEquals("[1.0,2.0]", axis.get("tickvals").toString());
  }

  @Test
  void unknownColumnIsNamed() {
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> figures.lines(SWEEP, "look", "latency_cycles"));
    assertTrue(e.getMessage().contains("no column look"), e.getMessage());
  }

  // 3 and 4 make a total of 7, which the figure prints.
  @Test
  void waterfallEndsWithItsTotal() throws IOException {
    Table parts = Tables.of(List.of(new Part("a", 3), new Part("b", 4)));
    JsonNode trace = json(figures.waterfall(parts, "cause", "cycles").figure()).at("/data/0");
    assertEquals("[\"3\",\"4\",\"7\"]", trace.get("text").toString());
    assertEquals("[\"relative\",\"relative\",\"total\"]", trace.get("measure").toString());
  }

  record Part(String cause, double cycles) {}

  @Test
  void heatMapPlacesEachCellOnce() throws IOException {
    JsonNode z =
        json(figures.heatMap(SWEEP, "look_ahead_lines", "prefetcher", "latency_cycles").figure())
            .at("/data/0/z");
    assertEquals("[[9.0,9.0],[5.0,1.0]]", z.toString());
  }

  // 9 of 1 to 9 is the light end of the map, 5 its middle, 1 its dark end.
  @Test
  void eachCellIsWrittenInTheInkThatIsReadBestOnIt() throws IOException {
    JsonNode data =
        json(figures.heatMap(SWEEP, "look_ahead_lines", "prefetcher", "latency_cycles").figure())
            .get("data");
    assertTrue(data.at("/0/texttemplate").isMissingNode());
    assertEquals("[9.0,9.0,5.0,1.0]", data.at("/1/customdata").toString());
    assertEquals(
        "[\"#000000\",\"#000000\",\"#000000\",\"#FFFFFF\"]",
        data.at("/1/textfont/color").toString());
    assertEquals("%{customdata:.3~g}", data.at("/1/texttemplate").asText());
    assertEquals("[\"1\",\"2\",\"1\",\"2\"]", data.at("/1/x").toString());
  }

  @Test
  void blocksAreDrawnToScale() throws IOException {
    Table die =
        Tables.of(List.of(new Block("t", 1, 2, 3, 4, 300), new Block("u", 4, 2, 1, 4, 350)));
    JsonNode layout = json(figures.blocks(die, "name", "k").figure()).get("layout");
    assertEquals(4.0, layout.at("/shapes/0/x1").asDouble());
    assertEquals(6.0, layout.at("/shapes/0/y1").asDouble());
    assertEquals("x", layout.at("/yaxis/scaleanchor").asText());
    assertFalse(
        layout.at("/shapes/0/fillcolor").equals(layout.at("/shapes/1/fillcolor")), "one colour");
  }

  @Test
  void panelsKeepEachFigureInItsOwnCell() throws IOException {
    Figure part = figures.lines(SWEEP, "look_ahead_lines", "latency_cycles").level(3, "l").figure();
    JsonNode json = json(figures.panels(2, List.of(part, part, part)).title("t").figure());
    assertEquals("x3", json.at("/data/2/xaxis").asText());
    JsonNode title = json.at("/layout/annotations").get(5);
    assertEquals("paper", title.get("yref").asText());
    assertEquals(json.at("/layout/yaxis3/domain/1").asDouble(), title.get("y").asDouble(), 1e-9);
    double endOfFirst = json.at("/layout/xaxis/domain/1").asDouble();
    assertTrue(endOfFirst < json.at("/layout/xaxis2/domain/0").asDouble());
    double bottomOfFirst = json.at("/layout/yaxis/domain/0").asDouble();
    assertTrue(json.at("/layout/yaxis3/domain/1").asDouble() < bottomOfFirst);
  }

  @Test
  void longTitlesBreakAndMakeRoom() throws IOException {
    String finding = "word ".repeat(60).strip();
    JsonNode layout =
        json(figures.lines(SWEEP, "look_ahead_lines", "latency_cycles").title(finding).figure())
            .get("layout");
    int lines = layout.at("/title/text").asText().split("<br>", -1).length;
    assertTrue(lines >= 4, lines + " lines");
    assertTrue(layout.at("/margin/t").asInt() >= 20 * lines);
  }

  record Cost(
      String codec, String text, double bits, double loss, double lossLow, double lossHigh) {}

  private static final Table COSTS =
      Tables.of(
          List.of(
              new Cost("wide", "a", 8, 1, 0.5, 2),
              new Cost("beaten", "a", 9, 2, 1, 3),
              new Cost("narrow", "b", 4, 10, 9, 11)));

  // 4 bits cost 10 and 8 bits 1; the third costs more than the second and takes more bits.
  @Test
  void theFrontJoinsWhatNothingUndercuts() throws IOException {
    JsonNode front = json(figures.points(COSTS, "bits", "loss").front().figure()).at("/data/0");
    assertEquals("[4.0,8.0]", front.get("x").toString());
    assertEquals("[10.0,1.0]", front.get("y").toString());
  }

  @Test
  void labelledPointsKeepTheirRangesAndGetOneNoteEach() throws IOException {
    JsonNode json = json(figures.points(COSTS, "bits", "loss").labels("codec").logY().figure());
    assertEquals("[1.0,1.0,1.0]", json.at("/data/0/error_y/array").toString());
    assertEquals(3, json.at("/layout/annotations").size());
    assertEquals("beaten", json.at("/layout/annotations/1/text").asText());
    double[] range = {
      json.at("/layout/yaxis/range/0").asDouble(), json.at("/layout/yaxis/range/1").asDouble()
    };
    assertTrue(range[0] < Math.log10(0.5) && range[1] > 1, range[0] + " to " + range[1]);
  }

  @Test
  void markersOfASecondTextAreHollow() throws IOException {
    JsonNode json = json(figures.points(COSTS, "bits", "loss").hollow("text").figure());
    assertEquals(
        "[\"circle\",\"circle\",\"circle-open\"]", json.at("/data/0/marker/symbol").toString());
  }

  // Two series at 1 and 2: a hundredth of the axis between them, half of it to either side.
  @Test
  void seriesSetApartStayAroundTheirPlace() throws IOException {
    JsonNode data =
        json(figures
                .lines(SWEEP, "look_ahead_lines", "latency_cycles")
                .by("prefetcher")
                .apart()
                .figure())
            .get("data");
    assertEquals(0.995, data.at("/0/x/0").asDouble(), 1e-9);
    assertEquals(1.005, data.at("/1/x/0").asDouble(), 1e-9);
  }

  // Four names at one point: none may cover another.
  @Test
  void namesOfPointsAtOnePlaceDoNotCoverEachOther() {
    var placer = new LabelPlacer(400, 300);
    placer.point(200, 150, 9);
    var offsets = new java.util.HashSet<LabelPlacer.Offset>();
    for (int i = 0; i < 4; i++) {
      offsets.add(placer.place("name", 200, 150));
    }
    assertEquals(4, offsets.size());
    assertEquals("left", new LabelPlacer(400, 300).place("name", 200, 150).xAnchor());
    assertEquals("right", new LabelPlacer(400, 300).place("name", 395, 150).xAnchor());
  }

  @Test
  void aCalloutPointsAtItsBlock() throws IOException {
    Table die = Tables.of(List.of(new Place("strip", 1, 2, 3, 4)));
    JsonNode note =
        json(figures.blocks(die, "block", null).callout("strip", "SRAM").figure())
            .at("/layout/annotations/0");
    assertEquals(2.5, note.get("x").asDouble());
    assertEquals(4.0, note.get("y").asDouble());
    assertThrows(
        IllegalArgumentException.class, () -> figures.blocks(die, "block", null).callout("x", ""));
  }

  record Place(String block, double xMm, double yMm, double widthMm, double heightMm) {}

  private Figure sweep() {
    return figures
        .lines(SWEEP, "look_ahead_lines", "latency_cycles")
        .by("prefetcher")
        .logX()
        .title("Looking ahead helps")
        .figure();
  }
}
