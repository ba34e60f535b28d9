package janus.catalog;

import janus.provenance.BadInputException;
import janus.provenance.Fact;
import janus.provenance.Names;
import janus.thermal.Floorplan;
import janus.thermal.LumpedPackage;
import janus.thermal.PackageSetting;
import janus.thermal.PackageSettings;
import janus.thermal.ThermalGrid;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The packages of {@code data/packages}: those of kind {@code grid} give every setting of a {@link
 * PackageSettings}, themselves or by the package they name as their base; those of kind {@code
 * resistance} are a {@link LumpedPackage}.
 */
public final class PackageCatalog {
  private static final String ROOM = "packages";
  private static final String DEFAULT = "hotspot-default";

  /** Layers of a package of which only a resistance is published. */
  private static final String LAYERS_OF_A_RESISTANCE = "bga-lid";

  private final DataFolder data;

  public PackageCatalog(DataFolder data) {
    this.data = data;
  }

  /** The packages that travel with the jar. */
  public static PackageCatalog bundled() {
    return new PackageCatalog(DataFolder.bundled());
  }

  /** HotSpot 7's default package, which other settings start from. */
  public PackageSettings standard() {
    return settings(DEFAULT);
  }

  /** Names of the packages a grid can be built for, in alphabetical order. */
  public List<String> gridNames() {
    return data.names(ROOM).stream()
        .filter(name -> data.document(ROOM, name).text("kind", "").equals("grid"))
        .toList();
  }

  /** Names of all packages, in alphabetical order. */
  public List<String> names() {
    return Stream.concat(gridNames().stream(), lumped().stream().map(LumpedPackage::id))
        .sorted()
        .toList();
  }

  /**
   * The settings of a package with a die in it. Of a package whose resistance from junction to
   * ambient alone is published, the convection is fitted to it, under the layers of a ball grid
   * array with a lid.
   *
   * @throws BadInputException if there is none of that name; lists the valid ones
   * @throws IllegalArgumentException if no convection gives a die of that size the resistance
   */
  public PackageSettings around(String name, Floorplan die) {
    String wanted = name.toLowerCase(Locale.ROOT);
    if (!names().contains(wanted)) {
      throw Names.unknown("package", name, names());
    }
    return gridNames().contains(wanted)
        ? settings(wanted)
        : ThermalGrid.fitted(
            die, settings(LAYERS_OF_A_RESISTANCE), lumped(wanted).thetaJa().typical());
  }

  /**
   * The settings of a grid package.
   *
   * @throws BadInputException if there is none of that name, or a setting is missing or impossible
   */
  public PackageSettings settings(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    if (!gridNames().contains(wanted)) {
      throw new BadInputException(
          "package '"
              + name
              + "' is unknown"
              + Names.suggestion(name, gridNames())
              + "; valid names: "
              + String.join(", ", gridNames()));
    }
    Document document = data.document(ROOM, wanted);
    Document settings = document.child("settings");
    var values = new EnumMap<PackageSetting, Double>(PackageSetting.class);
    try {
      if (document.has("base")) {
        PackageSettings base = settings(document.text("base"));
        for (PackageSetting setting : PackageSetting.values()) {
          values.put(setting, base.get(setting));
        }
      }
      for (String field : settings.fields()) {
        PackageSetting setting = PackageSetting.parse(field);
        values.put(setting, settings.fact(field, setting.unit()).typical());
      }
      return new PackageSettings(values);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(document.place() + ": " + e.getMessage(), e);
    }
  }

  /** The packages with published thermal resistances, in alphabetical order of their names. */
  public List<LumpedPackage> lumped() {
    return data.names(ROOM).stream()
        .filter(name -> data.document(ROOM, name).text("kind", "").equals("resistance"))
        .map(this::lumpedPackage)
        .toList();
  }

  /**
   * A package with published thermal resistances.
   *
   * @throws BadInputException if there is none of that name; lists the valid ones
   */
  public LumpedPackage lumped(String name) {
    return lumped().stream()
        .filter(candidate -> candidate.id().equals(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new BadInputException(
                    "package '"
                        + name
                        + "' is unknown; valid names: "
                        + lumped().stream()
                            .map(LumpedPackage::id)
                            .collect(Collectors.joining(", "))));
  }

  /**
   * A limit of {@code data/packages/limits.json}, for example {@code smartphoneSkinC} in {@code C}.
   *
   * @throws BadInputException if there is none of that name and unit
   */
  public Fact limit(String name, String unit) {
    return data.document(ROOM, "limits").fact(name, unit);
  }

  private LumpedPackage lumpedPackage(String name) {
    Document document = data.document(ROOM, name);
    return new LumpedPackage(
        name,
        document.text("name"),
        document.fact("thetaJa", "C/W"),
        document.has("thetaJc") ? document.fact("thetaJc", "C/W") : null,
        document.has("thetaJb") ? document.fact("thetaJb", "C/W") : null);
  }
}
