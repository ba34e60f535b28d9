package janus.technology;

import janus.provenance.Basis;
import janus.provenance.Confidence;
import janus.provenance.Fact;
import janus.units.Range;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Scales facts between processes.
 *
 * <ul>
 *   <li>Switching energy: Stillmaker and Baas, "Scaling equations for the accurate prediction of
 *       CMOS device performance from 180 nm to 7 nm", Integration 58, 2017: {@code E(V) = a V^2 + b
 *       V + c} per node, at the supply of each node. Below 7 nm the paper ends; energy then falls
 *       with the square root of the node, an extrapolation.
 *   <li>Logic area: their Table 4; below 7 nm published transistor densities.
 *   <li>SRAM and eDRAM density: published cells, and logic area beyond them.
 *   <li>Leakage per capacity and latency are kept: nothing published says how they follow, and an
 *       array's latency is that of its wires.
 * </ul>
 *
 * <p>Between two tabulated nodes everything is interpolated in the logarithm of both axes. Every
 * scaled fact is {@code derived} and says how.
 */
public final class ProcessTable {
  private static final double SMALLEST_PAPER_NODE = 7;
  private final List<ProcessFacts> processes;

  /**
   * @param processes any order
   */
  public ProcessTable(List<ProcessFacts> processes) {
    this.processes =
        processes.stream().sorted(Comparator.comparingDouble(ProcessFacts::nm)).toList();
  }

  /** All processes, smallest node first. */
  public List<ProcessFacts> processes() {
    return processes;
  }

  /**
   * Energy of the same circuit at another node, relative, each at its own supply.
   *
   * @throws IllegalArgumentException outside 2 to 65 nm
   */
  public double energyFactor(double fromNm, double toNm) {
    return energy(toNm) / energy(fromNm);
  }

  /**
   * Energy of the same circuit at another tabulated node and supply, relative.
   *
   * @throws IllegalArgumentException if a node has no polynomial
   */
  public double energyFactor(double fromNm, double fromVolts, double toNm, double toVolts) {
    return polynomial(toNm).at(toVolts) / polynomial(fromNm).at(fromVolts);
  }

  /**
   * Area of the same logic at another node, relative.
   *
   * @throws IllegalArgumentException outside 2 to 65 nm
   */
  public double logicAreaFactor(double fromNm, double toNm) {
    return logicArea(toNm) / logicArea(fromNm);
  }

  /**
   * Density of the same memory at another node, relative.
   *
   * @throws IllegalArgumentException where the table ends
   */
  public double densityFactor(DensityRule rule, double fromNm, double toNm) {
    return switch (rule) {
      case SRAM_CELL -> cell(ProcessFacts::sramCell, fromNm) / cell(ProcessFacts::sramCell, toNm);
      case EDRAM_CELL ->
          cell(ProcessFacts::edramCell, fromNm) / cell(ProcessFacts::edramCell, toNm);
      case LOGIC -> 1 / logicAreaFactor(fromNm, toNm);
    };
  }

  /** The densest 6T SRAM cell, in um2; derived between published nodes. */
  public Fact sramCell(double nm) {
    return cellFact(ProcessFacts::sramCell, nm);
  }

  /**
   * The densest 1T1C cell, in um2.
   *
   * @throws IllegalArgumentException where no eDRAM cell is published
   */
  public Fact edramCell(double nm) {
    requirePublished(ProcessFacts::edramCell, nm, "an eDRAM cell");
    return cellFact(ProcessFacts::edramCell, nm);
  }

  /** The densest 1T1C cell, in um2; where none is published, the nearest one shrunk like logic. */
  Fact edramCellExtrapolated(double nm) {
    return cellFact(ProcessFacts::edramCell, nm);
  }

  /**
   * Transistors per area, in 10<sup>6</sup> per mm2.
   *
   * @throws IllegalArgumentException outside the published nodes
   */
  public Fact logicDensity(double nm) {
    requirePublished(ProcessFacts::logicDensity, nm, "logic density");
    return interpolated(ProcessFacts::logicDensity, nm);
  }

  /** On-chip wire in pJ/bit/mm: published at 22 nm, derived elsewhere. */
  public Fact wireEnergy(double nm) {
    return interpolated(ProcessFacts::wireEnergy, nm);
  }

  /** On-chip wire in ns/mm: published at 22 nm and kept, since thinner wires are no faster. */
  public Fact wireDelay(double nm) {
    return interpolated(ProcessFacts::wireDelay, nm);
  }

  /**
   * A technology in another process where it has been published.
   *
   * @throws IllegalArgumentException if it has not; says how to ask for it all the same
   */
  public MemoryTechnology scaled(MemoryTechnology technology, double nm) {
    ProcessNode node = requireOnChip(technology);
    if (!node.isPublished(nm)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s at %s nm: expected a node from %s to %s nm, where it is published;"
                  + " --extrapolate %s@%snm shows it all the same, labelled",
              technology.id(),
              text(nm),
              text(node.smallestPublishedNm()),
              text(node.largestPublishedNm()),
              technology.id(),
              text(nm)));
    }
    return moved(technology, nm, technology.id(), technology.extrapolation());
  }

  /**
   * A technology in a process where nobody has published it: a labelled guess. Within the published
   * nodes it is simply {@link #scaled}.
   */
  public MemoryTechnology extrapolated(MemoryTechnology technology, double nm) {
    ProcessNode node = requireOnChip(technology);
    if (node.isPublished(nm)) {
      return scaled(technology, nm);
    }
    String label =
        String.format(
            Locale.ROOT,
            "EXTRAPOLATED from %s to %s nm; published from %s to %s nm only",
            text(node.nm()),
            text(nm),
            text(node.smallestPublishedNm()),
            text(node.largestPublishedNm()));
    return moved(technology, nm, technology.id() + "@" + text(nm) + "nm", label);
  }

  private MemoryTechnology moved(MemoryTechnology t, double nm, String id, String label) {
    double from = t.node().nm();
    if (from == nm) {
      return t;
    }
    Layout layout = t.layout();
    double dense = densityFactor(layout.densityRule(), from, nm);
    double energy = layout.energyScales() ? energyFactor(from, nm) : 1;
    Access access = t.access();
    var moved =
        new Layout(
            layout.cellArea() == null ? null : times(layout.cellArea(), 1 / dense, from, nm),
            times(layout.density(), dense, from, nm),
            layout.macroMib(),
            layout.densityRule(),
            layout.energyScales(),
            wireEnergy(nm),
            wireDelay(nm));
    return new MemoryTechnology(
        id,
        label.isEmpty() ? t.name() : t.name() + ", extrapolated to " + text(nm) + " nm",
        t.family(),
        t.placement(),
        new ProcessNode(nm, t.node().smallestPublishedNm(), t.node().largestPublishedNm()),
        t.minTemperatureC(),
        t.maxTemperatureC(),
        moved,
        new Access(
            times(access.readEnergy(), energy, from, nm),
            times(access.writeEnergy(), energy, from, nm),
            access.readLatency(),
            access.writeLatency()),
        t.standby(),
        t.retention() == null ? null : moved(t.retention(), energy, from, nm),
        t.endurance(),
        t.bandwidth(),
        t.link(),
        t.servesTraffic(),
        Confidence.LOW,
        t.note(),
        label);
  }

  private static Retention moved(Retention r, double energy, double from, double to) {
    return new Retention(
        r.time(),
        r.atTemperatureC(),
        r.halving(),
        r.attemptTimeS(),
        r.refreshEnergy() == null ? null : times(r.refreshEnergy(), energy, from, to),
        r.rowBits(),
        r.rowCycle());
  }

  private static Fact times(Fact fact, double factor, double from, double to) {
    if (factor == 1) {
      return fact;
    }
    return new Fact(
        fact.range().times(factor),
        fact.unit(),
        Basis.DERIVED,
        fact.source(),
        String.format(
            Locale.ROOT,
            "scaled by %.3g from %s to %s nm (stillmaker2017, published cells): %s",
            factor,
            text(from),
            text(to),
            fact.where()),
        Confidence.LOW);
  }

  private static ProcessNode requireOnChip(MemoryTechnology technology) {
    if (!technology.onChip()) {
      throw new IllegalArgumentException(
          technology.id() + " is off chip and has no process to scale");
    }
    return technology.node();
  }

  private double energy(double nm) {
    if (nm < SMALLEST_PAPER_NODE) {
      requireTabulated(nm, processes.get(0).nm(), SMALLEST_PAPER_NODE, "energy");
      return energy(SMALLEST_PAPER_NODE) * StrictMath.sqrt(nm / SMALLEST_PAPER_NODE);
    }
    return along(
        nm,
        processes.stream().filter(p -> p.energy() != null).toList(),
        p -> p.energy().at(p.supply().typical()),
        "energy");
  }

  private ProcessFacts.EnergyPolynomial polynomial(double nm) {
    return processes.stream()
        .filter(p -> p.nm() == nm && p.energy() != null)
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("no energy polynomial at " + text(nm) + " nm"))
        .energy();
  }

  private double logicArea(double nm) {
    if (nm < SMALLEST_PAPER_NODE) {
      return logicDensity(SMALLEST_PAPER_NODE).typical() / logicDensity(nm).typical();
    }
    return along(
        nm,
        processes.stream().filter(p -> p.logicArea() != null).toList(),
        p -> p.logicArea().typical(),
        "logic area");
  }

  private double cell(Function<ProcessFacts, Fact> fact, double nm) {
    return cellFact(fact, nm).typical();
  }

  /** Published cells, interpolated; beyond them the nearest cell times the logic area. */
  private Fact cellFact(Function<ProcessFacts, Fact> fact, double nm) {
    List<ProcessFacts> known = known(fact);
    double nearest = Math.min(last(known).nm(), Math.max(known.get(0).nm(), nm));
    Fact cell = interpolated(fact, nearest);
    return nearest == nm ? cell : times(cell, logicAreaFactor(nearest, nm), nearest, nm);
  }

  private Fact interpolated(Function<ProcessFacts, Fact> fact, double nm) {
    List<ProcessFacts> known = known(fact);
    for (ProcessFacts process : known) {
      if (process.nm() == nm) {
        return fact.apply(process);
      }
    }
    Fact first = fact.apply(known.get(0));
    if (known.size() == 1) {
      return derived(first, first.range(), "kept from " + text(known.get(0).nm()) + " nm: ");
    }
    requireTabulated(nm, processes.get(0).nm(), last(processes).nm(), first.unit());
    int upper = 1;
    while (upper < known.size() - 1 && known.get(upper).nm() < nm) {
      upper++;
    }
    ProcessFacts below = known.get(upper - 1);
    ProcessFacts above = known.get(upper);
    Fact small = fact.apply(below);
    Fact large = fact.apply(above);
    double share = StrictMath.log(nm / below.nm()) / StrictMath.log(above.nm() / below.nm());
    Range range;
    if (share < 0 || share > 1) {
      Fact nearest = share < 0 ? small : large;
      double trend = geometric(small.typical(), large.typical(), share) / nearest.typical();
      range = nearest.range().times(trend);
    } else {
      range =
          new Range(
              geometric(small.low(), large.low(), share),
              geometric(small.typical(), large.typical(), share),
              geometric(small.high(), large.high(), share));
    }
    return derived(
        small,
        range,
        "in the logarithm from " + text(below.nm()) + " and " + text(above.nm()) + " nm: ");
  }

  private static Fact derived(Fact fact, Range range, String how) {
    return new Fact(
        range, fact.unit(), Basis.DERIVED, fact.source(), how + fact.where(), Confidence.LOW);
  }

  private static double along(
      double nm, List<ProcessFacts> rows, ToDoubleFunction<ProcessFacts> value, String what) {
    requireTabulated(nm, rows.get(0).nm(), last(rows).nm(), what);
    int upper = 1;
    while (rows.get(upper).nm() < nm) {
      upper++;
    }
    ProcessFacts below = rows.get(upper - 1);
    ProcessFacts above = rows.get(upper);
    if (below.nm() == nm) {
      return value.applyAsDouble(below);
    }
    if (above.nm() == nm) {
      return value.applyAsDouble(above);
    }
    double share = StrictMath.log(nm / below.nm()) / StrictMath.log(above.nm() / below.nm());
    return geometric(value.applyAsDouble(below), value.applyAsDouble(above), share);
  }

  private static double geometric(double a, double b, double share) {
    return a * StrictMath.pow(b / a, share);
  }

  private List<ProcessFacts> known(Function<ProcessFacts, Fact> fact) {
    List<ProcessFacts> known = processes.stream().filter(p -> fact.apply(p) != null).toList();
    if (known.isEmpty()) {
      throw new IllegalArgumentException("data/processes holds no process with that fact");
    }
    return known;
  }

  private void requirePublished(Function<ProcessFacts, Fact> fact, double nm, String what) {
    List<ProcessFacts> known = known(fact);
    requireTabulated(nm, known.get(0).nm(), last(known).nm(), what);
  }

  private static void requireTabulated(double nm, double low, double high, String what) {
    if (!(low <= nm && nm <= high)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s is known from %s to %s nm, not at %s nm",
              what,
              text(low),
              text(high),
              text(nm)));
    }
  }

  private static <T> T last(List<T> list) {
    return list.get(list.size() - 1);
  }

  private static String text(double nm) {
    return nm == Math.rint(nm) ? Long.toString((long) nm) : Double.toString(nm);
  }
}
