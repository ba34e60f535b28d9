package janus.inference.weights;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Defaults of the fields that shape the cache of a {@code model_type}. The tables beside this class
 * say how their words are read.
 *
 * @param values whole numbers of the configuration class by field
 * @param spellings the family's own names of fields
 * @param text the family of a wrapper's text part, or null
 * @param layers the kinds of the layers, or null where all attend to all tokens
 * @param state the kind of state of layers without attention, or null
 */
record HuggingFaceDefaults(
    Map<String, Integer> values,
    Map<String, String> spellings,
    String text,
    String layers,
    String state) {
  private static final Map<String, String> LINES = new HashMap<>();

  static {
    read("huggingface-families.txt");
    read("other-families.txt");
  }

  private static void read(String table) {
    try (InputStream in = HuggingFaceDefaults.class.getResourceAsStream(table)) {
      String lines = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      lines
          .lines()
          .filter(line -> !line.startsWith("#"))
          .forEach(line -> LINES.put(line.split(" ", 2)[0], line));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The defaults of a {@code model_type}, or null where it is unknown. */
  static HuggingFaceDefaults of(String modelType) {
    String line = LINES.get(modelType);
    return line == null ? null : parse(line);
  }

  private static HuggingFaceDefaults parse(String line) {
    var values = new HashMap<String, Integer>();
    var spellings = new HashMap<String, String>();
    var texts = new HashMap<String, String>();
    for (String word : line.split(" ", -1)) {
      String[] value = word.split("=", 2);
      String[] spelling = word.split(":", 2);
      if (value.length == 2 && value[1].matches("-?\\d+")) {
        values.put(value[0], Integer.valueOf(value[1]));
      } else if (value.length == 2) {
        texts.put(value[0], value[1]);
      } else if (spelling.length == 2) {
        spellings.put(spelling[0], spelling[1]);
      }
    }
    return texts.containsKey("like")
        ? of(texts.get("like"))
        : new HuggingFaceDefaults(
            values, spellings, texts.get("text"), texts.get("layers"), texts.get("state"));
  }
}
