package janus.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.spencerpark.jupyter.kernel.display.mime.MIMEType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** The renderers of JJava and of IJava, side by side. */
class KernelBindingsTest {
  private static final List<String> TYPES =
      List.of(Bundle.PLAIN, Bundle.HTML, Bundle.MARKDOWN, Bundle.PNG, Bundle.FIGURE);

  private final Table table =
      Table.create(
          "t", StringColumn.create("name", "a"), DoubleColumn.create("mib", new double[] {256}));
  private final Figure figure =
      new Figure(
          "a title",
          20,
          10,
          new ObjectMapper().createObjectNode().put("width", 20.0).put("title", "a title"));

  @Test
  void bothKernelsShowTheSame() {
    for (Object value : List.of(table, Finding.of("**%s** MiB", 256))) {
      assertEquals(underJjava(value), underIjava(value));
      assertFalse(underJjava(value).size() < 2, "text alone");
    }
  }

  @Test
  void tablesAreHtmlAndFindingsMarkdown() {
    assertEquals(TableHtml.of(table), underIjava(table).get(Bundle.HTML));
    assertEquals(
        Map.of(Bundle.PLAIN, "**256** MiB", Bundle.MARKDOWN, "**256** MiB"),
        underJjava(Finding.of("**%s** MiB", 256)));
  }

  // notebooks/execute.py knows them by this where a kernel shows nothing but text.
  @Test
  void withoutAKernelsDisplayAFindingSaysThatItIsOne() {
    assertEquals("Finding: **256** MiB", Finding.of("**%s** MiB", 256).toString());
  }

  // The type of Plotly's own renderer would show the picture at its natural size.
  @Test
  void figuresHaveATypeOfTheirOwn() {
    Map<String, Object> json = Map.of("width", 20L, "title", "a title");
    assertEquals(json, figure.toMap());
    Display<?> display =
        Display.ALL.stream().filter(d -> d.type() == Figure.class).findFirst().orElseThrow();
    assertEquals("application/vnd.janus.figure.v1+json", display.preferred());
  }

  @Test
  void aBundleNeedsText() {
    var e =
        assertThrows(IllegalArgumentException.class, () -> new Bundle(Map.of(Bundle.HTML, "<b>")));
    assertEquals("a bundle needs text/plain, found [text/html]", e.getMessage());
  }

  private static Map<String, Object> underJjava(Object value) {
    var renderer = new org.dflib.jjava.jupyter.kernel.display.Renderer();
    JanusExtension.register(renderer);
    var data = renderer.render(value);
    var shown = new HashMap<String, Object>();
    for (String type : TYPES) {
      var mime = org.dflib.jjava.jupyter.kernel.display.mime.MIMEType.parse(type);
      if (data.hasDataForType(mime)) {
        shown.put(type, data.getData(mime));
      }
    }
    return shown;
  }

  private static Map<String, Object> underIjava(Object value) {
    var renderer = new io.github.spencerpark.jupyter.kernel.display.Renderer();
    IjavaBinding.register(renderer);
    var data = renderer.render(value);
    var shown = new HashMap<String, Object>();
    for (String type : TYPES) {
      MIMEType mime = MIMEType.parse(type);
      if (data.hasDataForType(mime)) {
        shown.put(type, data.getData(mime));
      }
    }
    return shown;
  }
}
