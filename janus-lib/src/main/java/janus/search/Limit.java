package janus.search;

import janus.provenance.BadInputException;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A bound that a design must keep.
 *
 * @param quantity what is bounded, by name with its unit
 * @param atMost whether the bound is the largest value allowed; else it is the smallest
 * @param bound the value, which is allowed itself
 */
public record Limit(String quantity, boolean atMost, double bound) implements Serializable {
  private static final Pattern SPELLING =
      Pattern.compile("\\s*([A-Za-z0-9_.]+)\\s*(<=|>=)\\s*(\\S+)\\s*");
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");

  public Limit {
    Objects.requireNonNull(quantity, "quantity");
    if (!Double.isFinite(bound)) {
      throw new IllegalArgumentException("bound of " + quantity + " must be a number: " + bound);
    }
  }

  /**
   * A limit as a person types it, {@code power_w<=5}.
   *
   * @param quantities names that there are
   * @throws BadInputException if it is no limit, or there is no such quantity
   */
  public static Limit parse(String text, List<String> quantities) {
    Matcher matcher = SPELLING.matcher(text);
    if (!matcher.matches()) {
      throw new BadInputException(
          "limit '" + text + "': expected NAME<=NUMBER or NAME>=NUMBER, as power_w<=5");
    }
    String name = Quantity.require("limit '" + text + "'", matcher.group(1), quantities);
    if (!NUMBER.matcher(matcher.group(3)).matches()) {
      throw new BadInputException(
          "limit '"
              + text
              + "': expected a number in the unit of "
              + name
              + ", found '"
              + matcher.group(3)
              + "'");
    }
    return new Limit(name, matcher.group(2).equals("<="), Double.parseDouble(matcher.group(3)));
  }

  /** Whether a value keeps the limit. NaN keeps none. */
  public boolean holds(double value) {
    return atMost ? value <= bound : value >= bound;
  }

  /** By how much a value breaks the limit, as a share of the bound; 0 where it does not. */
  double excess(double value) {
    double over = atMost ? value - bound : bound - value;
    return over > 0 ? over / Math.max(Math.abs(bound), Double.MIN_NORMAL) : 0;
  }

  /** As it is typed, {@code power_w<=5}. */
  public String spelling() {
    String number =
        bound == Math.rint(bound) && Math.abs(bound) < 1e15
            ? String.format(Locale.ROOT, "%d", (long) bound)
            : Double.toString(bound);
    return quantity + (atMost ? "<=" : ">=") + number;
  }
}
