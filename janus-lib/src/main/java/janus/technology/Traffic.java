package janus.technology;

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
  public Traffic {
    notNegative("read traffic in GB/s", readGbPerS);
    notNegative("write traffic in GB/s", writeGbPerS);
    notNegative("KV write rate in MB/s", kvWriteMbPerS);
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
    notNegative("tokens per second", tokensPerS);
    return new Traffic(
        resident.gb() * tokensPerS, perToken.gb() * tokensPerS, perToken.mb() * tokensPerS);
  }

  private static void notNegative(String what, double value) {
    if (!(value >= 0 && Double.isFinite(value))) {
      throw new IllegalArgumentException(what + " must be a number of at least 0: " + value);
    }
  }
}
