package janus.technology;

import janus.units.Bounds;
import janus.units.DataSize;

/**
 * Bytes per second that an array serves.
 *
 * @param readGbPerS reads in GB/s, 10<sup>9</sup> bytes
 * @param writeGbPerS writes in GB/s
 * @param kvWriteMbPerS the part of the writes that stores new keys and values, in MB/s; it decides
 *     how fast cells wear, when the cache is one ring over the whole array
 */
public record Traffic(double readGbPerS, double writeGbPerS, double kvWriteMbPerS) {
  /** Far more than any memory serves. */
  private static final double MOST_GB_PER_S = 1e9;

  public Traffic {
    Bounds.within("read traffic", 0, MOST_GB_PER_S, "GB/s", readGbPerS);
    Bounds.within("write traffic", 0, MOST_GB_PER_S, "GB/s", writeGbPerS);
    Bounds.within("KV write rate", 0, 1e3 * MOST_GB_PER_S, "MB/s", kvWriteMbPerS);
  }

  /**
   * The traffic of the published Janus-1, 20 GB/s of which nine tenths are reads, with the KV
   * writes of Llama-2-7B in 4 bit at 10 tokens/s: 2 x 32 x 4096 x 4 bit = 131072 bytes a token.
   */
  public static Traffic published() {
    return new Traffic(18, 2, 1.31072);
  }

  /**
   * The traffic of decoding from a KV cache: each token reads all that is resident and writes its
   * own keys and values.
   *
   * @param resident bytes of keys and values read for a token
   * @param perToken bytes of keys and values of one token
   * @param tokensPerS decode rate
   */
  public static Traffic decode(DataSize resident, DataSize perToken, double tokensPerS) {
    if (!(tokensPerS >= 0 && Double.isFinite(tokensPerS))) {
      throw new IllegalArgumentException(
          "tokens per second must be a number of at least 0: " + tokensPerS);
    }
    return new Traffic(
        resident.gb() * tokensPerS, perToken.gb() * tokensPerS, perToken.mb() * tokensPerS);
  }
}
