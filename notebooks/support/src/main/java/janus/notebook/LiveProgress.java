package janus.notebook;

import janus.progress.Progress;
import java.util.Locale;
import java.util.Map;

/**
 * A progress bar of a long cell, updated at most five times per second. {@link #close} replaces it
 * by one line with the amount of work done, the same on every run. Outside a notebook nothing is
 * shown.
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
   * The progress of one task.
   *
   * @param title the task; it also identifies the output, so use a title once per notebook
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

  /** The display of a notebook. */
  @FunctionalInterface
  interface Screen {
    /**
     * Shows a bundle, or replaces the bundle with the same id.
     *
     * @param first whether the id is new
     */
    void show(String id, Bundle bundle, boolean first);
  }

  static void showOn(Screen newScreen) {
    screen = newScreen;
  }
}
