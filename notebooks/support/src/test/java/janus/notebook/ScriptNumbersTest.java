package janus.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ScriptNumbersTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  // What JSON.stringify prints for each, from ECMA-262, Number::toString.
  @Test
  void wholeNumbersHaveNoPointUpToTheFirstExponentOfJavaScript() throws IOException {
    assertEquals("256", written("256.0"));
    assertEquals("0", written("-0.0"));
    assertEquals("-3", written("-3"));
    assertEquals("9007199254740994", written("9007199254740994.0"));
    assertEquals("100000000000000000000", written("1e20"));
    assertEquals("1.0E21", written("1e21"));
    assertEquals("0.5", written("0.5"));
    assertEquals("1.0E-7", written("1e-7"));
  }

  @Test
  void everyNumberOfATreeIsWrittenSo() throws IOException {
    assertEquals(
        "{\"x\":[1,2.5,null],\"y\":{\"z\":[8]},\"t\":\"1.0\",\"b\":true}",
        written("{\"x\":[1.0,2.5,null],\"y\":{\"z\":[8.0]},\"t\":\"1.0\",\"b\":true}"));
  }

  private static String written(String json) throws IOException {
    return MAPPER.writeValueAsString(ScriptNumbers.of(MAPPER.readTree(json)));
  }
}
