package janus.inference.weights;

import janus.provenance.BadInputException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The header of a GGUF file, version 2 or 3, little-endian: magic, version, counts, key-value
 * pairs, tensor infos. Every count is held against the bytes that are left, and against a limit
 * some times what the largest models need, before anything of its size is allocated, so that a
 * corrupt file costs little memory.
 *
 * <p>Source: ggml project, {@code docs/gguf.md}.
 */
final class GgufHeader {
  private static final int MAGIC = 0x46554747;
  private static final String EMBEDDING = "token_embd.weight";
  private static final int LONGEST_HEADER = 1 << 27;
  private static final int MOST_KEYS = 1 << 16;
  private static final int MOST_TENSORS = 1 << 18;
  private static final int MOST_ARRAY_ELEMENTS = 1 << 22;
  private static final int DEEPEST_NESTING = 4;
  private static final int LONGEST_NAME = 1 << 16;
  private static final int MOST_DIMENSIONS = 4;

  private final String place;
  private final ByteBuffer in;
  private final long fileSize;
  private final Map<String, Object> values = new LinkedHashMap<>();
  private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();
  private long embeddingRows;
  private long arrayElements;

  private GgufHeader(String place, ByteBuffer in, long fileSize) {
    this.place = place;
    this.in = in;
    this.fileSize = fileSize;
  }

  /**
   * Reads and validates.
   *
   * @param place the file's name, for messages
   * @throws BadInputException if the file is no GGUF or not whole
   */
  static GgufHeader read(String place, ByteSource source) {
    int length = (int) Math.min(source.size(), LONGEST_HEADER);
    GitLfs.reject(place, source);
    var header = new GgufHeader(place, source.slice(0, length), source.size());
    header.readTensors(header.readKeys());
    return header;
  }

  /**
   * Reads the keys and the tensors' extents, whatever their types and wherever their bytes are: all
   * that a size or a tokenizer needs.
   *
   * @throws BadInputException if the file is no GGUF or its header is not whole
   */
  static GgufHeader readWithoutWeights(String place, ByteSource source) {
    int length = (int) Math.min(source.size(), LONGEST_HEADER);
    GitLfs.reject(place, source);
    var header = new GgufHeader(place, source.slice(0, length), source.size());
    int tensorCount = header.readKeys();
    for (int i = 0; i < tensorCount; i++) {
      header.extent(i);
    }
    return header;
  }

  Metadata metadata() {
    return new Metadata(place, values);
  }

  /** Rows of {@code token_embd.weight}, 0 where the file has none. */
  long embeddingRows() {
    TensorInfo embedding = tensors.get(EMBEDDING);
    return embedding == null ? embeddingRows : embedding.rows();
  }

  Map<String, TensorInfo> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  /** Reads up to the tensors and returns how many there are. */
  private int readKeys() {
    need(4, "magic");
    int magic = in.getInt();
    if (magic != MAGIC) {
      throw bad("magic", "'GGUF'", String.format("0x%08x", Integer.reverseBytes(magic)));
    }
    need(4, "version");
    int version = in.getInt();
    if (version != 2 && version != 3) {
      throw bad(
          "version",
          "2 or 3",
          Integer.reverseBytes(version) == 2 || Integer.reverseBytes(version) == 3
              ? "a big-endian file"
              : Integer.toUnsignedString(version));
    }
    need(16, "tensor count");
    long tensorCount = count("tensor count", in.getLong(), 24, MOST_TENSORS);
    long pairCount = count("key count", in.getLong(), 13, MOST_KEYS);
    for (long i = 0; i < pairCount; i++) {
      pair();
    }
    return (int) tensorCount;
  }

  private void pair() {
    String key = string("key " + (values.size() + 1), LONGEST_NAME);
    need(4, key);
    int type = in.getInt();
    if (values.containsKey(key)) {
      throw bad("key '" + Printable.of(key) + "'", "it once", "it twice");
    }
    values.put(key, value(Printable.of(key), type));
  }

  private Object value(String key, int type) {
    return switch (type) {
      case 8 -> string(key, Integer.MAX_VALUE);
      case 9 -> array(key, 1);
      default -> {
        need(size(key, type), key);
        yield scalar(key, type);
      }
    };
  }

  private int size(String key, int type) {
    return switch (type) {
      case 0, 1, 7 -> 1;
      case 2, 3 -> 2;
      case 4, 5, 6 -> 4;
      case 10, 11, 12 -> 8;
      default -> throw bad(key, "a value type of 0 to 12", Integer.toUnsignedString(type));
    };
  }

  private Object scalar(String key, int type) {
    return switch (type) {
      case 6 -> (double) in.getFloat();
      case 12 -> in.getDouble();
      case 7 -> bool(key);
      case 10 -> {
        long value = in.getLong();
        if (value < 0) {
          yield new BigInteger(Long.toUnsignedString(value));
        }
        yield value;
      }
      default -> whole(type);
    };
  }

  private boolean bool(String key) {
    byte value = in.get();
    if (value != 0 && value != 1) {
      throw bad(key, "0 or 1 for a truth value", String.valueOf(value));
    }
    return value == 1;
  }

  private long whole(int type) {
    return switch (type) {
      case 0 -> in.get() & 0xffL;
      case 1 -> in.get();
      case 2 -> in.getShort() & 0xffffL;
      case 3 -> in.getShort();
      case 4 -> in.getInt() & 0xffffffffL;
      case 5 -> in.getInt();
      default -> in.getLong();
    };
  }

  private Object array(String key, int depth) {
    if (depth > DEEPEST_NESTING) {
      throw bad(key, "arrays nested at most " + DEEPEST_NESTING + " deep", "a deeper one");
    }
    need(12, key);
    int type = in.getInt();
    long declared = in.getLong();
    int smallest = type == 8 ? 8 : type == 9 ? 12 : size(key, type);
    long left = MOST_ARRAY_ELEMENTS - arrayElements;
    int length = (int) count(key + " (array length)", declared, smallest, left);
    arrayElements += length;
    switch (type) {
      case 8 -> {
        String[] texts = new String[length];
        for (int i = 0; i < length; i++) {
          texts[i] = string(key, Integer.MAX_VALUE);
        }
        return texts;
      }
      case 9 -> {
        List<Object> arrays = new ArrayList<>();
        for (int i = 0; i < length; i++) {
          arrays.add(array(key, depth + 1));
        }
        return arrays.toArray();
      }
      case 6, 12 -> {
        double[] numbers = new double[length];
        for (int i = 0; i < length; i++) {
          numbers[i] = type == 6 ? in.getFloat() : in.getDouble();
        }
        return numbers;
      }
      case 7 -> {
        boolean[] flags = new boolean[length];
        for (int i = 0; i < length; i++) {
          flags[i] = bool(key);
        }
        return flags;
      }
      default -> {
        long[] numbers = new long[length];
        for (int i = 0; i < length; i++) {
          numbers[i] = whole(type);
        }
        return numbers;
      }
    }
  }

  private void readTensors(int count) {
    var unplaced = new ArrayList<TensorInfo>();
    for (int i = 0; i < count; i++) {
      unplaced.add(tensor(i));
    }
    long alignment = alignment();
    long dataStart = (in.position() + alignment - 1) / alignment * alignment;
    for (TensorInfo tensor : unplaced) {
      place(tensor, dataStart, alignment);
    }
    TensorInfo.rejectOverlaps(place, tensors.values());
  }

  private TensorInfo tensor(int index) {
    Extent extent = extent(index);
    String where = extent.where();
    TensorType type = type(where, extent.type());
    long columns = extent.shape().isEmpty() ? 1 : extent.shape().get(0);
    if (columns % type.blockElements() != 0) {
      throw bad(
          where, "columns in blocks of " + type.blockElements() + " for " + type, columns + "");
    }
    long bytes = type.bytes(extent.elements());
    return new TensorInfo(extent.name(), type, extent.shape(), extent.offset(), bytes);
  }

  /** A tensor as the header states it, before its type is looked at. */
  private record Extent(String name, List<Long> shape, long elements, int type, long offset) {
    String where() {
      return "tensor '" + Printable.of(name) + "'";
    }
  }

  private Extent extent(int index) {
    String name = string("tensor " + (index + 1), LONGEST_NAME);
    String where = "tensor '" + Printable.of(name) + "'";
    need(4, where);
    int dimensions = in.getInt();
    if (dimensions < 0 || dimensions > MOST_DIMENSIONS) {
      throw bad(
          where,
          "at most " + MOST_DIMENSIONS + " dimensions",
          Integer.toUnsignedString(dimensions));
    }
    need(8 * dimensions + 12, where);
    List<Long> shape = new ArrayList<>();
    long elements = 1;
    for (int d = 0; d < dimensions; d++) {
      long extent = in.getLong();
      if (extent < 1 || extent > Long.MAX_VALUE / 8 / elements) {
        throw bad(
            where + ", dimension " + (d + 1),
            "an extent of at least 1 that fits the file",
            Long.toUnsignedString(extent) + (d == 0 ? "" : " times " + elements));
      }
      elements *= extent;
      shape.add(extent);
    }
    if (name.equals(EMBEDDING) && !shape.isEmpty()) {
      embeddingRows = elements / shape.get(0);
    }
    return new Extent(name, shape, elements, in.getInt(), in.getLong());
  }

  private TensorType type(String where, int id) {
    TensorType type = TensorType.byId(id);
    if (type == null) {
      throw bad(
          where,
          "one of the tensor types " + Arrays.toString(TensorType.values()),
          TensorType.nameOf(id));
    }
    return type;
  }

  private long alignment() {
    long alignment = metadata().getLong("general.alignment", 32);
    if (alignment < 1 || alignment > 1 << 20 || Long.bitCount(alignment) != 1) {
      throw bad("general.alignment", "a power of two up to 2^20", alignment + "");
    }
    return alignment;
  }

  private void place(TensorInfo tensor, long dataStart, long alignment) {
    String where = "tensor '" + Printable.of(tensor.name()) + "'";
    long offset = tensor.offset();
    if (offset < 0 || offset % alignment != 0) {
      throw bad(
          where, "an offset that is a multiple of " + alignment, Long.toUnsignedString(offset));
    }
    long room = fileSize - dataStart;
    if (offset > room || tensor.bytes() > room - offset) {
      throw bad(
          where,
          tensor.bytes() + " bytes at offset " + offset,
          "only " + Math.max(0, room) + " bytes of tensor data: the file is cut short or corrupt");
    }
    var placed =
        new TensorInfo(
            tensor.name(), tensor.type(), tensor.shape(), dataStart + offset, tensor.bytes());
    if (tensors.put(tensor.name(), placed) != null) {
      throw bad(where, "it once", "it twice");
    }
  }

  private String string(String where, int longest) {
    need(8, where);
    long length = in.getLong();
    if (length < 0 || length > in.remaining() || length > longest) {
      throw bad(
          where,
          "a text that fits the " + in.remaining() + " bytes left",
          Long.toUnsignedString(length) + " bytes");
    }
    byte[] bytes = new byte[(int) length];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private long count(String where, long count, int smallestElement, long most) {
    if (count < 0 || count > in.remaining() / smallestElement) {
      throw bad(
          where,
          "a count that fits the " + in.remaining() + " bytes left",
          Long.toUnsignedString(count));
    }
    if (count > most) {
      throw bad(where, "at most " + most, Long.toUnsignedString(count));
    }
    return count;
  }

  private void need(int bytes, String where) {
    if (in.remaining() < bytes) {
      throw bad(where, bytes + " more bytes", "the end of the file at byte " + in.limit());
    }
  }

  private BadInputException bad(String where, String expected, String found) {
    return new BadInputException(
        place + ", " + where + ": expected " + expected + ", found " + found);
  }
}
