package janus.notebook;

import janus.progress.Progress;
import java.util.Locale;
import java.util.Map;

/**
 * Progress of a long cell as a bar that moves in place, five times a second at most. {@link #close}
 * leaves one line that says how much was done, the same on every run. Outside a notebook it shows
 * nothing.
 */
public final class LiveProgress implements Progress, AutoCloseable {
  private static final long QUIET_NANOS = 200_000_000L;

  private static volatile Screen screen;

  private final String title;
  private final String id;
  private boolean shown;
  private long lastShown;
  private long done;
  private long total;

  /**
   * Progress of one piece of work.
   *
   * @param title what is being done; also names the output, so use a title once in a notebook
   */
  public LiveProgress(String title) {
    IjavaBinding.attach();
    this.title = title;
    this.id = "progress-" + title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
  }

  @Override
  public synchronized void update(long doneNow, long totalNow, String message) {
    done = doneNow;
    total = totalNow;
    long now = System.nanoTime();
    if (!shown || now - lastShown >= QUIET_NANOS) {
      lastShown = now;
      show(line() + ", " + message, bar(message));
    }
  }

  @Override
  public synchronized void close() {
    show(line(), "<div>" + Formats.html(line()) + "</div>");
  }

  private String line() {
    return total > 0 ? title + ": " + done + " of " + total : title + ": " + done;
  }

  private String bar(String message) {
    String value = total > 0 ? " max=\"" + total + "\" value=\"" + done + "\"" : "";
    return "<div>"
        + Formats.html(title)
        + " <progress"
        + value
        + "></progress> <small>"
        + Formats.html(message)
        + "</small></div>";
  }

  private void show(String text, String html) {
    Screen to = screen;
    if (to != null) {
      to.show(id, new Bundle(Map.of(Bundle.PLAIN, text, Bundle.HTML, html)), !shown);
      shown = true;
    }
  }

  /** Where a notebook shows things; there is none outside one. */
  @FunctionalInterface
  interface Screen {
    /**
     * Shows something, or replaces what the same id showed.
     *
     * @param first whether it is new
     */
    void show(String id, Bundle bundle, boolean first);
  }

  static void showOn(Screen newScreen) {
    screen = newScreen;
  }
}
