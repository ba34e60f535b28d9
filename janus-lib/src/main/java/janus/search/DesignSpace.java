package janus.search;

import janus.provenance.BadInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * All designs that some variables span, with a fixed number each.
 *
 * <p>Variables belong to parts: those of the workload, of the compute, of the memory beside the
 * die, of the tiers, of the prefetcher, of the package and of the market, in this order. A part's
 * choices are the combinations of its variables' values, the last variable's changing first.
 * Combinations that differ only in fields of a tier of 0 MiB are the same chip; the first stands
 * for all. A design's number has a digit for every part, the last part's changing first.
 */
public final class DesignSpace {
  /** The parts, in the order of the digits. */
  public enum Part {
    /** Model, scheme, weights and tokens. */
    WORKLOAD(""),
    /** Arrays and clock. */
    COMPUTE("compute."),
    /** Memory beside the die. */
    OFF_CHIP("offChip."),
    /** Memory next to the arrays. */
    TIER1("tier1."),
    /** Memory behind tier 1. */
    TIER2("tier2."),
    /** Prefetcher. */
    PREFETCHER("prefetcher."),
    /** What the die sits in. */
    PACKAGE("package."),
    /** Prices and volume. */
    MARKET("market.");

    private final String prefix;

    Part(String prefix) {
      this.prefix = prefix;
    }

    /** Which digit of a number is this part's. */
    @SuppressWarnings("EnumOrdinal") // The one place where the order of the digits is made.
    int digit() {
      return ordinal();
    }

    /** The part of a field. */
    static Part of(String field) {
      int dot = field.indexOf('.');
      String prefix = dot < 0 ? "" : field.substring(0, dot + 1);
      return Arrays.stream(values())
          .filter(part -> part.prefix.equals(prefix))
          .findFirst()
          .orElse(WORKLOAD);
    }
  }

  private final DesignPoint start;
  private final Map<String, Variable> variables;
  private final List<List<Map<String, String>>> choices = new ArrayList<>();
  private final long size;

  /**
   * The space of some variables.
   *
   * @param start what every design has that no variable sets
   * @throws BadInputException if two variables set one field, a variable sets fields of several
   *     parts, a value is impossible, or there are too many designs to count
   */
  public DesignSpace(DesignPoint start, Collection<Variable> variables) {
    this.start = start;
    this.variables = byName(variables);
    var ofParts = new TreeMap<Part, List<Variable>>();
    for (Variable variable : variables) {
      ofParts.computeIfAbsent(part(variable), part -> new ArrayList<>()).add(variable);
    }
    long product = 1;
    for (Part part : Part.values()) {
      List<Map<String, String>> list = choices(ofParts.getOrDefault(part, List.of()));
      choices.add(list);
      product = times(product, list.size());
    }
    size = product;
  }

  private static long times(long product, int factor) {
    try {
      return Math.multiplyExact(product, (long) factor);
    } catch (ArithmeticException e) {
      throw new BadInputException("space: expected at most 2^63 designs, found more", e);
    }
  }

  private static Map<String, Variable> byName(Collection<Variable> variables) {
    var byName = new LinkedHashMap<String, Variable>();
    var fields = new HashSet<String>();
    for (Variable variable : variables) {
      for (String field : variable.fields()) {
        if (!fields.add(field)) {
          throw new BadInputException("space: two variables set " + field);
        }
      }
      byName.put(variable.name(), variable);
    }
    return byName;
  }

  private static Part part(Variable variable) {
    List<Part> parts = variable.fields().stream().map(Part::of).distinct().toList();
    if (parts.size() > 1) {
      throw new BadInputException(
          "space: " + variable.name() + " must set fields of one part, found " + variable.fields());
    }
    return parts.get(0);
  }

  /** All combinations, each chip once, with every value as the design prints it. */
  private List<Map<String, String>> choices(List<Variable> ofPart) {
    List<Map<String, String>> combinations = List.of(Map.of());
    for (Variable variable : ofPart) {
      var longer = new ArrayList<Map<String, String>>();
      for (Map<String, String> combination : combinations) {
        for (Map<String, String> choice : variable.choices()) {
          var joined = new LinkedHashMap<>(combination);
          joined.putAll(choice);
          longer.add(joined);
        }
      }
      combinations = longer;
    }
    var chips = new LinkedHashMap<Map<String, String>, Map<String, String>>();
    for (Map<String, String> combination : combinations) {
      Map<String, String> printed = printed(combination);
      chips.putIfAbsent(withoutAbsent(printed), printed);
    }
    return List.copyOf(chips.values());
  }

  private Map<String, String> printed(Map<String, String> combination) {
    Map<String, String> all = Fields.of(Fields.with("space", start, combination));
    var printed = new LinkedHashMap<String, String>();
    combination.keySet().forEach(field -> printed.put(field, all.get(field)));
    return printed;
  }

  /** The choice without fields of a tier that is not there. */
  private Map<String, String> withoutAbsent(Map<String, String> printed) {
    for (String tier : List.of(Part.TIER1.prefix, Part.TIER2.prefix)) {
      boolean ofTier = printed.keySet().stream().anyMatch(field -> field.startsWith(tier));
      String capacity = tier + "capacityMib";
      String mib = printed.getOrDefault(capacity, Fields.of(start).get(capacity));
      if (ofTier && mib.equals("0")) {
        return Map.of(capacity, "0");
      }
    }
    return printed;
  }

  /** How many designs there are. */
  public long size() {
    return size;
  }

  /** What every design has that no variable sets. */
  public DesignPoint start() {
    return start;
  }

  /** The variables by name. */
  public Map<String, Variable> variables() {
    return variables;
  }

  /** Names of all fields that vary, in the order of the parts. */
  public List<String> columns() {
    return choices.stream().flatMap(part -> part.get(0).keySet().stream()).toList();
  }

  /** How many choices a part has. */
  public int choices(Part part) {
    return choices.get(part.digit()).size();
  }

  /** The start with one choice of one part. */
  public DesignPoint withChoice(Part part, int choice) {
    return Fields.with("space", start, choices.get(part.digit()).get(choice));
  }

  /** The digits of a number, one a part. */
  public int[] digits(long number) {
    if (number < 0 || number >= size) {
      throw new IllegalArgumentException("number must be from 0 to " + (size - 1) + ": " + number);
    }
    var digits = new int[choices.size()];
    long rest = number;
    for (int part = digits.length - 1; part >= 0; part--) {
      int radix = choices.get(part).size();
      digits[part] = (int) (rest % radix);
      rest /= radix;
    }
    return digits;
  }

  /** The values of a design by column. */
  public Map<String, String> values(long number) {
    int[] digits = digits(number);
    var values = new LinkedHashMap<String, String>();
    for (int part = 0; part < digits.length; part++) {
      values.putAll(choices.get(part).get(digits[part]));
    }
    return values;
  }

  /** A design. */
  public DesignPoint point(long number) {
    return Fields.with("space", start, values(number));
  }

  /** Names of all fields that a variable may set. */
  public static Set<String> fields(DesignPoint start) {
    return Fields.of(start).keySet();
  }
}
