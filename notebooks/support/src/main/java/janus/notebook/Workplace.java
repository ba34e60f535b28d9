package janus.notebook;

import java.nio.file.Files;
import java.nio.file.Path;

/** The working environment: the checkout, and whether notebooks run at a reduced size. */
final class Workplace {
  private Workplace() {}

  /** The checkout: system property {@code janus.root}, or the nearest enclosing checkout. */
  static Path root() {
    String named = System.getProperty("janus.root");
    if (named != null) {
      return Path.of(named).toAbsolutePath().normalize();
    }
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null) {
      if (Files.isDirectory(folder.resolve("janus-lib"))
          && Files.isDirectory(folder.resolve("notebooks"))) {
        return folder;
      }
      folder = folder.getParent();
    }
    throw new IllegalStateException(
        "no checkout of Janus-1 above "
            + Path.of("").toAbsolutePath()
            + "; start inside one, or set -Djanus.root=DIR");
  }

  /** Whether notebooks run at a reduced size (environment variable {@code JANUS_QUICK}). */
  static boolean quick() {
    String quick = System.getenv("JANUS_QUICK");
    return quick != null && !quick.isBlank() && !quick.equals("0");
  }

  /** The user's evaluation text (environment variable {@code JANUS_TEXT}), or null. */
  static Path text() {
    String named = System.getenv("JANUS_TEXT");
    return named == null || named.isBlank() ? null : Path.of(named);
  }

  /** {@code results/}, or {@code target/quick/results} at a reduced size. */
  static Path results() {
    return quick() ? root().resolve("target/quick/results") : root().resolve("results");
  }

  /** A path relative to the checkout, for messages and notebooks. */
  static String relative(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    return absolute.startsWith(root()) ? root().relativize(absolute).toString() : path.toString();
  }
}
