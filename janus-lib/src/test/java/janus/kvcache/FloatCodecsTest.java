package janus.kvcache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FloatCodecsTest {
  private static float[] roundTrip(String codec, float... data) {
    KvCodecs.parse(codec).roundTrip(data, 0, data.length, 1, data.length);
    return data;
  }

  @Test
  void f32KeepsEverything() {
    assertArrayEquals(new float[] {0.1f, -1e-30f}, roundTrip("f32", 0.1f, -1e-30f));
    assertEquals(32, KvCodecs.parse("f32").bitsPerElement(64));
  }

  // 1 + 2^-11 lies midway between 1 and 1 + 2^-10: even is 1.
  @Test
  void f16RoundsToElevenBits() {
    assertArrayEquals(new float[] {1, 1 + 0x1p-9f}, roundTrip("f16", 1 + 0x1p-11f, 1 + 0x3p-11f));
    assertEquals(16, KvCodecs.parse("f16").bitsPerElement(64));
  }

  // 1 + 2^-8 lies midway between 1 and 1 + 2^-7: even is 1.
  @Test
  void bf16RoundsToEightBits() {
    assertArrayEquals(
        new float[] {1, 1 + 0x1p-6f, Float.NEGATIVE_INFINITY, Float.NaN},
        roundTrip("bf16", 1 + 0x1p-8f, 1 + 0x3p-8f, -Float.MAX_VALUE, Float.NaN));
  }
}
