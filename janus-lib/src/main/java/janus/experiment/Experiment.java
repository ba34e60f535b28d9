package janus.experiment;

import java.io.IOException;
import java.util.List;

/** One step of the co-design loop. */
public interface Experiment {
  /** Number and name, shared with the notebook and the results folder: {@code 1-problem-sizing}. */
  String name();

  /** The question it answers, in one line. */
  String question();

  /**
   * Computes and writes the results folder, whole or not at all.
   *
   * @return the numbers worth quoting
   * @throws IOException if an input cannot be read
   * @throws janus.provenance.BadInputException if an input cannot be used
   * @throws java.util.concurrent.CancellationException if the thread was interrupted
   */
  List<Headline> run(Laboratory laboratory) throws IOException;
}
