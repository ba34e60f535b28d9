package janus.inference.weights;

import java.nio.file.Path;

/** Opens model files of every container this library reads. */
public final class Models {
  private Models() {}

  /**
   * Opens a {@code .gguf} file.
   *
   * @throws janus.provenance.BadInputException if it cannot be read or is not whole
   */
  public static ModelFile open(Path path) {
    return GgufFile.open(path);
  }
}
