package janus.command;

import janus.accelerator.BufferedArray;
import janus.accelerator.SystolicArray;
import janus.accelerator.TiledArray;
import janus.provenance.BadInputException;
import janus.units.Bounds;
import picocli.CommandLine.Option;

/** Bandwidths of the memories of systolic arrays; without an option the memories keep up. */
final class SystolicPorts {
  /** With fewer words, cycles would overflow a count. */
  private static final double FEWEST_WORDS = 1e-6;

  /** No port is as wide. */
  private static final double MOST_WORDS = 1e12;

  @Option(
      names = "--read-words",
      paramLabel = "W",
      description =
          "Operand words fetched a cycle behind double buffers, by one array or all --tiles"
              + " (default: no limit).")
  private Double readWords;

  @Option(
      names = "--matrix-words",
      paramLabel = "W",
      description =
          "Words of the second matrix (weights, keys, values) that its memory delivers a cycle"
              + " (default: no limit).")
  private Double matrixWords;

  @Option(
      names = "--write-words",
      paramLabel = "W",
      description = "Result words drained a cycle (default: as --read-words).")
  private Double writeWords;

  @Option(
      names = "--buffer-words",
      defaultValue = "262144",
      paramLabel = "N",
      description = "Words of the operand buffer, both halves (default ${DEFAULT-VALUE}).")
  private long bufferWords;

  /** Whether an option limits a port. */
  boolean areLimited() {
    return readWords != null || matrixWords != null || writeWords != null;
  }

  /** One array behind its buffers. */
  BufferedArray buffered(SystolicArray array) {
    double reads = limit("--read-words", readWords, 1, Double.POSITIVE_INFINITY);
    return new BufferedArray(
        array,
        reads,
        limit("--matrix-words", matrixWords, 1, Double.POSITIVE_INFINITY),
        limit("--write-words", writeWords, 1, reads),
        bufferWords());
  }

  /** The ports that all tiles share. */
  TiledArray.Ports shared(int tiles) {
    double reads = limit("--read-words", readWords, tiles, Double.POSITIVE_INFINITY);
    double matrix = limit("--matrix-words", matrixWords, tiles, Double.POSITIVE_INFINITY);
    double writes = limit("--write-words", writeWords, tiles, reads);
    return new TiledArray.Ports(reads, matrix, matrix, writes, bufferWords());
  }

  private long bufferWords() {
    return Bounds.within("--buffer-words", 1, Long.MAX_VALUE, bufferWords);
  }

  private static double limit(String option, Double words, int sharing, double otherwise) {
    if (words == null) {
      return otherwise;
    }
    double least = FEWEST_WORDS * sharing;
    if (!(words >= least && words <= MOST_WORDS)) {
      throw new BadInputException(
          option
              + " must be from "
              + least
              + " to 1e12 words a cycle (leave it out for no limit): "
              + words);
    }
    return words;
  }
}
