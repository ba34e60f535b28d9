package janus.thermal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CosineTransformTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 12, 39, 64, 100})
  void agreesWithTheDefinitionAndInverts(int n) {
    int width = 3;
    var random = new Random(n);
    double[] x = random.doubles((long) n * width).toArray();
    double[] y = x.clone();
    var transform = new CosineTransform(n);
    transform.forward(y, width);
    for (int k = 0; k < n; k++) {
      for (int c = 0; c < width; c++) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
          sum += x[i * width + c] * Math.cos(Math.PI * (2 * i + 1) * k / (2.0 * n));
        }
        assertEquals(sum * Math.sqrt((k == 0 ? 1.0 : 2.0) / n), y[k * width + c], 1e-11);
      }
    }
    transform.inverse(y, width);
    for (int i = 0; i < x.length; i++) {
      assertEquals(x[i], y[i], 1e-12);
    }
  }
}
