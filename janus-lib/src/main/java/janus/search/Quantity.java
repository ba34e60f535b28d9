package janus.search;

import janus.provenance.BadInputException;
import janus.provenance.Names;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What is known of every design, by its column in tables; each has its unit in the name. */
public enum Quantity {
  /** Tokens a second of all sequences together, at the workload's context. */
  DECODE_TOKENS_PER_S,
  /** Prefill of the prompt of one sequence. */
  TIME_TO_FIRST_TOKEN_MS,
  /** Typical power of die and off-chip memory over the decode rate. */
  JOULE_PER_TOKEN,
  /** Typical power of die and off-chip memory while decoding. */
  POWER_W,
  /** Typical area of all parts. */
  DIE_MM2,
  /** Temperature of the junction; infinite in thermal runaway. */
  JUNCTION_C,
  /** Measured rise of perplexity that the cache's scheme causes. */
  QUALITY_LOSS_PERCENT,
  /** Junction less the highest temperature that the facts of the memories hold for. */
  JUNCTION_ABOVE_KNOWN_C,
  /** Weights and spilled cache in percent of the memory beside the die. */
  OFF_CHIP_USED_PERCENT;

  private static final List<String> NAMES = Arrays.stream(values()).map(Quantity::column).toList();

  /** Limits that every design keeps, whether asked for or not. */
  public static final List<Limit> ALWAYS =
      List.of(
          new Limit(OFF_CHIP_USED_PERCENT.column(), true, 100),
          new Limit(JUNCTION_ABOVE_KNOWN_C.column(), true, 0));

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
