package janus.inference.weights;

import janus.transformer.CacheShape;
import janus.transformer.TransformerSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

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
    if (isConfig(path)) {
      return HuggingFaceConfig.read(config(path)).spec();
    }
    try (ModelFile file = GgufFile.open(path)) {
      return file.spec();
    }
  }

  /**
   * The cache of a sequence, from the header of a model alone: of what {@link #spec} takes, and of
   * models whose weights or layers this library cannot read.
   *
   * @throws janus.provenance.BadInputException if it cannot be read, or what shapes its cache is
   *     not known
   */
  public static CacheShape cache(Path path) {
    return isConfig(path)
        ? HuggingFaceCache.of(HuggingFaceConfig.read(config(path)))
        : HeaderCache.of(GgufFile.readKeys(path));
  }

  /**
   * The tokenizer of a model, from its header or the files beside it; no weights are read.
   *
   * @throws janus.provenance.BadInputException if it cannot be read or is of an unknown kind
   */
  public static Tokenizer tokenizer(Path path) {
    if (!isConfig(path)) {
      return GgufFile.readTokenizer(path);
    }
    HuggingFaceConfig config = HuggingFaceConfig.read(config(path));
    Path folder = config(path).toAbsolutePath().getParent();
    return HuggingFaceTokenizer.read(folder, config);
  }

  /**
   * Checksum of what {@link #cache} and {@link #tokenizer} read: the file, or of a folder the
   * configuration and the tokenizer.
   */
  public static String headerSha256(Path path) {
    if (!isConfig(path) || hasSuffix(path, ".json")) {
      return FileChecksums.of(List.of(path));
    }
    return FileChecksums.of(
        Stream.of("config.json", "tokenizer.json", "tokenizer_config.json")
            .map(config(path)::resolveSibling)
            .filter(Files::isRegularFile)
            .toList());
  }

  private static boolean isConfig(Path path) {
    return Files.isDirectory(path) || hasSuffix(path, ".safetensors") || hasSuffix(path, ".json");
  }

  private static Path config(Path path) {
    if (hasSuffix(path, ".json")) {
      return path;
    }
    return Files.isDirectory(path)
        ? path.resolve("config.json")
        : path.resolveSibling("config.json");
  }

  private static boolean hasSuffix(Path path, String suffix) {
    return path.toString().endsWith(suffix);
  }
}
