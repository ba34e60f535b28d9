package janus.inference.weights;

import janus.provenance.BadInputException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The common part of a model's containers: its tensors by name, in file order. */
abstract class StoredModel implements ModelFile {
  final Map<String, TensorInfo> tensors = new LinkedHashMap<>();
  private final Path path;
  private Tokenizer tokenizer;
  private String sha256;

  StoredModel(Path path) {
    this.path = path;
  }

  /**
   * Decodes numbers as {@link #read} or, if they are wanted once, as {@link #readOnce}.
   *
   * @param once whether they are wanted once
   */
  abstract void read(
      boolean once, TensorInfo tensor, long first, int count, float[] destination, int offset);

  abstract Tokenizer readTokenizer();

  /** The files that {@link #sha256} covers, in its order. */
  abstract List<Path> files();

  @Override
  public Path path() {
    return path;
  }

  @Override
  public Map<String, TensorInfo> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  @Override
  public TensorInfo tensor(String name) {
    TensorInfo tensor = tensors.get(name);
    if (tensor == null) {
      throw new BadInputException(path + ": expected a tensor '" + name + "', found none");
    }
    return tensor;
  }

  @Override
  public void read(
      TensorInfo tensor, long firstElement, int count, float[] destination, int offset) {
    read(false, tensor, firstElement, count, destination, offset);
  }

  @Override
  public void readOnce(
      TensorInfo tensor, long firstElement, int count, float[] destination, int offset) {
    read(true, tensor, firstElement, count, destination, offset);
  }

  @Override
  public synchronized Tokenizer tokenizer() {
    if (tokenizer == null) {
      tokenizer = readTokenizer();
    }
    return tokenizer;
  }

  @Override
  public synchronized String sha256() {
    if (sha256 == null) {
      sha256 = FileChecksums.of(files());
    }
    return sha256;
  }
}
