package janus.provenance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class BadInputExceptionTest {
  @Test
  void aMessageHoldsNothingThatATerminalObeys() {
    assertEquals(
        "a?b?c?d?e f", new BadInputException("a\u001bb\u202ec\u2066d\u061ce\nf").getMessage());
  }

  @Test
  void lettersOfEveryScriptStay() {
    assertEquals(
        "\u00e4 \u65e5\u672c \u05d0", BadInputException.oneLine("\u00e4 \u65e5\u672c \u05d0"));
  }
}
