package janus.catalog;

import janus.provenance.BadInputException;
import janus.provenance.Fact;
import janus.technology.Access;
import janus.technology.MemoryTechnology;
import janus.technology.Placement;
import janus.technology.ProcessNode;
import janus.technology.PublishedMemory;
import janus.technology.PublishedTable;
import janus.technology.Retention;
import janus.technology.Standby;
import janus.units.DataSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The technologies of {@code data/technologies}, by the file's name or an alias. */
public final class TechnologyCatalog {
  private final Map<String, MemoryTechnology> technologies = new TreeMap<>();
  private final Map<String, String> aliases = new TreeMap<>();
  private final DataFolder data;
  private final Document sources;

  /**
   * @throws BadInputException if a file misses a field, has a wrong unit or an impossible value, or
   *     names a source that {@code sources.json} does not hold
   */
  public TechnologyCatalog(DataFolder data) {
    this.data = data;
    this.sources = data.document("", "sources");
    for (String name : data.names("technologies")) {
      Document document = data.document("technologies", name);
      technologies.put(name, technology(name, document));
      document.texts("aliases").forEach(alias -> aliases.put(alias, name));
    }
  }

  /** The technologies that travel with the jar. */
  public static TechnologyCatalog bundled() {
    return new TechnologyCatalog(DataFolder.bundled());
  }

  /** Names to ask for, in alphabetical order. */
  public List<String> names() {
    return List.copyOf(technologies.keySet());
  }

  /** All technologies, in alphabetical order of their names. */
  public List<MemoryTechnology> all() {
    return List.copyOf(technologies.values());
  }

  /**
   * A technology by name or alias, in any case.
   *
   * @throws BadInputException if there is none; lists the valid names
   */
  public MemoryTechnology byName(String name) {
    String wanted = name.toLowerCase(Locale.ROOT).replace('_', '-');
    MemoryTechnology technology = technologies.get(aliases.getOrDefault(wanted, wanted));
    if (technology == null) {
      throw new BadInputException(
          "technology '" + name + "' is unknown; valid names: " + String.join(", ", names()));
    }
    return technology;
  }

  /** The memory table that the published Janus-1 printed, as published. */
  public PublishedTable published() {
    Document document = data.document("published", "janus-1-memory-power");
    Document rows = document.child("rows");
    var memories = new ArrayList<PublishedMemory>();
    for (String field : rows.fields()) {
      Document row = rows.child(field);
      Document constants = row.child("constants");
      Document table = row.child("table");
      memories.add(
          new PublishedMemory(
              row.text("name"),
              row.text("technology"),
              fact(constants, "readEnergy", "pJ/bit"),
              fact(constants, "writeEnergy", "pJ/bit"),
              fact(constants, "standby", "mW/MiB"),
              fact(constants, "area", "mm2/Mibit"),
              fact(constants, "readLatency", "cycles"),
              fact(table, "dynamic", "W"),
              fact(table, "static", "W"),
              fact(table, "total", "W"),
              fact(table, "efficiency", "MiB/W")));
    }
    return new PublishedTable(
        document.text("note"),
        DataSize.ofMiB(document.count("capacityMib")),
        document.number("bandwidthGibPerS"),
        document.number("readShare"),
        memories);
  }

  private MemoryTechnology technology(String id, Document document) {
    try {
      Document temperature = document.child("temperatureC");
      return new MemoryTechnology(
          id,
          document.text("name"),
          document.text("family"),
          placement(document),
          document.has("nodeNm") ? node(document) : null,
          temperature.number("low"),
          temperature.number("high"),
          optional(document, "cellArea", "um2"),
          optional(document, "density", "Mbit/mm2"),
          new Access(
              fact(document, "readEnergy", "pJ/bit"),
              fact(document, "writeEnergy", "pJ/bit"),
              fact(document, "readLatency", "ns"),
              fact(document, "writeLatency", "ns")),
          new Standby(
              fact(document, "standby25C", "mW/MiB"), fact(document, "standby85C", "mW/MiB")),
          document.has("retention") ? retention(document.child("retention")) : null,
          optional(document, "endurance", "cycles"),
          optional(document, "bandwidth", "GB/s"),
          document.confidence("confidence"),
          document.text("note", ""),
          "");
    } catch (IllegalArgumentException e) {
      throw new BadInputException(document.place() + ": " + e.getMessage(), e);
    }
  }

  private static Placement placement(Document document) {
    String spelling = document.text("placement");
    for (Placement placement : Placement.values()) {
      if (placement.spelling().equals(spelling)) {
        return placement;
      }
    }
    throw document.bad(
        "placement", document.node().path("placement"), "on-die, stacked or off-chip");
  }

  private static ProcessNode node(Document document) {
    Document published = document.child("publishedNodesNm");
    return new ProcessNode(
        document.number("nodeNm"), published.number("low"), published.number("high"));
  }

  private Retention retention(Document document) {
    return new Retention(
        fact(document, "time", "s"),
        document.number("atTemperatureC"),
        optional(document, "halving", "C"),
        document.has("attemptTimeS") ? document.number("attemptTimeS") : 0,
        optional(document, "refreshEnergy", "pJ/bit"),
        optional(document, "rowBits", "bit"),
        optional(document, "rowCycle", "ns"));
  }

  private Fact optional(Document document, String field, String unit) {
    return document.has(field) ? fact(document, field, unit) : null;
  }

  private Fact fact(Document document, String field, String unit) {
    Fact fact = document.fact(field, unit);
    if (!sources.has(fact.source())) {
      throw new BadInputException(
          document.place()
              + ", "
              + field
              + ", source: expected a key of sources.json, found '"
              + fact.source()
              + "'");
    }
    return fact;
  }
}
