package janus.inference.weights;

import janus.provenance.BadInputException;
import janus.provenance.Sha256;
import janus.transformer.TransformerSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;

/** A GGUF file, version 2 or 3. See {@link GgufHeader} for what is validated. */
public final class GgufFile implements ModelFile {
  private final Path path;
  private final ByteSource source;
  private final Metadata metadata;
  private final Map<String, TensorInfo> tensors;
  private Tokenizer tokenizer;
  private String sha256;

  private GgufFile(Path path, ByteSource source) {
    this.path = path;
    this.source = source;
    GgufHeader header = GgufHeader.read(path.toString(), source);
    this.metadata = header.metadata();
    this.tensors = header.tensors();
    requireWhole();
    requireMatchingVocabulary();
  }

  private void requireWhole() {
    long parts = metadata.getLong("split.count", 1);
    if (parts > 1) {
      throw metadata.bad("split.count", "a model in one file (gguf-split --merge joins the parts)");
    }
  }

  private void requireMatchingVocabulary() {
    String key = "tokenizer.ggml.tokens";
    TensorInfo embedding = tensors.get("token_embd.weight");
    if (embedding != null && metadata.has(key)) {
      int tokens = metadata.strings(key).size();
      if (tokens != embedding.rows()) {
        throw metadata.bad(
            key, "a token for each of the " + embedding.rows() + " rows of token_embd.weight");
      }
    }
  }

  /**
   * Opens a file and reads its header.
   *
   * @throws BadInputException if it cannot be read or is no whole GGUF file
   */
  public static GgufFile open(Path path) {
    ByteSource source = ByteSource.map(path);
    try {
      return new GgufFile(path, source);
    } catch (RuntimeException e) {
      source.close();
      throw e;
    }
  }

  /**
   * The same from bytes in memory.
   *
   * @param name stands for the path in messages
   */
  static GgufFile of(String name, byte[] bytes) {
    return new GgufFile(Path.of(name), ByteSource.of(bytes));
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public String architecture() {
    return metadata.getString("general.architecture");
  }

  @Override
  public Metadata metadata() {
    return metadata;
  }

  @Override
  public Map<String, TensorInfo> tensors() {
    return tensors;
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
    TensorReader.read(
        path.toString(), source, false, tensor, firstElement, count, destination, offset);
  }

  @Override
  public void readOnce(
      TensorInfo tensor, long firstElement, int count, float[] destination, int offset) {
    TensorReader.read(
        path.toString(), source, true, tensor, firstElement, count, destination, offset);
  }

  @Override
  public ByteBuffer raw(TensorInfo tensor, long firstRow, int rows) {
    return TensorReader.raw(source, tensor, firstRow, rows);
  }

  @Override
  public synchronized Tokenizer tokenizer() {
    if (tokenizer == null) {
      tokenizer = Tokenizers.from(metadata);
    }
    return tokenizer;
  }

  @Override
  public TransformerSpec spec() {
    return HeaderSpec.of(this);
  }

  @Override
  public synchronized String sha256() {
    if (sha256 == null) {
      try {
        sha256 = Sha256.ofFile(path);
      } catch (IOException e) {
        throw new BadInputException(path + ": cannot be read: " + BadInputException.reason(e), e);
      }
    }
    return sha256;
  }

  @Override
  public void close() {
    source.close();
  }
}
