package janus.catalog;

import janus.provenance.BadInputException;
import janus.provenance.Fact;
import janus.provenance.Names;
import janus.technology.Access;
import janus.technology.AreaModel;
import janus.technology.DensityRule;
import janus.technology.Layout;
import janus.technology.MemoryLink;
import janus.technology.MemoryTechnology;
import janus.technology.Placement;
import janus.technology.ProcessFacts;
import janus.technology.ProcessNode;
import janus.technology.ProcessTable;
import janus.technology.Retention;
import janus.technology.Standby;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The technologies of {@code data/technologies}, by file name or alias. */
public final class TechnologyCatalog {
  private static final Pattern EXTRAPOLATION =
      Pattern.compile("(\\S+)@([0-9]+(?:\\.[0-9]+)?)\\s*nm");

  private final Map<String, MemoryTechnology> technologies = new TreeMap<>();
  private final Map<String, String> aliases = new TreeMap<>();
  private final DataFolder data;
  private final Document sources;
  private final ProcessTable processes;

  /**
   * @throws BadInputException if a field is missing, has the wrong unit or an impossible value, or
   *     names a source that is not in {@code sources.json}
   */
  public TechnologyCatalog(DataFolder data) {
    this.data = data;
    this.sources = data.document("", "sources");
    this.processes =
        new ProcessTable(
            data.names("processes").stream()
                .map(name -> data.document("processes", name).checked(this::process))
                .toList());
    for (String name : data.names("technologies")) {
      Document document = data.document("technologies", name);
      technologies.put(name, document.checked(checked -> technology(name, checked)));
      document.texts("aliases").forEach(alias -> aliases.put(alias, name));
    }
  }

  /** The technologies inside the jar. */
  public static TechnologyCatalog bundled() {
    return new TechnologyCatalog(DataFolder.bundled());
  }

  /** Names of the technologies, in alphabetical order. */
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
      throw Names.unknown("technology", name, names());
    }
    return technology;
  }

  /** The processes of {@code data/processes}. */
  public ProcessTable processes() {
    return processes;
  }

  /** Chip area from published cells and the shares of {@code data/area}. */
  public AreaModel area() {
    return data.document("area", "efficiency").checked(this::area);
  }

  private AreaModel area(Document efficiency) {
    Document logic = data.document("area", "logic");
    return new AreaModel(
        processes,
        fact(efficiency, "sramEfficiency", "1"),
        fact(efficiency, "edramEfficiency", "1"),
        fact(efficiency, "logicUtilisation", "1"),
        fact(efficiency, "transistorsPerGate", "1"),
        fact(logic, "gatesPerMac", "gate"),
        fact(logic, "networkShare", "1"));
  }

  /**
   * A technology scaled to a process without published figures.
   *
   * @param spelling technology and node, as {@code edram@3nm}
   * @throws BadInputException if the spelling or the technology is unknown
   */
  public MemoryTechnology extrapolated(String spelling) {
    Matcher matcher = EXTRAPOLATION.matcher(spelling);
    if (!matcher.matches()) {
      throw new BadInputException(
          "extrapolation must be a technology and a node, as edram@3nm: '" + spelling + "'");
    }
    return processes.extrapolated(byName(matcher.group(1)), Double.parseDouble(matcher.group(2)));
  }

  private MemoryTechnology technology(String id, Document document) {
    Document temperature = document.child("temperatureC");
    return new MemoryTechnology(
        id,
        document.text("name"),
        document.text("family"),
        document.choice("placement", List.of(Placement.values()), Placement::spelling),
        document.has("nodeNm") ? node(document) : null,
        temperature.number("low"),
        temperature.number("high"),
        document.has("nodeNm") ? layout(document) : null,
        access(document),
        new Standby(fact(document, "standby25C", "mW/MiB"), fact(document, "standby85C", "mW/MiB")),
        document.has("retention") ? retention(document.child("retention")) : null,
        optional(document, "endurance", "cycles"),
        optional(document, "bandwidth", "GB/s"),
        document.has("link") ? link(document.child("link")) : null,
        !document.has("servesTraffic") || document.flag("servesTraffic"),
        document.confidence("confidence"),
        document.text("note", ""),
        "");
  }

  private Access access(Document document) {
    return new Access(
        fact(document, "readEnergy", "pJ/bit"),
        fact(document, "writeEnergy", "pJ/bit"),
        fact(document, "readLatency", "ns"),
        fact(document, "writeLatency", "ns"));
  }

  private MemoryLink link(Document document) {
    return new MemoryLink(
        document.number("channelGbPerS"),
        fact(document, "channelArea", "mm2"),
        fact(document, "energy", "pJ/bit"),
        fact(document, "activeStandby", "mW"),
        fact(document, "oldestNode", "nm"),
        document.has("split") ? split(document.child("split")) : null);
  }

  private MemoryLink.Split split(Document document) {
    return new MemoryLink.Split(
        fact(document, "activation", "pJ/bit"),
        fact(document, "burst", "pJ/bit"),
        fact(document, "pins", "pJ/bit"));
  }

  private static ProcessNode node(Document document) {
    Document published = document.child("publishedNodesNm");
    return new ProcessNode(
        document.number("nodeNm"), published.number("low"), published.number("high"));
  }

  private Layout layout(Document document) {
    Document scaling = document.child("scaling");
    double nm = document.number("nodeNm");
    return new Layout(
        optional(document, "cellArea", "um2"),
        fact(document, "density", "Mbit/mm2"),
        document.number("macroMib"),
        scaling.choice("density", List.of(DensityRule.values()), DensityRule::spelling),
        scaling.choice("energy", List.of("logic", "none"), Function.identity()).equals("logic"),
        processes.wireEnergy(nm),
        processes.wireDelay(nm));
  }

  private ProcessFacts process(Document document) {
    return new ProcessFacts(
        document.number("nodeNm"),
        optional(document, "supply", "V"),
        document.has("energyPolynomial") ? polynomial(document.child("energyPolynomial")) : null,
        optional(document, "logicArea", "1"),
        optional(document, "sramCell", "um2"),
        optional(document, "edramCell", "um2"),
        optional(document, "logicDensity", "Mtransistor/mm2"),
        optional(document, "wireEnergy", "pJ/bit/mm"),
        optional(document, "wireDelay", "ns/mm"));
  }

  private ProcessFacts.EnergyPolynomial polynomial(Document document) {
    return new ProcessFacts.EnergyPolynomial(
        document.number("a"),
        document.number("b"),
        document.number("c"),
        source(document),
        document.text("where"));
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
    source(document.child(field));
    return fact;
  }

  /**
   * The source of a document.
   *
   * @throws BadInputException if it is not in {@code sources.json}
   */
  public String source(Document document) {
    String source = document.text("source");
    if (!sources.has(source)) {
      throw document.bad("source", document.node().path("source"), "a key of sources.json");
    }
    return source;
  }
}
