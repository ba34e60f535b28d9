package janus.command;

import janus.catalog.DataFolder;
import janus.catalog.ModelCatalog;
import janus.inference.weights.ModelFile;
import janus.inference.weights.Models;
import janus.provenance.BadInputException;
import janus.provenance.Circumstances;
import janus.provenance.Sha256;
import janus.transformer.TransformerSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --model}: a model of the catalog by name, or a file that describes one. */
final class ModelOption {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "NAME|FILE",
      description =
          "A model of data/models by name (llama-2-7b), a GGUF file, or a Hugging Face config.json.")
  private String model;

  /** A shape, and the circumstances with what it was read from. */
  record Chosen(TransformerSpec spec, Circumstances circumstances) {}

  Chosen choose() {
    return choose(model);
  }

  /** The model of a name or file. */
  static Chosen choose(String model) {
    boolean isFile = model.contains("/") || model.endsWith(".gguf") || model.endsWith(".json");
    if (model.isBlank() || (!isFile && !Files.exists(Path.of(model)))) {
      var data = DataFolder.bundled();
      return new Chosen(
          new ModelCatalog(data).byName(model),
          Circumstances.current().withInput("data", data.sha256()));
    }
    Path file = Path.of(model);
    return new Chosen(
        Models.spec(file), Circumstances.current().withInput("model", checksum(file)));
  }

  private static String checksum(Path file) {
    if (Files.isDirectory(file)) {
      try (ModelFile opened = Models.open(file)) {
        return opened.sha256();
      }
    }
    try {
      return Sha256.ofFile(file);
    } catch (IOException e) {
      throw new BadInputException(file + ": cannot be read: " + BadInputException.reason(e), e);
    }
  }
}
