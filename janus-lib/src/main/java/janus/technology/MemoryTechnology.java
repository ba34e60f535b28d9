package janus.technology;

import janus.provenance.Basis;
import janus.provenance.Confidence;
import janus.provenance.Fact;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A way to store bits: what is published, derived or assumed about it. One file of {@code
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
  }

  /** Whether its area is chip area. */
  public boolean onChip() {
    return placement != Placement.OFF_CHIP;
  }

  /** Whether the facts hold at a junction temperature in degrees Celsius. */
  public boolean holdsAt(double temperatureC) {
    return minTemperatureC <= temperatureC && temperatureC <= maxTemperatureC;
  }

  /** Every fact, in the order of the file. */
  public List<Fact> facts() {
    var facts = new ArrayList<Fact>();
    if (layout != null) {
      add(facts, layout.cellArea(), layout.density(), layout.wireEnergy(), layout.wireDelay());
    }
    add(facts, access.readEnergy(), access.writeEnergy());
    add(facts, standby.at25C(), standby.at85C());
    if (retention != null) {
      add(facts, retention.time(), retention.halving(), retention.refreshEnergy());
      add(facts, retention.rowBits(), retention.rowCycle());
    }
    add(facts, access.readLatency(), access.writeLatency(), endurance, bandwidth);
    return List.copyOf(facts);
  }

  /** The weakest basis of the facts that decide its power and area. */
  public Basis weakestBasis() {
    return facts().stream().map(Fact::basis).max(Basis::compareTo).orElseThrow();
  }

  private static void add(List<Fact> facts, Fact... more) {
    for (Fact fact : more) {
      if (fact != null) {
        facts.add(fact);
      }
    }
  }
}
