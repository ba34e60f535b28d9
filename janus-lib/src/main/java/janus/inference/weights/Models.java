package janus.inference.weights;

import janus.transformer.TransformerSpec;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens model files of every container this library reads. */
public final class Models {
  private Models() {}

  /**
   * Opens a GGUF file, or a folder with {@code config.json}, {@code tokenizer.json} and
   * safetensors, or one {@code .safetensors} file in such a folder.
   *
   * @throws janus.provenance.BadInputException if it cannot be read or is not whole
   */
  public static ModelFile open(Path path) {
    return Files.isDirectory(path) || hasSuffix(path, ".safetensors")
        ? SafetensorsModel.open(path)
        : GgufFile.open(path);
  }

  /**
   * The shape of a model, from its header alone: of what {@link #open} opens, or from a {@code
   * config.json} with no weights beside it.
   *
   * @throws janus.provenance.BadInputException if it cannot be read
   */
  public static TransformerSpec spec(Path path) {
    if (hasSuffix(path, ".json")) {
      return HuggingFaceConfig.read(path).spec();
    }
    if (Files.isDirectory(path) || hasSuffix(path, ".safetensors")) {
      Path folder = Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
      return HuggingFaceConfig.read(folder.resolve("config.json")).spec();
    }
    try (ModelFile file = GgufFile.open(path)) {
      return file.spec();
    }
  }

  private static boolean hasSuffix(Path path, String suffix) {
    return path.toString().endsWith(suffix);
  }
}
