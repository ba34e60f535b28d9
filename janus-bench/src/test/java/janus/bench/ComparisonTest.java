package janus.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import janus.provenance.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
  private static final Comparison COMPARISON =
      new Comparison(
          "a",
          "1/s",
          "b",
          List.of("bench", "a"),
          at -> at.at("/a").asDouble(),
          at -> at.at("/b").asDouble());

  @TempDir Path folder;

  // Ratios of rounds are 2, 1 and 4; the ratio of the medians would be 3.
  @Test
  void ratiosAreTakenWithinARound() throws IOException {
    var rounds = new ArrayList<Comparison.Round>();
    for (String answer : List.of("{'a':6,'b':3}", "{'a':2,'b':2}", "{'a':8,'b':2}")) {
      rounds.add(COMPARISON.of(new ObjectMapper().readTree(answer.replace('\'', '"'))));
    }
    Comparison.Row row = COMPARISON.row(new Setting(folder, "17", "all", ""), rounds);
    assertEquals(List.of(1.0, 2.0, 4.0), List.of(row.ratioLow(), row.ratio(), row.ratioHigh()));
    assertEquals(List.of(6.0, 2.0), List.of(row.ours(), row.theirs()));
    assertEquals("janus bench a", row.command());
  }

  @Test
  void timeOfLlamaIsReadFromItsLog() throws IOException {
    Path program = folder.resolve("llama-perplexity");
    Files.writeString(
        program,
        """
        #!/bin/sh
        echo '0.58.500.000 I perplexity: calculating perplexity over 8 chunks'
        echo '1.06.692.000 I Final estimate: PPL = 1' >&2
        """);
    assertTrue(program.toFile().setExecutable(true));
    var peer = new LlamaPeer(program, folder, folder, 2);
    assertEquals(500, peer.tokensPerS(), 1e-9);
    Files.writeString(program, "#!/bin/sh\necho nothing\n");
    assertThrows(BadInputException.class, peer::tokensPerS);
  }
}
