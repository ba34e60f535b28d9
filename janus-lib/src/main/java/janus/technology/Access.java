package janus.technology;

import janus.provenance.Fact;
import java.util.Objects;

/**
 * What one access costs.
 *
 * @param readEnergy in pJ/bit
 * @param writeEnergy in pJ/bit
 * @param readLatency in ns
 * @param writeLatency in ns
 */
public record Access(Fact readEnergy, Fact writeEnergy, Fact readLatency, Fact writeLatency) {
  public Access {
    Objects.requireNonNull(readEnergy, "read energy");
    Objects.requireNonNull(writeEnergy, "write energy");
    Objects.requireNonNull(readLatency, "read latency");
    Objects.requireNonNull(writeLatency, "write latency");
  }

  /** Whole cycles, at least one, for which a typical read keeps its bank busy. */
  public int readCycles(double clockGhz) {
    return cycles(readLatency, clockGhz);
  }

  /** The same of a write. */
  public int writeCycles(double clockGhz) {
    return cycles(writeLatency, clockGhz);
  }

  private static int cycles(Fact latency, double clockGhz) {
    return (int) Math.max(1, Math.ceil(latency.typical() * clockGhz - 1e-9));
  }
}
