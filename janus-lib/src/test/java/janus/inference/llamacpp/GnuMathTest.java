package janus.inference.llamacpp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Against what the GNU C library gave for floats drawn at random, see gnu_math.py. */
class GnuMathTest {
  private static List<String[]> cases() throws IOException {
    try (InputStream in = GnuMathTest.class.getResourceAsStream("gnu-math.csv")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .skip(2)
          .map(line -> line.split(",", -1))
          .toList();
    }
  }

  private static float value(String bits) {
    return Float.intBitsToFloat(Integer.parseUnsignedInt(bits, 16));
  }

  @Test
  void everyBitIsTheLibrarys() throws IOException {
    for (String[] cells : cases()) {
      float x = value(cells[1]);
      float ours =
          switch (cells[0]) {
            case "expf" -> GnuMath.exp(x);
            case "sinf" -> GnuMath.sin(x);
            default -> GnuMath.cos(x);
          };
      assertEquals(value(cells[2]), ours, () -> String.join(" ", cells));
    }
  }

  @Test
  void someAreNotTheNearestFloat() throws IOException {
    // Else the polynomials would not be needed.
    long other =
        cases().stream()
            .filter(cells -> cells[0].equals("sinf"))
            .filter(cells -> (float) StrictMath.sin(value(cells[1])) != value(cells[2]))
            .count();
    assertEquals(true, other > 0, other + " of 200");
  }

  @Test
  void exponentialsEndWhereFloatsDo() {
    assertEquals(0, GnuMath.exp(Float.NEGATIVE_INFINITY));
    assertEquals(0, GnuMath.exp(-104));
    assertEquals(Float.MIN_VALUE, GnuMath.exp(-103.2f));
    assertEquals(1, GnuMath.exp(0));
    assertEquals(Float.POSITIVE_INFINITY, GnuMath.exp(88.8f));
    assertEquals(Float.NaN, GnuMath.exp(Float.NaN));
  }
}
