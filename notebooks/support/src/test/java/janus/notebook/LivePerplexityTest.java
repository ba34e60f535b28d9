package janus.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.provenance.BadInputException;
import org.junit.jupiter.api.Test;

class LivePerplexityTest {
  @Test
  void aSpellingNamesKeysValuesAndRotation() {
    assertEquals(
        "keys=int4-token values=f16 rotation=hadamard queries=none semantics=all",
        LivePerplexity.scheme("int4-token/f16 + hadamard").spelling());
    assertEquals(
        "keys=int8-token values=int8-token rotation=none queries=none semantics=all",
        LivePerplexity.scheme("int8-token").spelling());
  }

  @Test
  void anUnknownCodecIsRefusedBeforeAnythingIsRead() {
    var e = assertThrows(BadInputException.class, () -> LivePerplexity.measure(2, "f17"));
    assertTrue(e.getMessage().contains("'f17' is unknown"), e.getMessage());
  }
}
