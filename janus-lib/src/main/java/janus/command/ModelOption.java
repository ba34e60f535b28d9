package janus.command;

import janus.catalog.DataFolder;
import janus.catalog.ModelCatalog;
import janus.inference.weights.Models;
import janus.provenance.Circumstances;
import janus.transformer.CacheShape;
import janus.transformer.TransformerSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import picocli.CommandLine.Option;

/** {@code --model}: a model of the catalog by name, or a file that describes one. */
final class ModelOption {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "NAME|FILE",
      completionCandidates = Names.class,
      description =
          "A model of data/models by name (llama-2-7b), a GGUF file, a Hugging Face config.json, or"
              + " a folder with one.")
  private String model;

  /** Candidates of shell completion, read only on request. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return ModelCatalog.bundled().names().iterator();
    }
  }

  /** A shape, and the circumstances with what it was read from. */
  record Chosen(TransformerSpec spec, Circumstances circumstances) {}

  /** What is kept of a sequence, likewise. */
  record ChosenCache(CacheShape cache, Circumstances circumstances) {}

  Chosen choose() {
    return choose(model);
  }

  /** The model of a name or file. */
  static Chosen choose(String model) {
    return choose(model, DataFolder.bundled());
  }

  /** The model of a name among some facts, or of a file. */
  static Chosen choose(String model, DataFolder data) {
    if (isName(model)) {
      return new Chosen(new ModelCatalog(data).byName(model), circumstances(data));
    }
    Path file = Path.of(model);
    return new Chosen(Models.spec(file), circumstances(file));
  }

  /** The cache of a name or file, known for more models than their shapes. */
  ChosenCache chooseCache(DataFolder data) {
    if (isName(model)) {
      return new ChosenCache(new ModelCatalog(data).cache(model), circumstances(data));
    }
    Path file = Path.of(model);
    return new ChosenCache(Models.cache(file), circumstances(file));
  }

  private static boolean isName(String model) {
    boolean isFile = model.contains("/") || model.endsWith(".gguf") || model.endsWith(".json");
    return model.isBlank() || (!isFile && !Files.exists(Path.of(model)));
  }

  private static Circumstances circumstances(DataFolder data) {
    return Circumstances.current().withInput("data", data.sha256());
  }

  private static Circumstances circumstances(Path file) {
    return Circumstances.current().withInput("model", Models.headerSha256(file));
  }
}
