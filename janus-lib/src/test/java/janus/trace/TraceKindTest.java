package janus.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.provenance.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TraceKindTest {
  @ParameterizedTest
  @EnumSource(TraceKind.class)
  void spellingSurvivesTheParser(TraceKind kind) {
    assertEquals(kind, TraceKind.parse(kind.spelling()));
  }

  @Test
  void anUnknownKindIsRefusedWithTheNearestAndAllNames() {
    String message =
        assertThrows(BadInputException.class, () -> TraceKind.parse("sequental")).getMessage();
    assertTrue(
        message.startsWith("trace 'sequental' is unknown (did you mean 'sequential'?); valid:"),
        message);
    assertTrue(message.endsWith(String.join(", ", TraceKind.spellings())), message);
  }
}
