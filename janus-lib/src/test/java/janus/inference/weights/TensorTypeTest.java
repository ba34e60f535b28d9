package janus.inference.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

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
    Arrays.fill(expected, -2f);
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

  @TestFactory
  Stream<DynamicTest> everyTypeDecodesAsGgufPyToTheBit() throws IOException {
    var unseen = EnumSet.allOf(TensorType.class);
    var tests =
        Oracle.lines("tensor-blocks.csv")
            .skip(1)
            .map(line -> line.split(","))
            .peek(cells -> unseen.remove(TensorType.valueOf(cells[0])))
            .map(cells -> DynamicTest.dynamicTest(cells[0], () -> assertDecodes(cells)))
            .toList();
    assertEquals(EnumSet.noneOf(TensorType.class), unseen);
    return tests.stream();
  }

  static void assertDecodes(String[] cells) {
    TensorType type = TensorType.valueOf(cells[0]);
    byte[] block = HexFormat.of().parseHex(cells[1]);
    byte[] expected = HexFormat.of().parseHex(cells[2]);
    assertEquals(type.blockBytes(), block.length);
    assertEquals(type.blockElements() * 4, expected.length);
    float[] out = new float[type.blockElements()];
    type.decode(ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN), 0, 1, out, 0);
    ByteBuffer bits = ByteBuffer.allocate(expected.length).order(ByteOrder.LITTLE_ENDIAN);
    bits.asFloatBuffer().put(out);
    assertEquals(HexFormat.of().formatHex(expected), HexFormat.of().formatHex(bits.array()));
  }

  /** Expectations beside this class; lines that begin with # say where they come from. */
  static final class Oracle {
    private Oracle() {}

    static Stream<String> lines(String name) throws IOException {
      try (var in =
          new BufferedReader(
              new InputStreamReader(
                  TensorTypeTest.class.getResourceAsStream(name), StandardCharsets.UTF_8))) {
        return in.lines().filter(line -> !line.startsWith("#")).toList().stream();
      }
    }
  }
}
