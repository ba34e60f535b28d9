package janus.kvcache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import janus.provenance.BadInputException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RotationTest {
  private static final KvCodec INT4 = KvCodecs.parse("int4-token");

  /** Sylvester's matrix: entry (i, j) is -1 to the number of common one bits. */
  private static double hadamard(int i, int j) {
    return Integer.bitCount(i & j) % 2 == 0 ? 1 : -1;
  }

  @Test
  void rotatesByTheHadamardMatrixBlockByBlock() {
    var random = new Random(3);
    var x = new float[130];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    float[] y = x.clone();
    Rotation.apply(y, 1, 128, 64);
    for (int block = 0; block < 2; block++) {
      for (int i = 0; i < 64; i++) {
        double sum = 0;
        for (int j = 0; j < 64; j++) {
          sum += hadamard(i, j) * x[1 + 64 * block + j];
        }
        assertEquals(sum / 8, y[1 + 64 * block + i], 1e-5);
      }
    }
    assertEquals(x[0], y[0]);
    assertEquals(x[129], y[129]);
    Rotation.apply(y, 1, 128, 64);
    assertArrayEquals(x, y, 1e-6f);
  }

  // Largest 64 * 2^k that divides: 64 of 64, 128 of 128, 64 of 192, 256 of 256. Values: 64.
  @Test
  void blocksAreLlamaCpps() {
    assertEquals(64, Rotation.HADAMARD.keyBlock(INT4, 64));
    assertEquals(128, Rotation.HADAMARD.keyBlock(INT4, 128));
    assertEquals(64, Rotation.HADAMARD.keyBlock(INT4, 192));
    assertEquals(256, Rotation.HADAMARD.keyBlock(INT4, 256));
    assertEquals(64, Rotation.HADAMARD.valueBlock(INT4, 256));
  }

  @Test
  void whatIsNotQuantizedIsNotRotated() {
    assertEquals(1, Rotation.HADAMARD.keyBlock(FloatCodec.F16, 64));
    assertEquals(1, Rotation.HADAMARD.valueBlock(FloatCodec.BF16, 64));
    assertEquals(1, Rotation.NONE.keyBlock(INT4, 64));
    var x = new float[] {1, 2, 3};
    Rotation.apply(x, 0, 3, 1);
    assertArrayEquals(new float[] {1, 2, 3}, x);
  }

  @Test
  void otherHeadsAreRefused() {
    var error =
        assertThrows(IllegalArgumentException.class, () -> Rotation.HADAMARD.keyBlock(INT4, 96));
    assertEquals("rotation hadamard needs headDim to be a multiple of 64: 96", error.getMessage());
    assertThrows(BadInputException.class, () -> Rotation.parse("random"));
    assertEquals(Rotation.HADAMARD, Rotation.parse("hadamard"));
  }

  @Test
  void keysAndValuesAreRotatedApart() {
    assertEquals(64, Rotation.parse("keys:hadamard").keyBlock(INT4, 64));
    assertEquals(1, Rotation.KEYS.valueBlock(INT4, 64));
    assertEquals(1, Rotation.parse("values:hadamard").keyBlock(INT4, 64));
    assertEquals(64, Rotation.VALUES.valueBlock(INT4, 64));
  }

  // 6 levels of butterflies for 64 channels.
  @Test
  void workIsOneSumALevel() {
    assertEquals(6, Rotation.readWork(64).addsPerQueryChannel());
    assertEquals(ReadWork.NONE, Rotation.readWork(1));
  }
}
