package janus.inference.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class TensorTypeTest {
  // d = 0.5 (0x3800), m = -2 (0xc000), byte 0x31: low nibble 1 -> 0.5 - 2, high nibble 3 -> 1.5 -
  // 2.
  @Test
  void q4BlocksHoldLowNibblesFirst() {
    ByteBuffer block = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN);
    block.putShort((short) 0x3800).putShort((short) 0xc000).put((byte) 0x31);
    float[] out = new float[32];
    TensorType.Q4_1.decode(block, 0, 1, out, 0);
    float[] expected = new float[32];
    java.util.Arrays.fill(expected, -2f);
    expected[0] = -1.5f;
    expected[16] = -0.5f;
    assertArrayEquals(expected, out);
  }

  // Subnormal 2^-24, 1, the largest 65504, and minus zero.
  @Test
  void halvesAreExact() {
    ByteBuffer halves = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    halves.putShort((short) 1).putShort((short) 0x3c00).putShort((short) 0x7bff);
    halves.putShort((short) 0x8000);
    float[] out = new float[4];
    TensorType.F16.decode(halves, 0, 4, out, 0);
    assertArrayEquals(new float[] {0x1p-24f, 1f, 65504f, -0f}, out);
  }
}
