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
}
