package janus.experiment;

import janus.catalog.DataFolder;
import janus.progress.Progress;
import janus.provenance.Circumstances;
import java.nio.file.Path;

/**
 * What an experiment works with.
 *
 * @param data the facts
 * @param results the folder above the results folders of all steps
 * @param cache where models, texts and checkpoints lie between runs
 * @param text the evaluation text a user brought, or null for the public-domain novel
 * @param study whether to add the long studies to the experiments that have them
 * @param quick whether to shrink the work for a quick look
 * @param threads worker threads, at least 1; results do not depend on it
 * @param progress receives how far the work is
 */
public record Laboratory(
    DataFolder data,
    Path results,
    Path cache,
    Path text,
    boolean study,
    boolean quick,
    int threads,
    Progress progress) {
  public Laboratory {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1: " + threads);
    }
  }

  /** The circumstances of every result: this version, and the facts. */
  public Circumstances circumstances() {
    return Circumstances.current().withInput("data", data.sha256());
  }
}
