package janus.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.plotly.components.Layout;
import tech.tablesaw.plotly.traces.BarTrace;
import tech.tablesaw.plotly.traces.HeatmapTrace;
import tech.tablesaw.plotly.traces.ScatterTrace;

class JsplotJsonTest {
  private static JsonNode convert() {
    var x = DoubleColumn.create("x", 1, 2, Double.NaN);
    var y = DoubleColumn.create("y", 3, 4e-9, 5);
    var line = ScatterTrace.builder(x, y).name("it's \"quoted\" <b> & µ").build();
    var bars = BarTrace.builder(new Object[] {"p q", "r"}, new double[] {1.5, Double.NaN}).build();
    var cells =
        HeatmapTrace.builder(
                new Object[] {"a", "b"}, new Object[] {"c"}, new double[][] {{1, Double.NaN}})
            .build();
    var layout = Layout.builder("5 > 4 & it's so", "X (µJ)", "Y").build();
    return JsplotJson.of(new tech.tablesaw.plotly.components.Figure(layout, line, bars, cells));
  }

  @Test
  void everyTraceArrivesInOrder() {
    JsonNode data = convert().get("data");
    assertEquals(3, data.size());
    assertEquals("scatter", data.at("/0/type").asText());
    assertEquals("bar", data.at("/1/type").asText());
    assertEquals("heatmap", data.at("/2/type").asText());
  }

  @Test
  void numbersAreNumbersAndMissingOnesAreNull() {
    JsonNode data = convert().get("data");
    assertEquals("[1.0,2.0,null]", data.at("/0/x").toString());
    assertTrue(data.at("/0/y/1").isNumber());
    assertEquals(4e-9, data.at("/0/y/1").asDouble());
    assertTrue(data.at("/1/y/1").isNull());
    assertTrue(data.at("/2/z/0/1").isNull());
  }

  @Test
  void titlesAreObjects() {
    assertEquals("5 > 4 & it's so", convert().at("/layout/title/text").asText());
    assertEquals("X (µJ)", convert().at("/layout/xaxis/title/text").asText());
  }

  @Test
  void namesKeepQuotesAndEntities() {
    assertEquals("it's \"quoted\" <b> & µ", convert().at("/data/0/name").asText());
  }
}
