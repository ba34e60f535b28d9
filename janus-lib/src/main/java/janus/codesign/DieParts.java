package janus.codesign;

import janus.codesign.ResolvedDesign.Part;
import janus.technology.AreaModel;
import janus.technology.MemoryArray;
import janus.technology.MemoryLink;
import janus.technology.MemoryTechnology;
import janus.technology.Traffic;
import janus.units.Range;
import java.util.ArrayList;
import java.util.List;

/**
 * The parts of a die: tier 1, arrays, network, the interface of the memory outside, and tier 2,
 * each at the node of its facts.
 */
final class DieParts {
  static final String TIER1 = "tier1";
  static final String ARRAYS = "arrays";
  static final String NETWORK = "network";
  static final String TIER2 = "tier2";
  static final String LINK = "interface";
  static final String LOGIC = "logic";
  private static final Traffic IDLE = new Traffic(0, 0, 0);

  private DieParts() {}

  /** The parts that a design has; a tier of 0 MiB is none. */
  static List<Part> of(
      Design design, MemoryTechnology tier1, MemoryTechnology tier2, Part link, AreaModel area) {
    Design.Compute compute = design.compute();
    var parts = new ArrayList<Part>();
    Range joined = Range.exactly(0);
    if (design.tier1().exists()) {
      Part first = memory(TIER1, "tier 1", design.tier1(), tier1, compute.logicNm());
      parts.add(first);
      joined = first.mm2();
    }
    long units = (long) compute.tiles() * compute.tileRows() * compute.tileColumns();
    AreaModel.Block macs = area.macs(units, compute.logicNm());
    parts.add(logic(ARRAYS, "arrays, " + units + " MACs", macs));
    AreaModel.Block network = area.network(joined.plus(macs.mm2()), compute.logicNm());
    parts.add(logic(NETWORK, "network", network));
    parts.add(link);
    if (design.tier2().exists()) {
      parts.add(memory(TIER2, "tier 2", design.tier2(), tier2, compute.logicNm()));
    }
    return List.copyOf(parts);
  }

  /** PHYs, pads and controllers of as many channels as have a bandwidth. */
  static Part link(MemoryTechnology offChip, double gbPerS, double logicNm) {
    MemoryLink link = offChip.link();
    long channels = link.channels(gbPerS);
    return new Part(
        LINK,
        "interface, "
            + channels
            + (channels == 1 ? " channel of " : " channels of ")
            + offChip.id(),
        LOGIC,
        logicNm,
        link.channelArea().range().times((double) channels),
        link.channelArea().basis().spelling(),
        link.channelArea().where());
  }

  private static Part logic(String kind, String name, AreaModel.Block block) {
    return new Part(kind, name, LOGIC, block.nodeNm(), block.mm2(), block.basis(), block.where());
  }

  private static Part memory(
      String kind, String name, Design.Tier tier, MemoryTechnology technology, double logicNm) {
    double celsius = Math.max(25, technology.minTemperatureC());
    var array = new MemoryArray(technology, tier.capacity(), 1, 1024, IDLE, celsius, 1);
    double nm = technology.node().nm();
    return new Part(
        kind,
        name + ", " + tier.capacity() + " of " + technology.id(),
        technology.id(),
        nm,
        array.estimate().areaMm2(),
        technology.layout().density().basis().spelling(),
        nm == logicNm ? "" : "a die of its own: not published at " + text(logicNm) + " nm");
  }

  private static String text(double nm) {
    return nm == Math.rint(nm) ? Long.toString((long) nm) : Double.toString(nm);
  }
}
