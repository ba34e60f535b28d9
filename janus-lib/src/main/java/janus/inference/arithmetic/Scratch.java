package janus.inference.arithmetic;

import java.util.Arrays;
import java.util.EnumMap;

/** Arrays of one thread, grown on demand. */
public final class Scratch {
  /** Holds what {@link Kernels#fetch} returns, or the compiler would leave the reading out. */
  public float fetched;

  private final EnumMap<Use, float[]> arrays = new EnumMap<>(Use.class);

  /** The purpose of an array. */
  public enum Use {
    WEIGHTS,
    ARRANGED_WEIGHTS,
    PARTIAL_SUMS,
    TILE,
    QUERIES,
    QUERY_ROW,
    SCORES,
    OTHER_SCORES,
    OUTPUT,
    OTHER_OUTPUT,
    SIDE_BY_SIDE,
    MAXIMA,
    SUMS,
    SUMS_OF_TILE,
    VECTORS,
    OTHER_VECTORS
  }

  /** One for each thread. */
  public static Scratch[] of(Workers workers) {
    var all = new Scratch[workers.count()];
    for (int i = 0; i < all.length; i++) {
      all[i] = new Scratch();
    }
    return all;
  }

  /** At least {@code length} numbers, contents undefined. */
  public float[] get(Use use, int length) {
    float[] array = arrays.get(use);
    if (array == null || array.length < length) {
      array = new float[length];
      arrays.put(use, array);
    }
    return array;
  }

  /** At least {@code length} zeros. */
  public float[] zeros(Use use, int length) {
    float[] array = get(use, length);
    Arrays.fill(array, 0, length, 0);
    return array;
  }
}
