package janus.kvcache;

import janus.units.Bounds;
import java.util.Arrays;
import java.util.Objects;

/**
 * Uniform quantization to small integers with FP16 parameters for each group.
 *
 * <p>Symmetric, {@code b} bits: {@code s = fp16(c amax / (2^(b-1) - 1))}, {@code q = clamp(rint(x /
 * s))} within {@code ±(2^(b-1) - 1)}, {@code x^ = s q}. Two bits leave three levels.
 *
 * <p>Asymmetric: {@code s = fp16(c (max - min) / (2^b - 1))}, {@code m = fp16(min + (1 - c) (max -
 * min) / 2)}, {@code q = rint(clamp((x - m) / s, 0, 2^b - 1))}, {@code x^ = s q + m}. See Liu et
 * al., "KIVI", ICML 2024, with {@code c = 1}.
 *
 * <p>The integer is found with the parameters as stored, after rounding to FP16, so that encoder
 * and decoder agree on the grid. {@code rint} rounds half to even; parameters saturate at 65504; a
 * scale that rounds to 0 makes the group constant (0, or {@code m}). Arithmetic is binary32. The
 * clipping factor {@code c} narrows the grid about the group's centre (0 when symmetric); Ashkboos
 * et al., "QuaRot", NeurIPS 2024, use 0.95.
 *
 * @param bits 8, 6, 4, 3 or 2
 * @param symmetric whether the grid is centred on 0
 * @param grouping what shares a scale
 * @param groupSize channels of a group {@link Grouping#TOKEN along a vector}, 0 for the whole
 *     vector; or tokens of a group {@link Grouping#CHANNEL along a channel}; 16, 32, 64 or 128
 * @param clip the factor {@code c}, from 0.5 to 1
 */
public record IntegerCodec(
    int bits, boolean symmetric, Grouping grouping, int groupSize, double clip) implements KvCodec {
  /** Adding and subtracting 1.5 * 2^23 rounds a small float to an integer, ties to even. */
  private static final float TO_INTEGER = 0x1.8p23f;

  /** The elements that share a scale. */
  public enum Grouping {
    /** Channels of one token's vector. */
    TOKEN,
    /** Consecutive tokens of one channel. */
    CHANNEL
  }

  public IntegerCodec {
    Objects.requireNonNull(grouping, "grouping");
    if (bits != 8 && bits != 6 && bits != 4 && bits != 3 && bits != 2) {
      throw new IllegalArgumentException("bits must be 8, 6, 4, 3 or 2: " + bits);
    }
    boolean wholeVector = groupSize == 0 && grouping == Grouping.TOKEN;
    if (!wholeVector && groupSize != 16 && groupSize != 32 && groupSize != 64 && groupSize != 128) {
      throw new IllegalArgumentException("groupSize must be 16, 32, 64 or 128: " + groupSize);
    }
    Bounds.within("clip", 0.5, 1, "", clip);
  }

  /** A scale per token and head: {@code int4-token}. */
  public static IntegerCodec perToken(int bits) {
    return new IntegerCodec(bits, true, Grouping.TOKEN, 0, 1);
  }

  @Override
  public String spelling() {
    return "int"
        + bits
        + (symmetric ? "" : "-asym")
        + (grouping == Grouping.TOKEN ? "-token" : "-channel")
        + (groupSize == 0 ? "" : "-g" + groupSize)
        + (clip == 1 ? "" : "-clip" + clip);
  }

  @Override
  public int blockTokens() {
    return grouping == Grouping.CHANNEL ? groupSize : 1;
  }

  @Override
  public int payloadBits() {
    return bits;
  }

  @Override
  public int overheadBits(int headDim) {
    int groups = grouping == Grouping.CHANNEL ? headDim : headDim / channelsOfGroup(headDim);
    return groups * (symmetric ? 16 : 32);
  }

  @Override
  public ReadWork readWork(int headDim) {
    int elements = grouping == Grouping.CHANNEL ? groupSize : channelsOfGroup(headDim);
    return symmetric ? ReadWork.scale(elements) : ReadWork.scaleAndOffset(elements);
  }

  @Override
  public void requireHeadDim(int headDim) {
    KvCodec.super.requireHeadDim(headDim);
    if (grouping == Grouping.TOKEN) {
      KvCodec.requireMultiple(this, channelsOfGroup(headDim), headDim);
    }
  }

  private int channelsOfGroup(int headDim) {
    return groupSize == 0 ? headDim : groupSize;
  }

  @Override
  public void roundTrip(float[] data, int offset, int stride, int tokens, int headDim) {
    if (grouping == Grouping.CHANNEL) {
      perChannel(data, offset, stride, tokens, headDim);
      return;
    }
    int group = channelsOfGroup(headDim);
    for (int t = 0; t < tokens; t++) {
      int start = offset + t * stride;
      for (int g = start; g < start + headDim; g += group) {
        if (symmetric) {
          symmetricGroup(data, g, group);
        } else {
          asymmetricGroup(data, g, group);
        }
      }
    }
  }

  private void symmetricGroup(float[] data, int start, int length) {
    float amax = CalibratedCodec.amax(data, start, length);
    float scale = symmetricScale(amax);
    float levels = symmetricLevels();
    for (int i = start; i < start + length; i++) {
      data[i] = symmetric(data[i], scale, levels);
    }
  }

  private void asymmetricGroup(float[] data, int start, int length) {
    float min = Float.POSITIVE_INFINITY;
    float max = Float.NEGATIVE_INFINITY;
    for (int i = start; i < start + length; i++) {
      min = Math.min(min, data[i]);
      max = Math.max(max, data[i]);
    }
    float scale = asymmetricScale(min, max);
    float zero = asymmetricZero(min, max);
    float levels = asymmetricLevels();
    for (int i = start; i < start + length; i++) {
      data[i] = asymmetric(data[i], scale, zero, levels);
    }
  }

  private void perChannel(float[] data, int offset, int stride, int tokens, int headDim) {
    var min = new float[headDim];
    var max = new float[headDim];
    Arrays.fill(min, Float.POSITIVE_INFINITY);
    Arrays.fill(max, Float.NEGATIVE_INFINITY);
    for (int t = 0; t < tokens; t++) {
      int start = offset + t * stride;
      for (int c = 0; c < headDim; c++) {
        min[c] = Math.min(min[c], data[start + c]);
        max[c] = Math.max(max[c], data[start + c]);
      }
    }
    var scale = new float[headDim];
    var zero = new float[headDim];
    for (int c = 0; c < headDim; c++) {
      scale[c] =
          symmetric
              ? symmetricScale(Math.max(Math.abs(min[c]), Math.abs(max[c])))
              : asymmetricScale(min[c], max[c]);
      zero[c] = symmetric ? 0 : asymmetricZero(min[c], max[c]);
    }
    float levels = symmetric ? symmetricLevels() : asymmetricLevels();
    for (int t = 0; t < tokens; t++) {
      int start = offset + t * stride;
      for (int c = 0; c < headDim; c++) {
        float x = data[start + c];
        data[start + c] =
            symmetric ? symmetric(x, scale[c], levels) : asymmetric(x, scale[c], zero[c], levels);
      }
    }
  }

  private float symmetricLevels() {
    return (1 << (bits - 1)) - 1;
  }

  private float asymmetricLevels() {
    return (1 << bits) - 1;
  }

  private float symmetricScale(float amax) {
    return Fp16.roundSaturating((float) clip * (amax / symmetricLevels()));
  }

  private float asymmetricScale(float min, float max) {
    return Fp16.roundSaturating((float) clip * ((max - min) / asymmetricLevels()));
  }

  private float asymmetricZero(float min, float max) {
    return Fp16.roundSaturating(min + (float) (1 - clip) / 2 * (max - min));
  }

  private static float symmetric(float x, float scale, float levels) {
    float steps = scale == 0 ? 0 * x : x / scale;
    float clamped = Math.max(-levels, Math.min(levels, steps));
    return scale * (clamped + TO_INTEGER - TO_INTEGER);
  }

  private static float asymmetric(float x, float scale, float zero, float levels) {
    float steps = scale == 0 ? 0 * x : (x - zero) / scale;
    float clamped = Math.max(0, Math.min(levels, steps));
    return scale * (clamped + TO_INTEGER - TO_INTEGER) + zero;
  }
}
