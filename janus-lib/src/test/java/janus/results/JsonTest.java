package janus.results;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class JsonTest {
  record Heat(double thetaCPerW, double junctionToAmbientKPerW, double p999, double meanUj) {}

  @Test
  void aUnitOfOneLetterIsAWordOfTheName() throws Exception {
    String json = Json.of(new Heat(15, 2.5, 9, 1));
    assertEquals(
        """
        {
          "theta_c_per_w" : 15.0,
          "junction_to_ambient_k_per_w" : 2.5,
          "p999" : 9.0,
          "mean_uj" : 1.0
        }
        """,
        json);
    assertEquals(new Heat(15, 2.5, 9, 1), Json.MAPPER.readValue(json, Heat.class));
  }
}
