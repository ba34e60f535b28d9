package janus.thermal;

import janus.provenance.BadInputException;
import janus.provenance.TextFile;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A stack of layers as HotSpot's {@code .lcf} files give it: of each its number, whether heat flows
 * laterally (Y or N), whether it takes power, heat capacity in J/m3/K, resistivity in m K/W,
 * thickness in m, and its floorplan, one a line. What is modelled is a die and the interface
 * material on it; spreader and sink follow from the package.
 *
 * @param floorplan the die's {@code .flp} file
 * @param settings of die and interface
 */
public record LayerFile(Path floorplan, Map<PackageSetting, Double> settings) {
  private static final int FIELDS = 7;

  /**
   * Reads a {@code .lcf} file.
   *
   * @throws BadInputException if it cannot be read, or its layers are not a die and an interface
   */
  public static LayerFile read(Path file) {
    List<String> lines =
        TextFile.lines(file, "layers (.lcf)").stream()
            .map(line -> line.replaceFirst("#.*", "").strip())
            .filter(line -> !line.isEmpty())
            .toList();
    if (lines.size() != 2 * FIELDS
        || !isLayer(lines.subList(0, FIELDS), "0", "Y")
        || !isLayer(lines.subList(FIELDS, 2 * FIELDS), "1", "N")) {
      throw new BadInputException(
          file
              + ": expected two layers of seven lines, a die (0, Y, Y) and an interface (1, Y, N),"
              + " the stack that is modelled; found "
              + lines.size()
              + " lines, "
              + lines.size() / FIELDS
              + " layers");
    }
    var settings = new EnumMap<PackageSetting, Double>(PackageSetting.class);
    put(settings, file, PackageSetting.P_CHIP, number(file, lines.get(3)));
    put(settings, file, PackageSetting.K_CHIP, 1 / number(file, lines.get(4)));
    put(settings, file, PackageSetting.T_CHIP, number(file, lines.get(5)));
    put(settings, file, PackageSetting.P_INTERFACE, number(file, lines.get(FIELDS + 3)));
    put(settings, file, PackageSetting.K_INTERFACE, 1 / number(file, lines.get(FIELDS + 4)));
    put(settings, file, PackageSetting.T_INTERFACE, number(file, lines.get(FIELDS + 5)));
    return new LayerFile(sibling(file, lines.get(FIELDS - 1)), settings);
  }

  private static Path sibling(Path file, String name) {
    try {
      return file.resolveSibling(name);
    } catch (InvalidPathException e) {
      throw new BadInputException(file + ": expected a floorplan's file, found '" + name + "'", e);
    }
  }

  /** A package with these layers. */
  public PackageSettings in(PackageSettings base) {
    PackageSettings changed = base;
    for (Map.Entry<PackageSetting, Double> setting : settings.entrySet()) {
      changed = changed.with(setting.getKey(), setting.getValue());
    }
    return changed;
  }

  private static boolean isLayer(List<String> lines, String number, String power) {
    return lines.get(0).equals(number)
        && lines.get(1).equalsIgnoreCase("Y")
        && lines.get(2).equalsIgnoreCase(power);
  }

  private static void put(
      Map<PackageSetting, Double> settings, Path file, PackageSetting setting, double value) {
    try {
      settings.put(setting, setting.requireValid(value));
    } catch (IllegalArgumentException e) {
      throw new BadInputException(file + ": " + e.getMessage(), e);
    }
  }

  private static double number(Path file, String word) {
    try {
      return Double.parseDouble(word);
    } catch (NumberFormatException e) {
      throw new BadInputException(file + ": expected a number, found '" + word + "'", e);
    }
  }
}
