import org.dflib.jjava.distro.JJava;

/**
 * Starts the JJava kernel, and ends it where it cannot start. Jupyter chooses free ports and closes
 * them again before the kernel opens them; if another program takes one in between, JJava prints an
 * exception and stays, half started, and no message reaches it. A kernel that ends is started again
 * with other ports.
 */
final class KernelStart {
  private KernelStart() {}

  public static void main(String[] arguments) {
    try {
      JJava.main(arguments);
    } catch (Throwable e) {
      e.printStackTrace();
      Runtime.getRuntime().halt(1);
    }
  }
}
