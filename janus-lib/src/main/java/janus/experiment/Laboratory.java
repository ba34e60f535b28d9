package janus.experiment;

import janus.catalog.DataFolder;
import janus.progress.Progress;
import janus.provenance.Circumstances;
import janus.units.Bounds;
import java.nio.file.Path;
import java.util.List;

/**
 * What an experiment works with.
 *
 * @param data the facts
 * @param results the folder above the results folders of all steps
 * @param cache where models, texts and checkpoints lie between runs
 * @param model the GGUF file a user brought, or null for the fetched one
 * @param text the evaluation text a user brought, or null for the public-domain novel
 * @param study long passes to run instead, of the experiments that have them; {@code all} of them,
 *     or none
 * @param quick whether to shrink the work for a quick look
 * @param threads worker threads, 1 to 1024; results do not depend on it
 * @param progress receives how far the work is
 */
public record Laboratory(
    DataFolder data,
    Path results,
    Path cache,
    Path model,
    Path text,
    List<String> study,
    boolean quick,
    int threads,
    Progress progress) {
  private static final int MOST_THREADS = 1024;

  public Laboratory {
    study = List.copyOf(study);
    Bounds.within("threads", 1, MOST_THREADS, threads);
  }

  /** With results below another folder. */
  public Laboratory withResults(Path folder) {
    return new Laboratory(data, folder, cache, model, text, study, quick, threads, progress);
  }

  /** The circumstances of every result: this version, and the facts. */
  public Circumstances circumstances() {
    return Circumstances.current().withInput("data", data.sha256());
  }
}
