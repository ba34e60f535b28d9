package janus.notebook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import tech.tablesaw.api.Table;

/**
 * A figure with a slider below it. Every position of the slider is a figure of its own, drawn
 * beforehand from the rows with one value of a column; a position shows its traces, title and marks
 * and hides the others. All of them need axes with the same ranges.
 */
public final class Knob {
  private static final int SLIDER_PIXELS = 84;

  private final Figures figures;
  private final String name;
  private final String unit;
  private final List<String> values;
  private final List<Figure> positions;
  private int start;

  Knob(Figures figures, Table table, String column, Function<Table, Chart> chart) {
    this.figures = figures;
    Labels label = Labels.of(column);
    name = label.quantity();
    unit = label.unit();
    values = List.of(Tables.texts(table, column)).stream().distinct().toList();
    positions =
        values.stream()
            .map(value -> chart.apply(Tables.only(table, column, value)).figure())
            .toList();
  }

  /**
   * The position at first, which pictures show.
   *
   * @throws IllegalArgumentException if the slider has no such value
   */
  public Knob start(Object value) {
    start = values.indexOf(value.toString());
    if (start < 0) {
      throw new IllegalArgumentException(name + " " + value + " is none of " + values);
    }
    return this;
  }

  /** Draws and saves the figure, as {@link Chart#draw} does; the files show the first position. */
  public Figure draw(String file) {
    Figure still = figures.save(file, positions.get(start));
    return new Figure(still, still.height() + SLIDER_PIXELS, live());
  }

  /** The figure with its slider. */
  ObjectNode live() {
    ObjectNode json = positions.get(start).json();
    ArrayNode data = json.putArray("data");
    for (int i = 0; i < positions.size(); i++) {
      for (JsonNode trace : positions.get(i).json().get("data")) {
        data.add(((ObjectNode) trace).put("visible", i == start));
      }
    }
    ObjectNode layout = (ObjectNode) json.get("layout");
    layout.put("height", layout.get("height").asInt() + SLIDER_PIXELS);
    ObjectNode margin = (ObjectNode) layout.get("margin");
    int below = margin.get("b").asInt();
    margin.put("b", below + SLIDER_PIXELS);
    slider(layout.putArray("sliders").addObject(), below);
    return json;
  }

  private void slider(ObjectNode slider, int below) {
    slider.put("active", start).put("y", 0).put("yanchor", "top").put("len", 1);
    slider.putObject("pad").put("t", below).put("b", 8);
    ObjectNode current = slider.putObject("currentvalue");
    current.put("prefix", name + ": ").put("suffix", unit.isEmpty() ? "" : " " + unit);
    current.putObject("font").put("size", 13);
    ArrayNode steps = slider.putArray("steps");
    IntStream.range(0, values.size()).forEach(i -> step(steps.addObject(), i));
  }

  private void step(ObjectNode step, int position) {
    step.put("label", values.get(position)).put("method", "update");
    ArrayNode arguments = step.putArray("args");
    ArrayNode visible = arguments.addObject().putArray("visible");
    shown(position).forEach(visible::add);
    JsonNode layout = positions.get(position).json().get("layout");
    ObjectNode change = arguments.addObject();
    change.set("title.text", layout.at("/title/text"));
    change.set(
        "annotations", layout.path("annotations").isArray() ? layout.get("annotations") : null);
    change.set("shapes", layout.path("shapes").isArray() ? layout.get("shapes") : null);
  }

  /** For each trace of all positions, whether it belongs to one of them. */
  private List<Boolean> shown(int position) {
    var shown = new ArrayList<Boolean>();
    for (int i = 0; i < positions.size(); i++) {
      boolean here = i == position;
      positions.get(i).json().get("data").forEach(trace -> shown.add(here));
    }
    return shown;
  }
}
