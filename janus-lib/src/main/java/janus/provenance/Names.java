package janus.provenance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Names a person types: what one means, and suggestions for one that is unknown. */
public final class Names {
  private Names() {}

  /**
   * The value with a spelling.
   *
   * @param what what is named, as {@code dataflow}
   * @throws IllegalArgumentException if there is none; lists the valid spellings
   */
  public static <T> T parse(String what, String given, T[] values, Function<T, String> spelling) {
    return Arrays.stream(values)
        .filter(value -> spelling.apply(value).equals(given))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    message(what, given, Arrays.stream(values).map(spelling).toList())));
  }

  /**
   * The exception for an unknown name. It suggests the nearest names and lists the valid ones.
   *
   * @param what what is named, as {@code model}
   */
  public static BadInputException unknown(String what, String given, Collection<String> valid) {
    return new BadInputException(message(what, given, valid));
  }

  private static String message(String what, String given, Collection<String> valid) {
    String near = suggestion(given, valid);
    return what + " '" + given + "' is unknown" + near + "; valid: " + String.join(", ", valid);
  }

  /** {@code (did you mean 'a' or 'b'?)}, or nothing if no name is near. */
  public static String suggestion(String given, Collection<String> valid) {
    List<String> near = nearest(given, valid);
    return near.isEmpty() ? "" : " (did you mean '" + String.join("' or '", near) + "'?)";
  }

  /**
   * The valid names at the smallest distance from the given one. The distance counts insertions,
   * deletions, substitutions and swaps of neighbouring characters (optimal string alignment) and
   * ignores case; names farther than one edit per three characters are left out.
   */
  public static List<String> nearest(String given, Collection<String> valid) {
    int least = Math.max(1, given.length() / 3);
    var near = new ArrayList<String>();
    for (String name : valid) {
      int distance = distance(given.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
      if (distance < least) {
        near.clear();
        least = distance;
      }
      if (distance == least) {
        near.add(name);
      }
    }
    return near;
  }

  private static int distance(String a, String b) {
    var cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : step(cost, a, b, i, j);
      }
    }
    return cost[a.length()][b.length()];
  }

  private static int step(int[][] cost, String a, String b, int i, int j) {
    boolean same = a.charAt(i - 1) == b.charAt(j - 1);
    int least = Math.min(cost[i - 1][j], cost[i][j - 1]) + 1;
    least = Math.min(least, cost[i - 1][j - 1] + (same ? 0 : 1));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
  }
}
