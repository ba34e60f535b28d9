package janus.inference.weights;

import janus.provenance.BadInputException;
import janus.transformer.TransformerSpec;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A GGUF file, version 2 or 3, or the first of several that gguf-split made of one. See {@link
 * GgufHeader} for what is validated.
 */
public final class GgufFile extends StoredModel {
  /** One file with the tensors it holds. */
  private record Part(Path path, TensorReader reader, Map<String, TensorInfo> tensors) {
    Part(Path path, ByteSource source, Map<String, TensorInfo> tensors) {
      this(path, new TensorReader(path.toString(), source), tensors);
    }
  }

  private final List<Part> parts = new ArrayList<>();
  private final Metadata metadata;
  private final Map<String, Part> places = new HashMap<>();

  private GgufFile(Path path, ByteSource source) {
    super(path);
    GgufHeader header = GgufHeader.read(path.toString(), source);
    this.metadata = header.metadata().withEqualListsAsNumbers();
    try {
      add(new Part(path, source, header.tensors()));
      openOtherParts();
      requireMatchingVocabulary();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void add(Part part) {
    parts.add(part);
    part.tensors()
        .forEach(
            (name, tensor) -> {
              if (tensors.put(name, tensor) != null) {
                throw new BadInputException(
                    part.path()
                        + ", tensor '"
                        + Printable.of(name)
                        + "': expected it in one part, found it in two");
              }
              places.put(name, part);
            });
  }

  private void openOtherParts() {
    int count = GgufSplit.count(metadata);
    for (int part = 1; part < count; part++) {
      Path file = GgufSplit.part(path(), metadata, part, count);
      ByteSource source = ByteSource.map(file);
      try {
        add(new Part(file, source, GgufHeader.read(file.toString(), source).tensors()));
      } catch (RuntimeException e) {
        source.close();
        throw e;
      }
    }
    GgufSplit.requireWhole(metadata, count, tensors.size());
  }

  private void requireMatchingVocabulary() {
    TensorInfo embedding = tensors.get("token_embd.weight");
    requireMatchingVocabulary(metadata, embedding == null ? 0 : embedding.rows());
  }

  private static void requireMatchingVocabulary(Metadata metadata, long rows) {
    String key = "tokenizer.ggml.tokens";
    if (rows > 0 && metadata.has(key) && metadata.strings(key).size() != rows) {
      throw metadata.bad(key, "a token for each of the " + rows + " rows of token_embd.weight");
    }
  }

  /**
   * The header's keys, whatever the types of the tensors, wherever their bytes are.
   *
   * @throws BadInputException if the file cannot be read or its header is not whole
   */
  static Metadata readKeys(Path path) {
    try (ByteSource source = ByteSource.map(path)) {
      return GgufHeader.readWithoutWeights(path.toString(), source).metadata();
    }
  }

  /** The tokenizer alone, as {@link #readKeys}. */
  static Tokenizer readTokenizer(Path path) {
    try (ByteSource source = ByteSource.map(path)) {
      GgufHeader header = GgufHeader.readWithoutWeights(path.toString(), source);
      Metadata metadata = header.metadata();
      requireMatchingVocabulary(metadata, header.embeddingRows());
      return Tokenizers.from(metadata);
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
  public String architecture() {
    return metadata.getString("general.architecture");
  }

  @Override
  public Metadata metadata() {
    return metadata;
  }

  @Override
  void read(
      boolean once, TensorInfo tensor, long first, int count, float[] destination, int offset) {
    places.get(tensor.name()).reader().read(once, tensor, first, count, destination, offset);
  }

  @Override
  public ByteBuffer raw(TensorInfo tensor, long firstRow, int rows) {
    return places.get(tensor.name()).reader().raw(tensor, firstRow, rows);
  }

  @Override
  Tokenizer readTokenizer() {
    return Tokenizers.from(metadata);
  }

  @Override
  public TransformerSpec spec() {
    return HeaderSpec.of(this);
  }

  @Override
  List<Path> files() {
    return parts.stream().map(Part::path).toList();
  }

  @Override
  public void close() {
    parts.forEach(part -> part.reader().close());
  }
}
