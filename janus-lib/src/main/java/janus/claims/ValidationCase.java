package janus.claims;

import java.util.Map;
import java.util.TreeMap;

/**
 * A memory array that others computed or built. One entry of {@code
 * data/validation/memory-arrays.json}.
 *
 * @param label a name for people, unique
 * @param kind {@code tool} or {@code silicon}
 * @param technology the technology it is an instance of
 * @param nodeNm its process node
 * @param capacityMib its capacity
 * @param temperatureC its junction temperature
 * @param grownFrom label of a smaller case by the same tool; null where there is none
 * @param quantities values by name: {@code area} in mm2, {@code density} in Mbit/mm2, {@code
 *     readEnergy} in pJ/bit, {@code readLatency} in ns, {@code leakage} in W (with refresh), {@code
 *     standbyRatioToSram}
 * @param source a key of {@code data/sources.json}
 * @param where table, page or how it was run
 */
public record ValidationCase(
    String label,
    String kind,
    String technology,
    double nodeNm,
    double capacityMib,
    double temperatureC,
    String grownFrom,
    Map<String, Double> quantities,
    String source,
    String where) {
  public ValidationCase {
    quantities = java.util.Collections.unmodifiableMap(new TreeMap<>(quantities));
    for (Map.Entry<String, Double> quantity : quantities.entrySet()) {
      if (!TechnologyValidation.UNITS.containsKey(quantity.getKey())) {
        throw new IllegalArgumentException(
            label
                + ": quantity must be one of "
                + TechnologyValidation.UNITS.keySet()
                + ": "
                + quantity.getKey());
      }
    }
  }
}
