package janus.notebook;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import janus.files.OutputFile;
import janus.provenance.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import tech.tablesaw.api.Table;

/**
 * The figures of one step. Each method starts a {@link Chart} from the columns of a table; {@link
 * Chart#draw} finishes it and saves it beside the step's results.
 */
public final class Figures {
  private final Path folder;

  Figures(Path folder) {
    this.folder = folder;
  }

  /**
   * The figures of a step, saved in {@code results/STEP/figures}, or below {@code
   * target/quick/results} at a reduced size.
   */
  public static Figures of(String step) {
    IjavaBinding.attach();
    return new Figures(Workplace.results().resolve(step).resolve("figures"));
  }

  /** Lines through points, one line per value of {@link Chart#by}. */
  public Chart lines(Table table, String x, String y) {
    return new Chart(this, Chart.Kind.LINES, table, x, y, null);
  }

  /** Points without lines. */
  public Chart points(Table table, String x, String y) {
    return new Chart(this, Chart.Kind.POINTS, table, x, y, null);
  }

  /** Vertical bars, one per category. */
  public Chart columns(Table table, String category, String y) {
    return new Chart(this, Chart.Kind.COLUMNS, table, category, y, null);
  }

  /** Horizontal bars, one per category, the first at the top. */
  public Chart rows(Table table, String category, String x) {
    return new Chart(this, Chart.Kind.ROWS, table, category, x, null);
  }

  /** A point with its range per category, the first at the top. */
  public Chart ranges(Table table, String category, String x) {
    return new Chart(this, Chart.Kind.RANGES, table, category, x, null);
  }

  /** A heat map. */
  public Chart heatMap(Table table, String x, String y, String value) {
    return new Chart(this, Chart.Kind.HEAT_MAP, table, x, y, value);
  }

  /** A waterfall of contributions, with their total at the end. */
  public Chart waterfall(Table table, String contribution, String amount) {
    return new Chart(this, Chart.Kind.WATERFALL, table, contribution, amount, null);
  }

  /**
   * A floorplan: rectangles from the columns {@code x_mm}, {@code y_mm}, {@code width_mm} and
   * {@code height_mm}.
   *
   * @param value the column for the colours, or null
   */
  public Chart blocks(Table table, String name, String value) {
    return new Chart(this, Chart.Kind.BLOCKS, table, name, "y_mm", value);
  }

  /** Several figures in one, in rows, each with its own title. */
  public Panels panels(int columns, List<Figure> figures) {
    return new Panels(this, columns, figures);
  }

  /**
   * A figure with a slider over the values of a column.
   *
   * @param chart draws the rows with one of the values; its axes need fixed ranges
   */
  public Knob knob(Table table, String column, Function<Table, Chart> chart) {
    return new Knob(this, table, column, chart);
  }

  ObjectNode node() {
    return JsonNodeFactory.instance.objectNode();
  }

  /**
   * Saves a PNG at 300 DPI and an SVG; each file is written atomically. Where there is no program
   * that draws them, the files stay as they are, and one line of the notebook says so.
   */
  Figure save(String name, Figure figure) {
    if (!Kaleido.available()) {
      Kaleido.tellOnce();
      return figure;
    }
    try {
      Files.createDirectories(folder);
      OutputFile.write(folder.resolve(name + ".png"), figure.png());
      OutputFile.write(folder.resolve(name + ".svg"), Kaleido.shared().svg(figure));
    } catch (IOException e) {
      throw new BadInputException(
          Workplace.relative(folder) + ": figures cannot be written: " + e.getMessage(), e);
    }
    return figure;
  }
}
