package janus.codesign;

import janus.technology.LatinHypercube;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Common random numbers: places in the ranges of facts, the same for a fact of a name whatever
 * design asks for it. Each fact is a Latin hypercube of its own, independent of the others.
 */
public final class FactDraws {
  private static final int MOST = 1 << 20;

  private final int samples;
  private final long seed;
  private final Map<String, double[]> columns = new ConcurrentHashMap<>();

  /**
   * @param samples from 1 to 1048576
   * @param seed of all randomness
   */
  public FactDraws(int samples, long seed) {
    if (!(samples >= 1 && samples <= MOST)) {
      throw new IllegalArgumentException("samples must be from 1 to " + MOST + ": " + samples);
    }
    this.samples = samples;
    this.seed = seed;
  }

  /** How many samples there are. */
  public int samples() {
    return samples;
  }

  /** The seed. */
  public long seed() {
    return seed;
  }

  /** The place of a fact in a sample, from 0 to 1. */
  double place(String fact, int sample) {
    return column(fact)[sample];
  }

  /** The places of a fact. */
  double[] column(String fact) {
    return columns.computeIfAbsent(fact, this::drawn);
  }

  private double[] drawn(String fact) {
    var random = new SplittableRandom(seed * 31 + hash(fact));
    double[][] points = LatinHypercube.sample(samples, 1, random);
    double[] column = new double[samples];
    for (int i = 0; i < samples; i++) {
      column[i] = points[i][0];
    }
    return column;
  }

  /** FNV-1a over the bytes of a name. */
  private static long hash(String fact) {
    long hash = 0xcbf29ce484222325L;
    for (byte each : fact.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ each) * 0x100000001b3L;
    }
    return hash;
  }
}
