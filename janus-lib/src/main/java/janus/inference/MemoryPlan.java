package janus.inference;

import janus.provenance.BadInputException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Path;

/**
 * A decoder's need of Java heap, and the part of its weights that fits there as FP32.
 *
 * @param weightBytes all matrices as FP32
 * @param stateBytes activations, keys, values and scratch of the longest sequence
 * @param reserveBytes left to everything else
 * @param availableBytes what the heap may still grow to
 */
public record MemoryPlan(
    long weightBytes, long stateBytes, long reserveBytes, long availableBytes) {
  private static final double MIB = 1 << 20;

  static MemoryPlan of(DecoderWeights weights, int contextTokens, int threads, long reserveBytes) {
    return new MemoryPlan(
        weights.bytes(),
        DecoderState.bytes(weights, contextTokens, threads),
        reserveBytes,
        available());
  }

  /**
   * The room for long-lived arrays: the heap, or its old generation where a collector has one of
   * limited size, less what is used.
   */
  static long available() {
    Runtime runtime = Runtime.getRuntime();
    long available = runtime.maxMemory() - (runtime.totalMemory() - runtime.freeMemory());
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      boolean old = pool.getName().contains("Old Gen") || pool.getName().contains("Tenured");
      if (pool.getType() == MemoryType.HEAP && old && pool.getUsage().getMax() > 0) {
        available = Math.min(available, pool.getUsage().getMax() - pool.getUsage().getUsed());
      }
    }
    return available;
  }

  /** Memory for FP32 weights; the rest is expanded block by block when used. */
  public long packedBytes() {
    return Math.max(0, Math.min(weightBytes, availableBytes - stateBytes - reserveBytes));
  }

  /** Whether some weights stay encoded in the file. */
  public boolean expandsBlockByBlock() {
    return packedBytes() < weightBytes;
  }

  /** Whether activations fit, whatever becomes of the weights. */
  boolean fits() {
    return stateBytes + reserveBytes <= availableBytes;
  }

  /**
   * Refuses what cannot work.
   *
   * @throws BadInputException if activations alone do not fit
   */
  void requireFits(Path path) {
    if (!fits()) {
      throw new BadInputException(
          String.format(
              java.util.Locale.ROOT,
              "%s: this context needs %.0f MiB of heap beside the weights, %.0f MiB are free;"
                  + " expected a shorter context or a larger heap (JANUS_JVM_OPTS=-Xmx...)",
              path,
              (stateBytes + reserveBytes) / MIB,
              availableBytes / MIB));
    }
  }

  /** One line for people. */
  public String describe() {
    return String.format(
        java.util.Locale.ROOT,
        "%.0f MiB of FP32 weights and %.0f MiB of activations; %s",
        weightBytes / MIB,
        stateBytes / MIB,
        expandsBlockByBlock()
            ? String.format(
                java.util.Locale.ROOT,
                "%.0f MiB of the weights fit into the heap, the others are expanded block by block",
                packedBytes() / MIB)
            : "all fit into the heap");
  }
}
