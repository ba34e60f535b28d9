package janus.notebook;

import java.util.Base64;
import java.util.Map;
import org.dflib.jjava.jupyter.Extension;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.RenderContext;
import tech.tablesaw.api.Table;

/**
 * Teaches the Java kernel to show tables and figures. The kernel finds it when the jar joins the
 * classpath. A figure is a PNG beside its plotly.js JSON: repository previews show the picture,
 * JupyterLab and the HTML page the live plot.
 */
public final class JanusExtension implements Extension {
  private static final String PNG = "image/png";
  private static final String HTML = "text/html";
  private static final String MARKDOWN = "text/markdown";
  private static final String PLAIN = "text/plain";
  private static final String PLOTLY = "application/vnd.plotly.v1+json";

  @Override
  public void install(BaseKernel kernel) {
    // An exception here would end the kernel; without renderers tables still print as text.
    try {
      var renderer = kernel.getRenderer();
      renderer
          .createRegistration(Table.class)
          .preferring(HTML)
          .supporting(PLAIN)
          .register(JanusExtension::table);
      renderer
          .createRegistration(Figure.class)
          .preferring(PLOTLY)
          .supporting(PNG, PLAIN)
          .register(JanusExtension::figure);
      renderer
          .createRegistration(Finding.class)
          .preferring(MARKDOWN)
          .supporting(PLAIN)
          .register(JanusExtension::finding);
      var stream = kernel.getIO().display;
      LiveProgress.showOn(
          (id, html, text, first) -> {
            var data = new DisplayData(text);
            data.putHTML(html);
            // Not setDisplayId, whose signature differs between releases of the kernel.
            data.putTransientData("display_id", id);
            if (first) {
              stream.display(data);
            } else {
              stream.updateDisplay(data);
            }
          });
    } catch (Throwable e) {
      kernel.getIO().err.println("Tables and figures will show as text: " + e);
    }
  }

  private static void table(Table table, RenderContext context) {
    DisplayData out = context.getOutputContainer();
    out.putText(table.print(20));
    out.putHTML(TableHtml.of(table));
  }

  private static void finding(Finding finding, RenderContext context) {
    DisplayData out = context.getOutputContainer();
    out.putText(finding.markdown());
    out.putMarkdown(finding.markdown());
  }

  private static void figure(Figure figure, RenderContext context) {
    DisplayData out = context.getOutputContainer();
    out.putText(figure.toString());
    if (Kaleido.available()) {
      out.putData(PNG, Base64.getEncoder().encodeToString(figure.png()));
      out.putMetaData(PNG, Map.of("width", figure.width(), "height", figure.height()));
    }
    out.putData(PLOTLY, figure.toMap());
  }
}
