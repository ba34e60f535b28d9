package janus.notebook;

import io.github.spencerpark.jupyter.kernel.BaseKernel;
import io.github.spencerpark.jupyter.kernel.DisplayStream;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import io.github.spencerpark.jupyter.kernel.display.Renderer;

/**
 * Teaches the original IJava kernel what {@link JanusExtension} teaches JJava. IJava looks for no
 * extensions, so {@link #attach} is called wherever a notebook's first cell may begin.
 */
final class IjavaBinding {
  private static final String KERNEL = "io.github.spencerpark.ijava.IJava";

  private static boolean attached;

  private IjavaBinding() {}

  /** Registers with the IJava kernel that runs this code, once; elsewhere it does nothing. */
  static synchronized void attach() {
    if (attached) {
      return;
    }
    attached = true;
    try {
      var kernel = (BaseKernel) Class.forName(KERNEL).getMethod("getKernelInstance").invoke(null);
      register(kernel.getRenderer());
      LiveProgress.showOn((id, bundle, first) -> show(kernel.getIO().display, id, bundle, first));
    } catch (ClassNotFoundException e) {
      // Another kernel, or none.
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this is no IJava 1.3.0: " + KERNEL + ": " + e, e);
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
    data.setDisplayId(id);
    if (first) {
      stream.display(data);
    } else {
      stream.updateDisplay(data);
    }
  }
}
