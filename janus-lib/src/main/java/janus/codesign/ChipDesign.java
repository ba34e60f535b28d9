package janus.codesign;

import janus.accelerator.Mesh;
import janus.accelerator.SystolicArray;
import janus.accelerator.TiledArray;
import janus.provenance.Fact;
import janus.technology.MemoryTechnology;
import janus.thermal.DieArea;
import janus.thermal.Floorplan;
import janus.thermal.JanusFloorplan;
import janus.units.Bounds;
import janus.units.DataSize;
import java.util.Locale;
import java.util.Objects;

/**
 * A chip to evaluate: arrays of multiply-accumulate units, two tiers of memory on the die, memory
 * beside it, a package.
 *
 * @param name for tables
 * @param tier1 memory next to the arrays
 * @param tier2 memory that holds the KV cache
 * @param offChip technology of the memory that holds the weights, with a bandwidth
 * @param offChipCapacity its capacity
 * @param compute arrays
 * @param mesh network between tiles and memories
 * @param area of each part of the die
 * @param pack what the die sits in
 */
public record ChipDesign(
    String name,
    Tier tier1,
    Tier tier2,
    MemoryTechnology offChip,
    DataSize offChipCapacity,
    Compute compute,
    Network mesh,
    DieArea area,
    ChipPackage pack) {

  /**
   * A tier of memory on the die.
   *
   * @param technology what it is made of
   * @param capacity all banks together
   * @param banks that work independently
   * @param wordBits bits a bank delivers in a cycle
   */
  public record Tier(MemoryTechnology technology, DataSize capacity, int banks, int wordBits) {
    public Tier {
      Objects.requireNonNull(technology, "technology");
      if (banks < 1 || wordBits < 1) {
        throw new IllegalArgumentException(
            "banks and wordBits must be at least 1: " + banks + ", " + wordBits);
      }
    }

    /** Bytes a second that all banks deliver at a clock. */
    public double bytesPerS(double clockGhz) {
      return (double) banks * wordBits / 8 * clockGhz * 1e9;
    }
  }

  /**
   * The arithmetic.
   *
   * @param array one systolic array
   * @param tiles arrays on the die
   * @param clockGhz their clock, and that of the memories
   * @param macEnergy energy of a multiply-accumulate with its operands delivered, in pJ/MAC
   * @param operandBits bits of an operand in the arrays
   * @param resultBits bits of a result that leaves them
   */
  public record Compute(
      SystolicArray array,
      int tiles,
      double clockGhz,
      Fact macEnergy,
      int operandBits,
      int resultBits) {
    public Compute {
      Objects.requireNonNull(array, "array");
      Objects.requireNonNull(macEnergy, "macEnergy");
      if (tiles < 1) {
        throw new IllegalArgumentException("tiles must be at least 1: " + tiles);
      }
      if (operandBits < 1 || resultBits < 1) {
        throw new IllegalArgumentException(
            "operandBits and resultBits must be at least 1: " + operandBits + ", " + resultBits);
      }
      Bounds.clockGhz("clockGhz", clockGhz);
    }

    /** The arrays as one. */
    public TiledArray tiled() {
      return new TiledArray(array, tiles, clockGhz);
    }

    /** Multiply-accumulates a second when every unit works in every cycle. */
    public double peakMacsPerS() {
      return array.units() * tiles * clockGhz * 1e9;
    }

    /** Peak in 10<sup>12</sup> operations a second; a multiply-accumulate is two. */
    public double peakTops() {
      return 2 * peakMacsPerS() / 1e12;
    }
  }

  /**
   * The network.
   *
   * @param mesh its shape
   * @param hopEnergy energy of a hop, in pJ/bit/hop
   */
  public record Network(Mesh mesh, Fact hopEnergy) {
    public Network {
      Objects.requireNonNull(mesh, "mesh");
      Objects.requireNonNull(hopEnergy, "hopEnergy");
    }
  }

  public ChipDesign {
    Objects.requireNonNull(tier1, "tier1");
    Objects.requireNonNull(tier2, "tier2");
    Objects.requireNonNull(compute, "compute");
    if (offChip.bandwidth() == null) {
      throw new IllegalArgumentException("offChip must have a bandwidth: " + offChip.id());
    }
    Objects.requireNonNull(mesh, "mesh");
    Objects.requireNonNull(area, "area");
    Objects.requireNonNull(pack, "pack");
    tier1.technology().checkServesTraffic("tier 1");
    tier2.technology().checkServesTraffic("tier 2");
    offChip.checkServesTraffic("off-chip memory");
    if (tier1.capacity().bits() / compute.operandBits() < compute.tiles()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "tier 1 must hold an operand of %d bits for each of %d tiles: %s",
              compute.operandBits(),
              compute.tiles(),
              tier1.capacity()));
    }
  }

  /** The die's floorplan, square. */
  public Floorplan floorplan() {
    return JanusFloorplan.of(area, 1);
  }

  public ChipDesign withPackage(ChipPackage other) {
    return new ChipDesign(name, tier1, tier2, offChip, offChipCapacity, compute, mesh, area, other);
  }
}
