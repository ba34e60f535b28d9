package janus.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.provenance.BadInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class KnownFormatTest {
  private static TraceFormat known(String text) throws IOException {
    return KnownFormat.of("t", text.getBytes(StandardCharsets.UTF_8), true);
  }

  private static String complaint(String text) {
    return assertThrows(BadInputException.class, () -> known(text)).getMessage();
  }

  @Test
  void whatSaysNothingIsText() throws IOException {
    assertEquals(TraceFormat.TEXT, known(""));
    assertEquals(TraceFormat.TEXT, known("# a comment\n\n"));
  }

  // The walk then names the line.
  @Test
  void aFormatThatReadsTheFirstLinesIsKnownInSpiteOfLaterOnes() throws IOException {
    assertEquals(TraceFormat.RAMULATOR, known("LD 0x80\nXX 0x80\n"));
    assertEquals(TraceFormat.DRAMSIM3, known("80 READ 1\n0x80 FETCH 2\n"));
  }

  @Test
  void aFirstLineOfNoFormatIsShown() {
    String message = complaint("# a comment\nhello world\n");
    assertTrue(message.startsWith("t: line 2: 'hello world', expected a line of text,"), message);
  }

  // "0 4096" is 0x4096 in Dinero's traces; in Ramulator's processor traces it is decimal, after 0
  // other instructions.
  @Test
  void digitsOfTwoBasesAreNotGuessed() throws IOException {
    assertTrue(complaint("0 4096\n1 8192\n").contains("by name (dinero)"));
    assertEquals(TraceFormat.DINERO, known("0 4096\n1 819a\n"));
  }

  @Test
  void aHeadMayEndInTheMiddleOfALine() throws IOException {
    byte[] cut = "LD 0x80\nS".getBytes(StandardCharsets.UTF_8);
    assertEquals(TraceFormat.RAMULATOR, KnownFormat.of("t", cut, false));
  }

  @Test
  void otherBinaryIsRefused() {
    assertTrue(complaint("\0".repeat(640)).startsWith("t: neither text nor ChampSim's records"));
    assertTrue(complaint("ELF\0\1\2\3").startsWith("t: neither text nor ChampSim's records"));
  }
}
