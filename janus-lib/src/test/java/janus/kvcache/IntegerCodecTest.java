package janus.kvcache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class IntegerCodecTest {
  private static float[] roundTrip(String codec, int tokens, int headDim, float... data) {
    KvCodecs.parse(codec).roundTrip(data, 0, headDim, tokens, headDim);
    return data;
  }

  // amax 7, s = 7/7 = 1: integers stay, halves go to even, 6.6 to 7.
  @Test
  void symmetricRoundsHalfToEven() {
    assertArrayEquals(
        new float[] {7, 0, 2, -2, 7, -1, 0, 4},
        roundTrip("int4-token", 1, 8, 7f, 0.5f, 1.5f, -2.5f, 6.6f, -1f, -0.25f, 3.51f));
  }

  // min 1, max 16, s = 15/15 = 1, m = 1.
  @Test
  void asymmetricReachesBothEnds() {
    assertArrayEquals(
        new float[] {1, 16, 3, 5}, roundTrip("int4-asym-token", 1, 4, 1f, 16f, 2.6f, 5.4f));
  }

  // amax 1, s = fp16(1/127) = 129/16384 = 0.00787353515625; 127 steps make 0.99993896484375.
  @Test
  void scaleIsStoredInFp16() {
    assertEquals(127 * (129 / 16384f), roundTrip("int8-token", 1, 2, 1f, 0f)[0]);
  }

  // c = 0.5: s = fp16(0.5 * 7 / 7) = 0.5, so 7 clips to 3.5.
  @Test
  void clippingNarrowsTheSymmetricGrid() {
    assertArrayEquals(
        new float[] {3.5f, -2, 0.5f, -3.5f},
        roundTrip("int4-token-clip0.5", 1, 4, 7f, -2f, 0.6f, -7f));
  }

  // Range 0..30 about its centre 15: c = 0.5 keeps 7.5..22.5 in steps of 1.
  @Test
  void clippingNarrowsTheAsymmetricGridAboutItsCentre() {
    assertArrayEquals(
        new float[] {7.5f, 22.5f, 14.5f}, roundTrip("int4-asym-token-clip0.5", 1, 3, 0, 30, 14.6f));
  }

  // Two channels, two tokens: each channel has a scale of its own (7/7 and 70/7).
  @Test
  void channelGroupsShareAScaleAlongTokens() {
    assertArrayEquals(
        new float[] {7, 70, 3, -30}, roundTrip("int4-channel-g32", 2, 2, 7, 70, 3.2f, -32));
  }

  @Test
  void groupsAlongTheVectorHaveTheirOwnScale() {
    var data = new float[64];
    java.util.Arrays.fill(data, 0, 32, 7);
    java.util.Arrays.fill(data, 32, 64, 700);
    float[] expected = data.clone();
    assertArrayEquals(expected, roundTrip("int4-token-g32", 1, 64, data));
  }

  @Test
  void groupsThatDoNotVarySurvive() {
    assertArrayEquals(new float[] {0, 0, 0, 0}, roundTrip("int4-token", 1, 4, 0f, -0f, 0f, 0f));
    assertArrayEquals(new float[] {5, 5, 5, 5}, roundTrip("int2-asym-token", 1, 4, 5, 5, 5, 5));
    // Below half of 2^-24 a scale is 0.
    assertArrayEquals(new float[] {0, 0}, roundTrip("int4-token", 1, 2, 1e-8f, -1e-8f));
  }

  @Test
  void twoSymmetricBitsLeaveThreeLevels() {
    assertArrayEquals(
        new float[] {2, -2, 0, 2}, roundTrip("int2-token", 1, 4, 2f, -1.1f, 0.9f, 1.5f));
  }

  @Test
  void nanIsNotHidden() {
    assertTrue(Float.isNaN(roundTrip("int4-token", 1, 2, Float.NaN, 1)[0]));
    assertTrue(Float.isNaN(roundTrip("int4-asym-channel-g32", 1, 2, Float.NaN, 1)[0]));
  }

  // |x - x^| <= s/2 plus the clamped end: s rounds by 2^-11, so the end moves by levels * s *
  // 2^-11.
  @Test
  void errorStaysWithinHalfAStep() {
    var random = new Random(7);
    for (int bits : new int[] {8, 6, 4, 3, 2}) {
      var codec = IntegerCodec.perToken(bits);
      for (int trial = 0; trial < 200; trial++) {
        var x = new float[128];
        float amax = 0;
        for (int i = 0; i < x.length; i++) {
          x[i] = (float) random.nextGaussian();
          amax = Math.max(amax, Math.abs(x[i]));
        }
        float[] seen = x.clone();
        codec.roundTrip(seen, 0, 128, 1, 128);
        double step = amax / ((1 << (bits - 1)) - 1);
        for (int i = 0; i < x.length; i++) {
          assertTrue(Math.abs(seen[i] - x[i]) <= step / 2 * 1.001 + amax * 0x1p-11);
        }
      }
    }
  }

  @Test
  void neighboursOutsideTheBlockStayUntouched() {
    var data = new float[] {9.3f, 1.1f, 2.2f, 9.3f, 3.3f, 4.4f, 9.3f};
    KvCodecs.parse("int4-asym-channel-g32").roundTrip(data, 1, 3, 2, 2);
    assertEquals(9.3f, data[0]);
    assertEquals(9.3f, data[3]);
    assertEquals(9.3f, data[6]);
  }

  // 4 + 32/64; 2 + 2 * 16/32; 8 + 16/128.
  @Test
  void bitsIncludeScalesAndZeroPoints() {
    assertEquals(4.5, KvCodecs.parse("int4-asym-token").bitsPerElement(64));
    assertEquals(3, KvCodecs.parse("int2-asym-channel-g32").bitsPerElement(64));
    assertEquals(8.125, KvCodecs.parse("int8-token").bitsPerElement(128));
    assertEquals(4.5, KvCodecs.parse("int4-token-g32").bitsPerElement(128));
  }

  @Test
  void aScaleIsOneProductForItsGroup() {
    assertEquals(new ReadWork(0, 1 / 64.0, 0, 0, 0, 0), KvCodecs.parse("int4-token").readWork(64));
    assertEquals(
        new ReadWork(2 / 32.0, 2 / 32.0, 0, 0, 0, 0),
        KvCodecs.parse("int4-asym-channel-g32").readWork(64));
  }
}
