package janus.command;

import picocli.CommandLine.Option;

/** How many threads compute. */
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
    if (threads < 1 || threads > 1024) {
      throw new IllegalArgumentException("--threads must be from 1 to 1024: " + threads);
    }
    return threads;
  }
}
