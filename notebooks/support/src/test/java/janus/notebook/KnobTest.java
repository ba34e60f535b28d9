package janus.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

class KnobTest {
  record Point(int heatC, double x, double y) {}

  @TempDir Path folder;

  private final Table points =
      Tables.of(
          List.of(
              new Point(25, 1, 2),
              new Point(25, 2, 3),
              new Point(85, 1, 20),
              new Point(85, 2, 30)));

  private Knob knob() {
    var figures = new Figures(folder);
    return figures.knob(
        points,
        "heat_c",
        at -> figures.lines(at, "x", "y").title("%.0f at most", at.numberColumn("y").max()));
  }

  // Two positions with one trace each; each shows its own trace and title.
  @Test
  void everyPositionShowsItsOwnRows() {
    JsonNode json = knob().start(85).live();
    assertEquals(2, json.at("/data").size());
    assertEquals("[false,true]", visible(json.at("/data")));
    JsonNode steps = json.at("/layout/sliders/0/steps");
    assertEquals(
        List.of("25", "85"), List.of(steps.at("/0/label").asText(), steps.at("/1/label").asText()));
    assertEquals("[true,false]", steps.at("/0/args/0/visible").toString());
    assertEquals("3 at most", steps.at("/0/args/1").get("title.text").asText());
    assertEquals("[2,3]", json.at("/data/0/y").toString().replace(".0", ""));
    assertEquals(1, json.at("/layout/sliders/0/active").asInt());
  }

  private static String visible(JsonNode traces) {
    return "[" + traces.at("/0/visible") + "," + traces.at("/1/visible") + "]";
  }

  @Test
  void aPositionThatIsNotThereIsNamed() {
    var error = assertThrows(IllegalArgumentException.class, () -> knob().start(45));
    assertEquals("heat 45 is none of [25, 85]", error.getMessage());
  }
}
