package janus.technology;

import janus.provenance.Basis;
import janus.provenance.Fact;
import janus.units.DataSize;
import janus.units.Range;
import java.util.Locale;
import java.util.Objects;

/**
 * Chip area from published cells, transistor densities and the share of a block they fill:
 *
 * <pre>
 * memory: bits x cell / efficiency
 * logic:  gates x transistors per gate / (density x utilisation)
 * </pre>
 *
 * @param processes cells and densities by node
 * @param sramEfficiency share of an SRAM macro that is cells
 * @param edramEfficiency share of an eDRAM macro that is cells
 * @param logicUtilisation share of a logic block that is cells
 * @param transistorsPerGate transistors of the gate that gates are counted in
 * @param gatesPerMac gates of a multiply-accumulate unit with its registers
 * @param networkShare area of the network over the area of what it joins
 */
public record AreaModel(
    ProcessTable processes,
    Fact sramEfficiency,
    Fact edramEfficiency,
    Fact logicUtilisation,
    Fact transistorsPerGate,
    Fact gatesPerMac,
    Fact networkShare) {
  public AreaModel {
    Objects.requireNonNull(processes, "processes");
    share("SRAM efficiency", sramEfficiency);
    share("eDRAM efficiency", edramEfficiency);
    share("logic utilisation", logicUtilisation);
  }

  /**
   * The area of a block.
   *
   * @param kind sram, edram, logic, macs or network
   * @param nodeNm process node
   * @param mm2 area
   * @param basis the weakest basis of what it was computed from
   * @param extrapolation empty, or how it was taken beyond published nodes
   * @param where the facts it was computed from
   */
  public record Block(
      String kind, double nodeNm, Range mm2, String basis, String extrapolation, String where) {}

  /**
   * SRAM macros.
   *
   * @throws IllegalArgumentException outside 2 to 65 nm
   */
  public Block sram(DataSize capacity, double nm) {
    return memory("sram", capacity, nm, processes.sramCell(nm), sramEfficiency, "");
  }

  /**
   * eDRAM macros.
   *
   * @throws IllegalArgumentException where no eDRAM cell is published
   */
  public Block edram(DataSize capacity, double nm) {
    return memory("edram", capacity, nm, processes.edramCell(nm), edramEfficiency, "");
  }

  /**
   * eDRAM macros at a node without a published cell: the smallest published cell shrunk like logic,
   * labelled.
   *
   * @throws IllegalArgumentException outside 2 to 65 nm
   */
  public Block edramExtrapolated(DataSize capacity, double nm) {
    return memory(
        "edram",
        capacity,
        nm,
        processes.edramCellExtrapolated(nm),
        edramEfficiency,
        String.format(Locale.ROOT, "EXTRAPOLATED to %s nm, where no eDRAM cell is published", nm));
  }

  /**
   * Placed and routed logic.
   *
   * @param gates two-input NAND equivalents
   * @param nm process node
   * @throws IllegalArgumentException where no transistor density is published
   */
  public Block logic(double gates, double nm) {
    if (!(gates >= 0 && Double.isFinite(gates))) {
      throw new IllegalArgumentException("gates must be a number of at least 0: " + gates);
    }
    Fact density = processes.logicDensity(nm);
    double transistors = gates * transistorsPerGate.typical() * 1e-6;
    var mm2 =
        new Range(
            transistors / density.high() / logicUtilisation.high(),
            transistors / density.typical() / logicUtilisation.typical(),
            transistors / density.low() / logicUtilisation.low());
    return new Block("logic", nm, mm2, weakest(density, logicUtilisation), "", density.where());
  }

  /**
   * Multiply-accumulate units with their registers, placed and routed.
   *
   * @param units how many
   * @param nm process node
   */
  public Block macs(long units, double nm) {
    Block one = logic(gatesPerMac.typical() * units, nm);
    var mm2 =
        new Range(
            one.mm2().low() * gatesPerMac.low() / gatesPerMac.typical(),
            one.mm2().typical(),
            one.mm2().high() * gatesPerMac.high() / gatesPerMac.typical());
    return new Block("macs", nm, mm2, gatesPerMac.basis().spelling(), "", gatesPerMac.where());
  }

  /** The network that joins blocks of some area. */
  public Block network(Range joinedMm2, double nm) {
    var mm2 =
        new Range(
            joinedMm2.low() * networkShare.low(),
            joinedMm2.typical() * networkShare.typical(),
            joinedMm2.high() * networkShare.high());
    return new Block("network", nm, mm2, networkShare.basis().spelling(), "", networkShare.where());
  }

  private static Block memory(
      String kind, DataSize capacity, double nm, Fact cell, Fact efficiency, String label) {
    double bits = capacity.bits();
    var mm2 =
        new Range(
            bits * cell.low() * 1e-6 / efficiency.high(),
            bits * cell.typical() * 1e-6 / efficiency.typical(),
            bits * cell.high() * 1e-6 / efficiency.low());
    return new Block(kind, nm, mm2, weakest(cell, efficiency), label, cell.where());
  }

  private static String weakest(Fact one, Fact other) {
    Basis basis = one.basis().compareTo(other.basis()) > 0 ? one.basis() : other.basis();
    return basis.spelling();
  }

  private static void share(String what, Fact fact) {
    if (!(fact.low() > 0 && fact.high() <= 1)) {
      throw new IllegalArgumentException(
          what + " must be above 0 and at most 1: " + fact.low() + " to " + fact.high());
    }
  }
}
