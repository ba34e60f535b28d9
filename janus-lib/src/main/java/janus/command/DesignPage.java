package janus.command;

import janus.pareto.Objective;
import janus.results.CsvTable;
import java.util.List;

/** Draws the answer of a search as a page: a service that another jar provides. */
public interface DesignPage {
  /** Column of the designs that are told apart: recommended, published or null. */
  String MARK = "mark";

  /**
   * What is drawn.
   *
   * @param title of the page
   * @param command how a design is evaluated, to which the page adds its fields
   * @param objectives what is better
   * @param answer what {@code janus design --json} prints, and in {@code nothing} why an empty
   *     front is empty; as JSON
   * @param designs the front, a sample of the others, and designs with a {@link #MARK}
   */
  record Content(
      String title, String command, List<Objective> objectives, String answer, CsvTable designs) {
    public Content {
      objectives = List.copyOf(objectives);
    }
  }

  /** The page, as HTML. */
  String html(Content content);
}
