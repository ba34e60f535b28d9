package janus.accelerator;

/**
 * The rate a machine can reach at an operational intensity: min(peak, bandwidth x intensity). See
 * Williams, Waterman and Patterson, "Roofline", CACM 52(4), 2009.
 *
 * @param peakOpsPerS operations a second
 * @param bytesPerS memory bandwidth
 */
public record Roofline(double peakOpsPerS, double bytesPerS) {
  public Roofline {
    if (!(peakOpsPerS > 0) || !(bytesPerS > 0)) {
      throw new IllegalArgumentException(
          "peakOpsPerS and bytesPerS must be above 0: " + peakOpsPerS + ", " + bytesPerS);
    }
  }

  /** Operations a second at an intensity in operations a byte. */
  public double attainable(double opsPerByte) {
    if (!(opsPerByte >= 0)) {
      throw new IllegalArgumentException("opsPerByte must be at least 0: " + opsPerByte);
    }
    return Math.min(peakOpsPerS, bytesPerS * opsPerByte);
  }

  /** The intensity above which arithmetic, not memory, is the limit. */
  public double ridgeOpsPerByte() {
    return peakOpsPerS / bytesPerS;
  }
}
