package janus.cost;

import janus.provenance.BadInputException;
import janus.provenance.Fact;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What chips cost.
 *
 * @param processes by node, in nm
 * @param rules of dies
 * @param packages price of a package by its kind, in USD/unit
 * @param pins of a package that join it to memory
 * @param adders what an embedded memory adds to the price of a wafer by its kind, in percent
 * @param dramPrices price of LPDDR memory by date, in USD/GB, oldest first
 */
public record CostFacts(
    Map<Double, WaferProcess> processes,
    DieRules rules,
    Map<String, Fact> packages,
    PinFacts pins,
    Map<String, Fact> adders,
    Map<String, Fact> dramPrices) {
  public CostFacts {
    processes = new TreeMap<>(processes);
    packages = new TreeMap<>(packages);
    adders = new TreeMap<>(adders);
    dramPrices = new TreeMap<>(dramPrices);
  }

  /**
   * A node.
   *
   * @throws BadInputException if its price is unknown; lists the known ones
   */
  public WaferProcess process(double nodeNm) {
    return known("a wafer at node", processes, nodeNm);
  }

  /**
   * The price of a kind of package.
   *
   * @throws BadInputException if it is unknown; lists the known ones
   */
  public Fact packagePrice(String kind) {
    return known("package", packages, kind);
  }

  /**
   * The price of memory at a date.
   *
   * @throws BadInputException if it is unknown; lists the known ones
   */
  public Fact dramPrice(String date) {
    return known("memory at date", dramPrices, date);
  }

  /** The latest date of which the price of memory is known. */
  public String latestDramPrice() {
    return List.copyOf(dramPrices.keySet()).get(dramPrices.size() - 1);
  }

  private static <K, V> V known(String what, Map<K, V> values, K key) {
    V value = values.get(key);
    if (value == null) {
      throw new BadInputException(
          "the price of " + what + " '" + key + "' is unknown; known: " + names(values));
    }
    return value;
  }

  private static String names(Map<?, ?> values) {
    return String.join(", ", values.keySet().stream().map(Object::toString).toList());
  }
}
