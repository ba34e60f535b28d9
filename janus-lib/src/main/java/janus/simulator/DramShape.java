package janus.simulator;

import janus.units.Bounds;

/**
 * Channels, banks, rows and buses of DRAM chips.
 *
 * @param channels independent channels
 * @param banksPerChannel banks of a channel
 * @param rowBytes bytes of a row of one bank, a power of two
 * @param busGbPerS peak bandwidth of a channel, 10<sup>9</sup> bytes a second
 */
public record DramShape(int channels, int banksPerChannel, int rowBytes, double busGbPerS) {
  public DramShape {
    Bounds.within("channels", 1, Limits.MOST_PARTS, channels);
    Bounds.within("banksPerChannel", 1, Limits.MOST_PARTS, banksPerChannel);
    Bounds.within("tier-3 banks", 1, Limits.MOST_PARTS, (long) channels * banksPerChannel);
    if (rowBytes < 1 || Integer.bitCount(rowBytes) != 1) {
      throw new IllegalArgumentException("rowBytes must be a power of two: " + rowBytes);
    }
    Bounds.above("busGbPerS", 0, busGbPerS);
  }

  /** 10<sup>9</sup> bytes a second over all channels. */
  public double peakGbPerS() {
    return channels * busGbPerS;
  }
}
