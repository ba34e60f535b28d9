package janus.thermal;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A package: a value for every {@link PackageSetting}. Immutable. */
public final class PackageSettings {
  private final EnumMap<PackageSetting, Double> values;

  /**
   * @param values a value for every setting
   * @throws IllegalArgumentException if one is missing or impossible
   */
  public PackageSettings(Map<PackageSetting, Double> values) {
    this.values = new EnumMap<>(values);
    for (PackageSetting setting : PackageSetting.values()) {
      Double value = values.get(setting);
      if (value == null) {
        throw new IllegalArgumentException("setting " + setting.spelling() + " is missing");
      }
      setting.requireValid(value);
    }
  }

  /**
   * These settings with one value replaced.
   *
   * @throws IllegalArgumentException if the value is impossible
   */
  public PackageSettings with(PackageSetting setting, double value) {
    var changed = new EnumMap<>(values);
    changed.put(setting, value);
    return new PackageSettings(changed);
  }

  /**
   * These settings with one value replaced, by the setting's spelling.
   *
   * @param name as in {@link PackageSetting#spelling}
   * @param text a number in the setting's unit
   * @throws IllegalArgumentException if the name is unknown (lists the valid ones) or the value is
   *     impossible
   */
  public PackageSettings with(String name, String text) {
    PackageSetting setting = PackageSetting.parse(name);
    try {
      return with(setting, Double.parseDouble(text));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          name + " must be a number (" + setting.unit() + "): '" + text + "'", e);
    }
  }

  public double get(PackageSetting setting) {
    return values.get(setting);
  }

  /** Whether the path through the board is modelled. */
  public boolean hasSecondaryPath() {
    return get(PackageSetting.MODEL_SECONDARY) == 1;
  }

  /** The values that differ from another package, as {@code name=value name=value}. */
  public String differingFrom(PackageSettings other) {
    return values.entrySet().stream()
        .filter(entry -> !entry.getValue().equals(other.values.get(entry.getKey())))
        .map(entry -> entry.getKey().spelling() + "=" + entry.getValue())
        .collect(Collectors.joining(" "));
  }

  /** All values by spelling, in alphabetical order. */
  public Map<String, Double> bySpelling() {
    var map = new TreeMap<String, Double>();
    values.forEach((setting, value) -> map.put(setting.spelling(), value));
    return map;
  }
}
