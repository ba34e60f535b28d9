package janus.inference.weights;

import com.fasterxml.jackson.databind.JsonNode;
import janus.provenance.BadInputException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The header of a safetensors file: 8 bytes length, then a JSON object that gives each tensor's
 * type, shape (slowest-running extent first) and place in the bytes that follow.
 *
 * <p>Source: huggingface/safetensors, README.md, "Format".
 */
final class SafetensorsHeader {
  /** A third of the format's own limit, for two hundred thousand tensors. */
  private static final long LONGEST = 1 << 25;

  private static final int MOST_DIMENSIONS = 4;

  private SafetensorsHeader() {}

  /**
   * The tensors of a file by name; those of types that hold no weights (whole numbers) are left
   * out.
   *
   * @param place the file's name, for messages
   * @throws BadInputException if the file is not whole or a tensor is impossible
   */
  static Map<String, TensorInfo> read(String place, ByteSource source) {
    GitLfs.reject(place, source);
    if (source.size() < 8) {
      throw new BadInputException(
          place + ": expected a safetensors file, found " + source.size() + " bytes");
    }
    long length = source.slice(0, 8).getLong(0);
    if (length < 2 || length > LONGEST || length > source.size() - 8) {
      throw new BadInputException(
          place
              + ": expected a header of 2 to "
              + Math.min(LONGEST, source.size() - 8)
              + " bytes, found a length of "
              + Long.toUnsignedString(length));
    }
    ByteBuffer bytes = source.slice(8, (int) length);
    byte[] json = new byte[(int) length];
    bytes.get(json);
    JsonNode root = HuggingFaceConfig.parseObject(place + ", header", json);
    var tensors = new LinkedHashMap<String, TensorInfo>();
    long dataStart = 8 + length;
    root.properties()
        .forEach(
            entry -> {
              if (!entry.getKey().equals("__metadata__")) {
                TensorInfo tensor =
                    tensor(place, entry.getKey(), entry.getValue(), dataStart, source.size());
                if (tensor != null) {
                  tensors.put(tensor.name(), tensor);
                }
              }
            });
    TensorInfo.rejectOverlaps(place, tensors.values());
    return tensors;
  }

  private static TensorInfo tensor(
      String place, String name, JsonNode node, long dataStart, long fileSize) {
    String where = place + ", tensor '" + Printable.of(name) + "'";
    TensorType type = type(where, node.path("dtype").asText(""));
    if (type == null && name.matches(".*(\\.|q)weight")) {
      throw new BadInputException(
          where
              + ", dtype: expected F32, F16 or BF16, found quantized weights in "
              + node.path("dtype").asText());
    }
    if (type == null) {
      return null;
    }
    List<Long> shape = new ArrayList<>();
    long elements = 1;
    JsonNode extents = node.path("shape");
    if (!extents.isArray() || extents.size() > MOST_DIMENSIONS) {
      throw new BadInputException(where + ": expected a shape of at most 4 extents");
    }
    for (JsonNode extent : extents) {
      long value = extent.canConvertToLong() && extent.isIntegralNumber() ? extent.longValue() : 0;
      if (value < 1 || value > Long.MAX_VALUE / 8 / elements) {
        throw new BadInputException(
            where + ": expected extents of at least 1 that fit the file, found " + extent);
      }
      elements *= value;
      shape.add(0, value);
    }
    JsonNode offsets = node.path("data_offsets");
    long begin = offsets.path(0).asLong(-1);
    long end = offsets.path(1).asLong(-1);
    long room = fileSize - dataStart;
    if (begin < 0 || end < begin || end > room) {
      throw new BadInputException(
          where + ": expected data_offsets within " + room + " bytes, found " + offsets);
    }
    if (end - begin != type.bytes(elements)) {
      throw new BadInputException(
          where + ": expected " + type.bytes(elements) + " bytes, found " + (end - begin));
    }
    return new TensorInfo(name, type, shape, dataStart + begin, end - begin);
  }

  private static TensorType type(String where, String dtype) {
    return switch (dtype) {
      case "F32" -> TensorType.F32;
      case "F16" -> TensorType.F16;
      case "BF16" -> TensorType.BF16;
      case "BOOL", "U8", "I8", "I16", "U16", "I32", "U32", "I64", "U64" -> null;
      default ->
          throw new BadInputException(
              where + ", dtype: expected F32, F16 or BF16, found '" + dtype + "'");
    };
  }
}
