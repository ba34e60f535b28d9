package janus.technology;

import janus.provenance.Basis;
import janus.provenance.Confidence;
import janus.provenance.Fact;
import janus.units.Range;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * A way to store bits: what is published, derived, recalled or assumed about it. One file of {@code
 * data/technologies}.
 *
 * @param id the file's name, as {@code edram-1t1c}
 * @param name for people
 * @param family SRAM, eDRAM, non-volatile or DRAM
 * @param placement where it sits
 * @param node the process the facts belong to; null off chip
 * @param minTemperatureC lowest junction temperature the facts hold for
 * @param maxTemperatureC highest
 * @param layout density and wires; null off chip
 * @param access energy and latency of an access
 * @param standby leakage without refresh
 * @param retention null where the cell keeps its state as long as it is powered
 * @param endurance writes a cell survives; null where it does not wear
 * @param bandwidth in GB/s; null where it follows from banks and word width
 * @param link how a die drives it; null on and over the die
 * @param servesTraffic false for a state in which the array sleeps, which is no working memory
 * @param confidence of the whole
 * @param note what a reader must know
 * @param extrapolation empty, or how the facts were taken beyond published nodes
 */
public record MemoryTechnology(
    String id,
    String name,
    String family,
    Placement placement,
    ProcessNode node,
    double minTemperatureC,
    double maxTemperatureC,
    Layout layout,
    Access access,
    Standby standby,
    Retention retention,
    Fact endurance,
    Fact bandwidth,
    MemoryLink link,
    boolean servesTraffic,
    Confidence confidence,
    String note,
    String extrapolation) {
  public MemoryTechnology {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(family, "family");
    Objects.requireNonNull(placement, "placement");
    Objects.requireNonNull(access, "access");
    Objects.requireNonNull(standby, "standby");
    Objects.requireNonNull(confidence, "confidence");
    Objects.requireNonNull(note, "note");
    Objects.requireNonNull(extrapolation, "extrapolation");
    if (!(minTemperatureC < maxTemperatureC)) {
      throw new IllegalArgumentException(
          "temperature range must be in order: " + minTemperatureC + " to " + maxTemperatureC);
    }
    if ((placement == Placement.OFF_CHIP) != (layout == null)
        || (placement == Placement.OFF_CHIP) != (node == null)) {
      throw new IllegalArgumentException(
          "density and node belong to on-die and stacked memories, and to them alone");
    }
    if ((placement == Placement.OFF_CHIP) != (link != null)) {
      throw new IllegalArgumentException("link belongs to off-chip memories, and to them alone");
    }
    if (link != null) {
      link.checkAgainst(access.readEnergy());
    }
  }

  /** Whether its area is chip area. */
  public boolean onChip() {
    return placement != Placement.OFF_CHIP;
  }

  /** Whether the facts hold at a junction temperature in degrees Celsius. */
  public boolean holdsAt(double temperatureC) {
    return minTemperatureC <= temperatureC && temperatureC <= maxTemperatureC;
  }

  /**
   * Refuses a junction temperature for which nothing is known.
   *
   * @throws IllegalArgumentException with the range of temperatures
   */
  public void checkHoldsAt(double temperatureC) {
    if (!holdsAt(temperatureC)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "temperature of %s must be between %s and %s C: %s",
              id,
              minTemperatureC,
              maxTemperatureC,
              temperatureC));
    }
  }

  /**
   * Refuses a state in which the array sleeps as a memory that works.
   *
   * @param memory what it should be, as {@code tier 2}
   * @throws IllegalArgumentException with the memory and the technology
   */
  public void checkServesTraffic(String memory) {
    if (!servesTraffic) {
      throw new IllegalArgumentException(
          memory
              + " must be of a technology that serves traffic: "
              + id
              + " sleeps ("
              + name
              + ")");
    }
  }

  /**
   * One fact of a technology, as a row of a table.
   *
   * @param technology name of the technology
   * @param quantity name of the fact in the file
   * @param range low, typical and high value
   * @param unit their unit
   * @param basis published, derived, recalled or assumed
   * @param confidence high, medium or low
   * @param source a key of {@code data/sources.json}
   * @param where within the source, or the rule by which it was derived
   */
  public record Row(
      String technology,
      String quantity,
      Range range,
      String unit,
      String basis,
      String confidence,
      String source,
      String where) {}

  /** Every fact by its name in the file, in the order of the file. */
  public Map<String, Fact> namedFacts() {
    var facts = new LinkedHashMap<String, Fact>();
    if (layout != null) {
      facts.put("cellArea", layout.cellArea());
      facts.put("density", layout.density());
      facts.put("wireEnergy", layout.wireEnergy());
      facts.put("wireDelay", layout.wireDelay());
    }
    facts.put("readEnergy", access.readEnergy());
    facts.put("writeEnergy", access.writeEnergy());
    facts.put("readLatency", access.readLatency());
    facts.put("writeLatency", access.writeLatency());
    facts.put("standby25C", standby.at25C());
    facts.put("standby85C", standby.at85C());
    if (retention != null) {
      facts.put("retention", retention.time());
      facts.put("retentionHalving", retention.halving());
      facts.put("refreshEnergy", retention.refreshEnergy());
      facts.put("rowBits", retention.rowBits());
      facts.put("rowCycle", retention.rowCycle());
    }
    facts.put("endurance", endurance);
    facts.put("bandwidth", bandwidth);
    if (link != null) {
      facts.putAll(link.namedFacts());
    }
    facts.values().removeIf(Objects::isNull);
    return Collections.unmodifiableMap(facts);
  }

  /** Every fact, in the order of the file. */
  public List<Fact> facts() {
    return List.copyOf(namedFacts().values());
  }

  /** Every fact as a row of a table. */
  public List<Row> rows() {
    return namedFacts().entrySet().stream()
        .map(
            entry -> {
              Fact fact = entry.getValue();
              return new Row(
                  id,
                  entry.getKey(),
                  fact.range(),
                  fact.unit(),
                  fact.basis().spelling(),
                  fact.confidence().spelling(),
                  fact.source(),
                  fact.where());
            })
        .toList();
  }

  /** The weakest basis of the facts that decide its power and area. */
  public Basis weakestBasis() {
    return facts().stream().map(Fact::basis).max(Basis::compareTo).orElseThrow();
  }
}
