package janus.notebook;

import org.dflib.jjava.jupyter.Extension;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.DisplayStream;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.Renderer;

/**
 * Registers the displays of tables, figures, findings and progress with the kernel JJava. The
 * kernel loads this extension when the jar is on its class path.
 */
public final class JanusExtension implements Extension {
  @Override
  public void install(BaseKernel kernel) {
    // An exception would end the kernel. Without renderers, tables print as text.
    try {
      register(kernel.getRenderer());
      LiveProgress.showOn((id, bundle, first) -> show(kernel.getIO().display, id, bundle, first));
    } catch (Throwable e) {
      kernel.getIO().err.println("Tables and figures are shown as text: " + e);
    }
  }

  static void register(Renderer renderer) {
    Display.ALL.forEach(display -> register(renderer, display));
  }

  private static <T> void register(Renderer renderer, Display<T> display) {
    renderer
        .createRegistration(display.type())
        .preferring(display.preferred())
        .supporting(display.others().toArray(new String[0]))
        .register(
            (value, context) -> fill(context.getOutputContainer(), display.bundle().apply(value)));
  }

  private static void fill(DisplayData out, Bundle bundle) {
    bundle.data().forEach(out::putData);
    bundle.metadata().forEach(out::putMetaData);
  }

  private static void show(DisplayStream stream, String id, Bundle bundle, boolean first) {
    var data = new DisplayData();
    fill(data, bundle);
    // setDisplayId has different signatures in different releases of the kernel.
    data.putTransientData("display_id", id);
    if (first) {
      stream.display(data);
    } else {
      stream.updateDisplay(data);
    }
  }
}
