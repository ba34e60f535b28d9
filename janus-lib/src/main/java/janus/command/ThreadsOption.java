package janus.command;

import janus.units.Bounds;
import picocli.CommandLine.Option;

/** The number of threads. */
public final class ThreadsOption {
  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that compute (default: all processors); results do not depend on it.")
  private Integer threads;

  public int count() {
    if (threads == null) {
      return Runtime.getRuntime().availableProcessors();
    }
    Bounds.within("--threads", 1, 1024, threads);
    return threads;
  }
}
