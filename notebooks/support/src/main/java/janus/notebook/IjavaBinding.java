package janus.notebook;

import io.github.spencerpark.jupyter.kernel.BaseKernel;
import io.github.spencerpark.jupyter.kernel.DisplayStream;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import io.github.spencerpark.jupyter.kernel.display.Renderer;

/**
 * Registers the displays with the original IJava kernel, as {@link JanusExtension} does with JJava;
 * the types of the two kernels differ. IJava loads no extensions, so every entry point of a
 * notebook calls {@link #attach}.
 */
final class IjavaBinding {
  private static final String KERNEL = "io.github.spencerpark.ijava.IJava";

  private static boolean attached;

  private IjavaBinding() {}

  /** Registers once with the IJava kernel of this process; does nothing without one. */
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
      // This process is no IJava kernel.
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("expected IJava 1.3.0: " + KERNEL + ": " + e, e);
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
