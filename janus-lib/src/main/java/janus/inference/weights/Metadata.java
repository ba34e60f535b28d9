package janus.inference.weights;

import janus.provenance.BadInputException;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Keys and values of a model's header, under GGUF's names ({@code llama.block_count}). Every
 * complaint names file, key, value and what was expected.
 *
 * <p>Values are held as {@code Long}, {@code Double}, {@code Boolean}, {@code String}, {@code
 * BigInteger} (unsigned beyond {@code Long}), {@code long[]}, {@code double[]}, {@code boolean[]},
 * {@code String[]} or {@code Object[]} (array of arrays).
 */
public final class Metadata {
  private final String place;
  private final Map<String, Object> values;

  Metadata(String place, Map<String, Object> values) {
    this.place = place;
    this.values = Collections.unmodifiableMap(values);
  }

  /** The file's name, for messages. */
  String place() {
    return place;
  }

  /**
   * The same with one number where the network's keys list the same number for every layer. Lists
   * of another length than {@code block_count} stay, and are refused where they are read.
   */
  Metadata withEqualListsAsNumbers() {
    String prefix = values.get("general.architecture") + ".";
    Object layers = values.get(prefix + "block_count");
    var plain = new LinkedHashMap<String, Object>();
    values.forEach(
        (key, value) -> {
          boolean same =
              key.startsWith(prefix)
                  && value instanceof long[] numbers
                  && layers instanceof Long count
                  && numbers.length == count
                  && Arrays.stream(numbers).distinct().count() == 1;
          plain.put(key, same ? (Object) ((long[]) value)[0] : value);
        });
    return new Metadata(place, plain);
  }

  /** Every key, in file order. */
  public Set<String> keys() {
    return values.keySet();
  }

  public boolean has(String key) {
    return values.containsKey(key);
  }

  /** The whole number under a key. */
  public long getLong(String key) {
    if (values.get(key) instanceof Long value) {
      return value;
    }
    throw bad(key, "a whole number");
  }

  public long getLong(String key, long otherwise) {
    return has(key) ? getLong(key) : otherwise;
  }

  /** The whole number of 32 bits under a key. */
  public int getInt(String key) {
    long value = getLong(key);
    if (value != (int) value) {
      throw bad(key, "a whole number below 2^31");
    }
    return (int) value;
  }

  public int getInt(String key, int otherwise) {
    return has(key) ? getInt(key) : otherwise;
  }

  /** The finite number under a key. */
  public float getFloat(String key) {
    Object value = values.get(key);
    if (value instanceof Double || value instanceof Long) {
      float number = ((Number) value).floatValue();
      if (Float.isFinite(number)) {
        return number;
      }
    }
    throw bad(key, "a finite number");
  }

  public float getFloat(String key, float otherwise) {
    return has(key) ? getFloat(key) : otherwise;
  }

  /** The truth value under a key. */
  public boolean getBoolean(String key) {
    if (values.get(key) instanceof Boolean value) {
      return value;
    }
    throw bad(key, "true or false");
  }

  public boolean getBoolean(String key, boolean otherwise) {
    return has(key) ? getBoolean(key) : otherwise;
  }

  /** The truth values under a key, unmodifiable; 0 and 1 stand for them, too. */
  public List<Boolean> booleans(String key) {
    if (values.get(key) instanceof boolean[] truths) {
      return IntStream.range(0, truths.length).mapToObj(i -> truths[i]).toList();
    }
    if (values.get(key) instanceof long[] numbers
        && Arrays.stream(numbers).allMatch(number -> number == 0 || number == 1)) {
      return Arrays.stream(numbers).mapToObj(number -> number == 1).toList();
    }
    throw bad(key, "a list of true and false");
  }

  /** The text under a key. */
  public String getString(String key) {
    if (values.get(key) instanceof String value) {
      return value;
    }
    throw bad(key, "a text");
  }

  public String getString(String key, String otherwise) {
    return has(key) ? getString(key) : otherwise;
  }

  /** The texts under a key, unmodifiable. */
  public List<String> strings(String key) {
    if (values.get(key) instanceof String[] texts) {
      return Collections.unmodifiableList(Arrays.asList(texts));
    }
    throw bad(key, "a list of texts");
  }

  /** The numbers under a key. */
  public float[] floats(String key) {
    Object value = values.get(key);
    if (value instanceof double[] numbers) {
      float[] floats = new float[numbers.length];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = (float) numbers[i];
      }
      return floats;
    }
    if (value instanceof long[] numbers) {
      float[] floats = new float[numbers.length];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = numbers[i];
      }
      return floats;
    }
    throw bad(key, "a list of numbers");
  }

  /** The whole numbers under a key. */
  public int[] ints(String key) {
    if (values.get(key) instanceof long[] numbers) {
      int[] ints = new int[numbers.length];
      for (int i = 0; i < ints.length; i++) {
        if (numbers[i] != (int) numbers[i]) {
          throw bad(key, "whole numbers below 2^31");
        }
        ints[i] = (int) numbers[i];
      }
      return ints;
    }
    throw bad(key, "a list of whole numbers");
  }

  /** Whether the value under a key is a list. */
  public boolean isList(String key) {
    Object value = values.get(key);
    return value != null && value.getClass().isArray();
  }

  /** Whether the value under a key is 0 or false, which switches off what the key names. */
  boolean isNought(String key) {
    Object value = values.get(key);
    return Boolean.FALSE.equals(value)
        || (value instanceof Number number && number.doubleValue() == 0);
  }

  /** The complaint about a key. */
  public BadInputException bad(String key, String expected) {
    return new BadInputException(
        place + ", " + key + ": expected " + expected + ", found " + describe(values.get(key)));
  }

  private static String describe(Object value) {
    if (value == null) {
      return "nothing";
    }
    if (value.getClass().isArray()) {
      return "a list of " + java.lang.reflect.Array.getLength(value);
    }
    String text = String.valueOf(value).replaceAll("\\s+", " ");
    return "'" + (text.length() <= 60 ? text : text.substring(0, 60) + "...") + "'";
  }
}
