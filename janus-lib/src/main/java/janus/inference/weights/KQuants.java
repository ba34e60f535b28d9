package janus.inference.weights;

import janus.kvcache.Fp16;
import java.nio.ByteBuffer;

/**
 * Blocks of 256 numbers in groups with scales of few bits, the "K" encodings. Each multiplies the
 * block's scale with the group's first, in FP32, as ggml does, so that results agree to the bit.
 *
 * <p>Source: ggml project, {@code ggml-common.h} (layouts) and {@code ggml-quants.c}.
 */
final class KQuants {
  private static final int BLOCK = 256;
  private static final byte[] STEPS = {
    -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113
  };

  private KQuants() {}

  /** The table of IQ4_NL. */
  static int step(int index) {
    return STEPS[index];
  }

  /** scales[16], q[64], d, m. */
  static void q2(ByteBuffer in, int at, float[] out, int to) {
    float d = Fp16.toFloat(in.getShort(at + 80));
    float m = Fp16.toFloat(in.getShort(at + 82));
    for (int group = 0; group < 16; group++) {
      int scale = in.get(at + group);
      float step = d * (scale & 15);
      float minimum = m * ((scale >> 4) & 15);
      int shift = 2 * (group / 2 % 4);
      int q = at + 16 + 32 * (group / 8) + 16 * (group % 2);
      for (int l = 0; l < 16; l++) {
        out[to + 16 * group + l] = step * ((in.get(q + l) >> shift) & 3) - minimum;
      }
    }
  }

  /** high bits[32], q[64], scales[12], d. */
  static void q3(ByteBuffer in, int at, float[] out, int to) {
    float d = Fp16.toFloat(in.getShort(at + 108));
    for (int group = 0; group < 16; group++) {
      int low = in.get(at + 96 + group % 8) >> (group < 8 ? 0 : 4);
      int high = in.get(at + 104 + group % 4) >> (2 * (group / 4));
      float step = d * (((low & 15) | ((high & 3) << 4)) - 32);
      int shift = 2 * (group / 2 % 4);
      int q = at + 32 + 32 * (group / 8) + 16 * (group % 2);
      int mask = at + 16 * (group % 2);
      for (int l = 0; l < 16; l++) {
        int third = (in.get(mask + l) >> (group / 2)) & 1;
        out[to + 16 * group + l] = step * (((in.get(q + l) >> shift) & 3) - 4 * (1 - third));
      }
    }
  }

  /** d, m, scales[12], q[128]. */
  static void q4(ByteBuffer in, int at, float[] out, int to) {
    float d = Fp16.toFloat(in.getShort(at));
    float m = Fp16.toFloat(in.getShort(at + 2));
    for (int group = 0; group < 8; group++) {
      float step = d * scale(in, at + 4, group);
      float minimum = m * minimum(in, at + 4, group);
      int q = at + 16 + 32 * (group / 2);
      int shift = 4 * (group % 2);
      for (int l = 0; l < 32; l++) {
        out[to + 32 * group + l] = step * ((in.get(q + l) >> shift) & 15) - minimum;
      }
    }
  }

  /** d, m, scales[12], fifth bits[32], q[128]. */
  static void q5(ByteBuffer in, int at, float[] out, int to) {
    float d = Fp16.toFloat(in.getShort(at));
    float m = Fp16.toFloat(in.getShort(at + 2));
    for (int group = 0; group < 8; group++) {
      float step = d * scale(in, at + 4, group);
      float minimum = m * minimum(in, at + 4, group);
      int q = at + 48 + 32 * (group / 2);
      int shift = 4 * (group % 2);
      for (int l = 0; l < 32; l++) {
        int fifth = (in.get(at + 16 + l) >> group) & 1;
        int value = ((in.get(q + l) >> shift) & 15) | (fifth << 4);
        out[to + 32 * group + l] = step * value - minimum;
      }
    }
  }

  /** low nibbles[128], high bits[64], signed scales[16], d. */
  static void q6(ByteBuffer in, int at, float[] out, int to) {
    float d = Fp16.toFloat(in.getShort(at + 208));
    for (int i = 0; i < BLOCK; i++) {
      int half = i / 128;
      int quarter = i / 32 % 4;
      int l = i % 32;
      int low = in.get(at + 64 * half + 32 * (quarter % 2) + l) >> (4 * (quarter / 2));
      int high = in.get(at + 128 + 32 * half + l) >> (2 * quarter);
      float step = d * in.get(at + 192 + i / 16);
      out[to + i] = step * (((low & 15) | ((high & 3) << 4)) - 32);
    }
  }

  /** The scale of a group, 6 bits: the first four lie in a byte, the others in pieces. */
  private static int scale(ByteBuffer in, int at, int group) {
    if (group < 4) {
      return in.get(at + group) & 63;
    }
    return (in.get(at + group + 4) & 15) | (((in.get(at + group - 4) >> 6) & 3) << 4);
  }

  /** The minimum of a group, laid out like {@link #scale}. */
  private static int minimum(ByteBuffer in, int at, int group) {
    if (group < 4) {
      return in.get(at + group + 4) & 63;
    }
    return ((in.get(at + group + 4) >> 4) & 15) | (((in.get(at + group) >> 6) & 3) << 4);
  }
}
