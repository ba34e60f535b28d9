package janus.notebook;

import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tech.tablesaw.api.Table;

/**
 * The display of one class of values in a notebook, for any Java kernel. The bindings {@link
 * JanusExtension} and {@link IjavaBinding} register all displays with their kernel.
 *
 * @param preferred the MIME type shown by default
 * @param others the other types that a bundle may hold
 */
record Display<T>(
    Class<T> type, String preferred, List<String> others, Function<T, Bundle> bundle) {
  /** Tables, figures and findings. */
  static final List<Display<?>> ALL =
      List.of(
          new Display<>(Table.class, Bundle.HTML, List.of(Bundle.PLAIN), Display::table),
          new Display<>(
              Figure.class, Bundle.FIGURE, List.of(Bundle.PNG, Bundle.PLAIN), Display::figure),
          new Display<>(Finding.class, Bundle.MARKDOWN, List.of(Bundle.PLAIN), Display::finding));

  private static final int ROWS_AS_TEXT = 20;

  private static Bundle table(Table table) {
    return new Bundle(
        Map.of(Bundle.PLAIN, table.print(ROWS_AS_TEXT), Bundle.HTML, TableHtml.of(table)));
  }

  private static Bundle finding(Finding finding) {
    return new Bundle(
        Map.of(Bundle.PLAIN, finding.markdown(), Bundle.MARKDOWN, finding.markdown()));
  }

  /** JSON for live plots and, if Kaleido is installed, a picture for viewers without scripts. */
  private static Bundle figure(Figure figure) {
    var data = new HashMap<String, Object>();
    data.put(Bundle.PLAIN, figure.toString());
    data.put(Bundle.FIGURE, figure.toMap());
    if (!Kaleido.available()) {
      return new Bundle(data);
    }
    data.put(Bundle.PNG, Base64.getEncoder().encodeToString(figure.png()));
    Map<String, Object> size = Map.of("width", figure.width(), "height", figure.pictureHeight());
    return new Bundle(data, Map.of(Bundle.PNG, size));
  }
}
