package janus.catalog;

import janus.provenance.BadInputException;
import janus.thermal.PackageSetting;
import janus.thermal.PackageSettings;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;

/**
 * The packages of {@code data/packages}: those of kind {@code grid} give every setting of a {@link
 * PackageSettings}.
 */
public final class PackageCatalog {
  private static final String ROOM = "packages";
  private static final String DEFAULT = "hotspot-default";

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
        .filter(name -> data.document(ROOM, name).text("kind").equals("grid"))
        .toList();
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
          "package '" + name + "' is unknown; valid names: " + String.join(", ", gridNames()));
    }
    Document document = data.document(ROOM, wanted);
    Document settings = document.child("settings");
    var values = new EnumMap<PackageSetting, Double>(PackageSetting.class);
    try {
      for (String field : settings.fields()) {
        PackageSetting setting = PackageSetting.parse(field);
        values.put(setting, settings.fact(field, setting.unit()).typical());
      }
      return new PackageSettings(values);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(document.place() + ": " + e.getMessage(), e);
    }
  }
}
