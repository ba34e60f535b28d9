package janus.units;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CelsiusTest {
  /** The triple point of water was the definition of the kelvin until 2019: 273.16 K, 0.01 C. */
  @Test
  void waterHasItsTriplePoint() {
    assertEquals(0.01, Celsius.ofKelvin(273.16), 1e-12);
    assertEquals(273.16, Celsius.toKelvin(0.01), 1e-12);
  }
}
