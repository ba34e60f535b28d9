package janus.codesign;

import janus.technology.ArrayCost;
import janus.technology.MemoryLink;

/**
 * Typical energy of a bit that comes from the memory beside the die or goes to it, in pJ/bit.
 *
 * @param readPjPerBit of a read in the memory
 * @param writePjPerBit of a write in the memory
 * @param openPjPerBit channels kept open while bits stream
 * @param linkPjPerBit PHY and controller on the die
 */
public record OffChipEnergy(
    double readPjPerBit, double writePjPerBit, double openPjPerBit, double linkPjPerBit) {

  /** The energies of a memory of which a stream gets a part of its peak. */
  static OffChipEnergy of(
      ArrayCost memory, MemoryLink link, double peakGbPerS, double reachedGbPerS) {
    double onDie = link.energy().typical();
    return new OffChipEnergy(
        memory.readPjPerBit() - onDie,
        memory.writePjPerBit() - onDie,
        link.openPjPerBit(link.activeStandby().typical(), peakGbPerS, reachedGbPerS),
        onDie);
  }

  /** Of a read, on both sides. */
  public double wholeReadPjPerBit() {
    return readPjPerBit + openPjPerBit + linkPjPerBit;
  }

  /** In the memory, in J. */
  public double memoryJ(double readBits, double writtenBits) {
    return (readBits * (readPjPerBit + openPjPerBit) + writtenBits * (writePjPerBit + openPjPerBit))
        * 1e-12;
  }

  /** On the die, in J. */
  public double linkJ(double readBits, double writtenBits) {
    return (readBits + writtenBits) * linkPjPerBit * 1e-12;
  }
}
