package janus.codesign;

import janus.accelerator.SystolicArray;
import janus.provenance.Fact;
import janus.technology.MemoryTechnology;
import janus.units.DataSize;
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
 * @param thermalResistance junction to ambient, in C/W
 * @param ambientC temperature around the package
 */
public record ChipDesign(
    String name,
    Tier tier1,
    Tier tier2,
    MemoryTechnology offChip,
    DataSize offChipCapacity,
    Compute compute,
    Fact thermalResistance,
    double ambientC) {

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

    public Tier withTechnology(MemoryTechnology other) {
      return new Tier(other, capacity, banks, wordBits);
    }
  }

  /**
   * The arithmetic.
   *
   * @param array one systolic array
   * @param tiles arrays on the die
   * @param clockGhz their clock, and that of the memories
   * @param macEnergy energy of a multiply-accumulate with its operands delivered, in pJ/MAC
   */
  public record Compute(SystolicArray array, int tiles, double clockGhz, Fact macEnergy) {
    public Compute {
      Objects.requireNonNull(array, "array");
      Objects.requireNonNull(macEnergy, "macEnergy");
      if (tiles < 1) {
        throw new IllegalArgumentException("tiles must be at least 1: " + tiles);
      }
      if (!(clockGhz > 0 && Double.isFinite(clockGhz))) {
        throw new IllegalArgumentException("clockGhz must be above 0: " + clockGhz);
      }
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

  public ChipDesign {
    Objects.requireNonNull(tier1, "tier1");
    Objects.requireNonNull(tier2, "tier2");
    Objects.requireNonNull(compute, "compute");
    if (offChip.bandwidth() == null) {
      throw new IllegalArgumentException("offChip must have a bandwidth: " + offChip.id());
    }
    if (!thermalResistance.unit().equals("C/W")) {
      throw new IllegalArgumentException(
          "thermalResistance must be in C/W: " + thermalResistance.unit());
    }
  }

  public ChipDesign withTier2(MemoryTechnology technology) {
    return new ChipDesign(
        name,
        tier1,
        tier2.withTechnology(technology),
        offChip,
        offChipCapacity,
        compute,
        thermalResistance,
        ambientC);
  }

  public ChipDesign withThermalResistance(Fact other) {
    return new ChipDesign(name, tier1, tier2, offChip, offChipCapacity, compute, other, ambientC);
  }
}
