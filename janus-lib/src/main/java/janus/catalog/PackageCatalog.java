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
import java.util.stream.Stream;

/**
 * The packages of {@code data/packages}. A package of kind {@code grid} gives every parameter of a
 * {@link PackageSettings}, directly or through its base package. A package of kind {@code
 * resistance} is a {@link LumpedPackage}.
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

  /** The packages inside the jar. */
  public static PackageCatalog bundled() {
    return new PackageCatalog(DataFolder.bundled());
  }

  /** HotSpot 7's default package, the base of other settings. */
  public PackageSettings standard() {
    return settings(DEFAULT);
  }

  /** Names of the grid packages, in alphabetical order. */
  public List<String> gridNames() {
    return names("grid");
  }

  private List<String> names(String kind) {
    return data.names(ROOM).stream()
        .filter(name -> data.document(ROOM, name).text("kind", "").equals(kind))
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
   * @throws BadInputException if the name is unknown, or a setting is missing or impossible
   */
  public PackageSettings settings(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    if (!gridNames().contains(wanted)) {
      throw Names.unknown("package", name, gridNames());
    }
    return data.document(ROOM, wanted).checked(this::settings);
  }

  private PackageSettings settings(Document document) {
    var values = new EnumMap<PackageSetting, Double>(PackageSetting.class);
    if (document.has("base")) {
      PackageSettings base = settings(document.text("base"));
      for (PackageSetting setting : PackageSetting.values()) {
        values.put(setting, base.get(setting));
      }
    }
    Document settings = document.child("settings");
    for (String field : settings.fields()) {
      PackageSetting setting = PackageSetting.parse(field);
      values.put(setting, settings.fact(field, setting.unit()).typical());
    }
    return new PackageSettings(values);
  }

  /** The packages with published thermal resistances, in alphabetical order. */
  public List<LumpedPackage> lumped() {
    return names("resistance").stream().map(this::lumpedPackage).toList();
  }

  /**
   * A package with published thermal resistances.
   *
   * @throws BadInputException if there is none of that name; lists the valid ones
   */
  public LumpedPackage lumped(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    if (!names("resistance").contains(wanted)) {
      throw Names.unknown("package", name, names("resistance"));
    }
    return lumpedPackage(wanted);
  }

  /**
   * A limit of {@code data/packages/limits.json}, for example {@code smartphoneSkinC} in {@code C}.
   *
   * @throws BadInputException if no limit has the name and unit
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
        document.optionalFact("thetaJc", "C/W"),
        document.optionalFact("thetaJb", "C/W"));
  }
}
