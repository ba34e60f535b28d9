package janus.search;

import janus.provenance.BadInputException;
import janus.provenance.Names;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What is known of every design, by its column in tables; each has its unit in the name. */
public enum Quantity {
  /**
   * Tokens a second of all sequences together, at the workload's context. A design that gets too
   * hot at this rate has none: it throttles.
   */
  DECODE_TOKENS_PER_S,
  /** The same for ever, throttled where junction or skin would get too hot. */
  SUSTAINED_TOKENS_PER_S,
  /** Sustained rate in percent of what tiles and memories allow; below 100 the design throttles. */
  SUSTAINED_PERCENT,
  /** Prefill of the prompt of one sequence. */
  TIME_TO_FIRST_TOKEN_MS,
  /** Typical energy of die and off-chip memory at the sustained rate. */
  JOULE_PER_TOKEN,
  /** Typical power of die and off-chip memory at the sustained rate. */
  POWER_W,
  /** Typical area of all parts. */
  DIE_MM2,
  /** Hottest cell of the die at the sustained rate. */
  JUNCTION_C,
  /** Hottest cell of the outermost layer at the sustained rate. */
  SKIN_C,
  /** Measured rise of perplexity that the cache's scheme causes; infinite where nobody measured. */
  QUALITY_LOSS_PERCENT,
  /** Weights and spilled cache in percent of the memory beside the die. */
  OFF_CHIP_USED_PERCENT,
  /** Typical cost of a chip with its memory; none where a price is unknown. */
  UNIT_USD;

  private static final List<String> NAMES = Arrays.stream(values()).map(Quantity::column).toList();

  /**
   * Limits that a design keeps, whether asked for or not: weights and cache fit, and where a decode
   * rate is asked for, the design does not throttle.
   *
   * @param asked names of the quantities of objectives and limits
   */
  static List<Limit> always(Set<String> asked) {
    Limit fits = new Limit(OFF_CHIP_USED_PERCENT.column(), true, 100);
    return asked.contains(DECODE_TOKENS_PER_S.column())
        ? List.of(fits, new Limit(SUSTAINED_PERCENT.column(), false, 100))
        : List.of(fits);
  }

  /** Its place among the values of a design. */
  @SuppressWarnings("EnumOrdinal") // The one place where the order of the columns is made.
  public int place() {
    return ordinal();
  }

  /** Sets the value among all. */
  void set(double[] values, double value) {
    values[place()] = value;
  }

  /** Name of the column. */
  public String column() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Names of all columns, in their order. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * The name, if there is such a quantity.
   *
   * @param place for the message
   * @throws BadInputException if there is none; says so where only the unit is missing
   */
  static String require(String place, String name, List<String> quantities) {
    if (quantities.contains(name)) {
      return name;
    }
    List<String> withUnit = quantities.stream().filter(q -> q.startsWith(name + "_")).toList();
    if (!withUnit.isEmpty()) {
      throw new BadInputException(
          place + ": '" + name + "' lacks its unit; expected " + String.join(" or ", withUnit));
    }
    throw new BadInputException(
        place + ": " + Names.unknown("quantity", name, quantities).getMessage());
  }
}
