package janus.experiment;

import janus.catalog.DataFolder;
import janus.progress.Progress;
import janus.provenance.Circumstances;
import janus.units.Bounds;
import java.nio.file.Path;
import java.util.List;

/**
 * The inputs and settings of an experiment.
 *
 * @param data the facts
 * @param results the folder that holds the results folders of all steps
 * @param cache the folder for models, texts and checkpoints
 * @param model the user's GGUF file, or null for the fetched one
 * @param text the user's evaluation text, or null for the public-domain novel
 * @param study names of long passes to run instead; {@code all} for every pass, empty for none
 * @param quick whether to reduce the work for a quick look
 * @param threads worker threads, 1 to 1024; results do not depend on it
 * @param progress receives the progress of the work
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
