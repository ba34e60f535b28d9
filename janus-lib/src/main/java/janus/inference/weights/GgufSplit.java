package janus.inference.weights;

import janus.provenance.BadInputException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A model in several GGUF files, {@code NAME-00001-of-00003.gguf} and so on. The first holds the
 * keys of the model. Source: llama.cpp, {@code tools/gguf-split/README.md}.
 */
final class GgufSplit {
  private static final int MOST_PARTS = 99_999;

  private GgufSplit() {}

  /** Files of the model. */
  static int count(Metadata metadata) {
    long count = metadata.getLong("split.count", 1);
    if (count < 0 || count > MOST_PARTS) {
      throw metadata.bad("split.count", "at most " + MOST_PARTS);
    }
    if (count > 1 && metadata.getLong("split.no", 0) != 0) {
      throw metadata.bad("split.no", "0, the first part");
    }
    return (int) Math.max(1, count);
  }

  /**
   * Another file of the model.
   *
   * @param first the first one
   * @param part counted from 0
   * @throws BadInputException if the first is not named as the first of {@code count}
   */
  static Path part(Path first, Metadata metadata, int part, int count) {
    String name = first.getFileName().toString();
    String ending = ending(0, count);
    if (!name.endsWith(ending)) {
      throw metadata.bad("split.count", "a file whose name ends in " + ending);
    }
    return first.resolveSibling(
        name.substring(0, name.length() - ending.length()) + ending(part, count));
  }

  private static String ending(int part, int count) {
    return String.format(Locale.ROOT, "-%05d-of-%05d.gguf", part + 1, count);
  }

  /**
   * Checks the sum of the parts.
   *
   * @throws BadInputException if the parts together hold another number of tensors than stated
   */
  static void requireWhole(Metadata metadata, int count, int tensors) {
    long stated = metadata.getLong("split.tensors.count", tensors);
    if (count > 1 && stated != tensors) {
      throw metadata.bad("split.tensors.count", tensors + ", the tensors of all parts");
    }
  }
}
