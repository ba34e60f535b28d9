package janus.kvcache;

import janus.provenance.BadInputException;

/**
 * The encoding of queries before they meet the keys. Applied after position and rotation.
 *
 * <p>One encoding of ggml does not see the rounded query alone: with {@code q4_1} and {@code q5_1}
 * keys, {@code x^ = d q + m}, the score of a block is {@code d dq sum(q qq) + m s}, where {@code s
 * = fp16(dq_unrounded * sum(qq))} is stored beside the query's {@code dq = fp16(dq_unrounded)} and
 * differs from {@code dq sum(qq)} by rounding. To keep a score one dot product, the difference
 * travels as one extra channel a block: the query's extra channel holds {@code s - dq sum(qq)}, the
 * key's holds {@code m}. A decoder makes room for {@link #extraChannels} behind each query and key
 * vector, fills them with {@link #encodeQuery} and {@link #fillKeyExtras}, and takes the dot
 * product over {@code headDim + extraChannels}.
 */
public enum QueryCodec {
  /** Queries stay in binary32. */
  NONE,
  /**
   * As llama.cpp's CPU backend does: f32 keys meet binary32 queries, f16 keys binary16, bf16 keys
   * bfloat16, {@code q4_1} and {@code q5_1} keys q8_1, every other quantized key q8_0, in blocks of
   * 32 channels. Where values are f16 too and many positions attend at once, its tiled flash
   * attention expands f16 keys and leaves queries in binary32; so does the decoder. Where all is
   * seen quantized, keys are of ggml's block types or f16, and values of these or bf16, the decoder
   * follows llama.cpp's order of additions too, so that hidden states are the same to the bit.
   */
  GGML;

  private static final int BLOCK = 32;

  /** {@code none} or {@code ggml}. */
  public String spelling() {
    return this == NONE ? "none" : "ggml";
  }

  /**
   * The query codec of a spelling.
   *
   * @throws BadInputException if there is none
   */
  public static QueryCodec parse(String spelling) {
    for (QueryCodec codec : values()) {
      if (codec.spelling().equals(spelling)) {
        return codec;
      }
    }
    throw new BadInputException("queries must be none or ggml: '" + spelling + "'");
  }

  /**
   * Checks that queries of this many channels can be coded.
   *
   * @throws IllegalArgumentException if not
   */
  public void requireHeadDim(KvCodec keys, int headDim) {
    if (this == GGML && keys.isQuantized() && headDim % BLOCK != 0) {
      throw new IllegalArgumentException(
          "queries ggml need headDim to be a multiple of " + BLOCK + ": " + headDim);
    }
  }

  /** Channels behind each query and key for the sum term of q8_1; 0 with other keys. */
  public int extraChannels(KvCodec keys, int headDim) {
    return this == GGML && hasMinimum(keys) ? headDim / BLOCK : 0;
  }

  private static boolean hasMinimum(KvCodec keys) {
    return keys instanceof GgmlAsymmetricCodec;
  }

  /**
   * Replaces a query by what the dot product sees, and fills its extra channels.
   *
   * @param query {@code headDim} channels from {@code offset}, then {@link #extraChannels}
   */
  public void encodeQuery(KvCodec keys, float[] query, int offset, int headDim) {
    if (this == NONE) {
      return;
    }
    if (keys.isQuantized()) {
      boolean sums = hasMinimum(keys);
      for (int block = 0; block < headDim / BLOCK; block++) {
        float difference = encodeBlock(query, offset + block * BLOCK);
        if (sums) {
          query[offset + headDim + block] = difference;
        }
      }
    } else {
      keys.roundTrip(query, offset, headDim, 1, headDim);
    }
  }

  /** Rounds a block to q8; returns {@code s - d sum(q)}. */
  private static float encodeBlock(float[] data, int start) {
    float unrounded = encodeIntegers(data, start);
    float scale = Fp16.round(unrounded);
    int sum = 0;
    for (int i = start; i < start + BLOCK; i++) {
      sum += (int) data[i];
      data[i] *= scale;
    }
    return Fp16.round(unrounded * sum) - scale * sum;
  }

  /**
   * Replaces a block of 32 channels by its integers of 8 bits.
   *
   * @return their scale before it is rounded to binary16
   */
  public static float encodeIntegers(float[] data, int start) {
    float amax = CalibratedCodec.amax(data, start, BLOCK);
    float inverse = amax == 0 ? 0 : 127f / amax;
    for (int i = start; i < start + BLOCK; i++) {
      data[i] = (float) Math.rint(data[i] * inverse);
    }
    return amax / 127f;
  }

  /**
   * Fills the extra channels of a key that has been through {@code keys.roundTrip}: the offset
   * {@code m} of each block, which is its least element, since the least element is coded as 0.
   *
   * @param key {@code headDim} channels from {@code offset}, then {@link #extraChannels}
   */
  public void fillKeyExtras(KvCodec keys, float[] key, int offset, int headDim) {
    int extra = extraChannels(keys, headDim);
    for (int block = 0; block < extra; block++) {
      float least = Float.POSITIVE_INFINITY;
      for (int i = 0; i < BLOCK; i++) {
        least = Math.min(least, key[offset + block * BLOCK + i]);
      }
      key[offset + headDim + block] = least;
    }
  }
}
