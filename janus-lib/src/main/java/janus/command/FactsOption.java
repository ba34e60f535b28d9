package janus.command;

import janus.catalog.DataFolder;
import janus.provenance.Circumstances;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --data}: facts of one's own. */
final class FactsOption {
  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description =
          "Facts of your own, laid out like data/: a file replaces the bundled one of its name or"
              + " adds to them.")
  private Path folder;

  private DataFolder facts;

  DataFolder facts() {
    if (facts == null) {
      facts = folder == null ? DataFolder.bundled() : DataFolder.over(folder);
    }
    return facts;
  }

  /** The circumstances of a result that only the facts enter. */
  Circumstances circumstances() {
    return Circumstances.current().withInput("data", facts().sha256());
  }
}
