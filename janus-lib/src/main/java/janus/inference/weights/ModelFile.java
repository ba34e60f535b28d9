package janus.inference.weights;

import janus.transformer.TransformerSpec;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;

/**
 * A model on disk. Opening reads the header alone; weights are mapped and read when asked for, so
 * that a file of many gigabytes opens on a small heap. Names and metadata keys are those of GGUF,
 * whatever the container. Safe for use by several threads.
 */
public interface ModelFile extends Closeable {
  /** The file or folder it was opened from. */
  Path path();

  /** The family of the network, {@code general.architecture}: {@code llama}, {@code qwen2}... */
  String architecture();

  /** The header's keys and values. */
  Metadata metadata();

  /** Every tensor by name, in file order. */
  Map<String, TensorInfo> tensors();

  /**
   * One tensor.
   *
   * @throws janus.provenance.BadInputException if the file has none of this name
   */
  TensorInfo tensor(String name);

  /** Whether the file has a tensor of this name. */
  default boolean has(String name) {
    return tensors().containsKey(name);
  }

  /**
   * Decodes consecutive numbers of a tensor to FP32, in storage order (columns fastest).
   *
   * @param firstElement index of the first number; any, block borders are quickest
   * @param count how many numbers
   * @param destination receives them
   * @param offset index of the first in {@code destination}
   * @throws janus.provenance.BadInputException if one is NaN or infinite; names the tensor and the
   *     element
   */
  void read(TensorInfo tensor, long firstElement, int count, float[] destination, int offset);

  /**
   * The same for numbers that are wanted once: they are read through a small buffer, so that the
   * process does not hold the file's pages beside what was decoded from them.
   */
  void readOnce(TensorInfo tensor, long firstElement, int count, float[] destination, int offset);

  /**
   * The encoded bytes of consecutive rows, little-endian, position 0, for expansion block by block
   * with {@link TensorType#decode}. A view of the file, or a copy where the file orders its rows
   * otherwise.
   *
   * @throws IllegalArgumentException if the rows are not in the tensor or take 1 GiB or more
   */
  ByteBuffer raw(TensorInfo tensor, long firstRow, int rows);

  /**
   * The tokenizer the file describes.
   *
   * @throws janus.provenance.BadInputException if it has none, or one of an unknown kind
   */
  Tokenizer tokenizer();

  /**
   * The transformer's shape.
   *
   * @throws janus.provenance.BadInputException if the header misses a part of it
   */
  TransformerSpec spec();

  /** Checksum of the bytes on disk, computed on first use (it reads the whole file). */
  String sha256();

  /** Gives up the file; weights read before stay valid. */
  @Override
  void close();
}
