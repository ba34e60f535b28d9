package janus.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import janus.results.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model and a memory of one's own, which the bundled facts do not have. */
class FactsOptionTest {
  private static final Path BUNDLED = Path.of(System.getProperty("janus.root"), "data");

  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    copy("technologies/sram-hd.json", "technologies/sram-mine.json", "\"sram-hd\"", "\"mine\"");
    copy("models/smollm2-135m.json", "models/mine.json", "smollm2-135m", "mine");
  }

  private void copy(String from, String to, String old, String now) throws IOException {
    Path file = folder.resolve(to);
    Files.createDirectories(file.getParent());
    Files.writeString(file, Files.readString(BUNDLED.resolve(from)).replaceAll("(?i)" + old, now));
  }

  private String run(int status, String... args) {
    var out = new StringWriter();
    var all = new String[args.length + 2];
    System.arraycopy(args, 0, all, 0, args.length);
    all[args.length] = "--data";
    all[args.length + 1] = folder.toString();
    assertEquals(status, Main.run(new PrintWriter(out), new PrintWriter(out), all), out.toString());
    return out.toString();
  }

  @Test
  void everyCommandThatReadsFactsTakesOnesOwn() throws IOException {
    for (String[] command :
        List.of(
            new String[] {"models", "--json"},
            new String[] {"size", "--model", "mine", "--context", "64", "--json"},
            new String[] {"chip", "--model", "mine", "--json"},
            new String[] {"require", "--model", "mine", "--rate", "10", "--json"},
            new String[] {"technology", "--technology", "sram-mine", "--json"})) {
      JsonNode result = Json.MAPPER.readTree(run(0, command));
      assertTrue(result.toString().contains("mine"), result.toString());
      String checksum = result.at("/circumstances/sha256/data").asText();
      assertEquals(64, checksum.length());
      assertNotEquals(janus.catalog.DataFolder.bundled().sha256(), checksum);
    }
  }

  @Test
  void aFactThatIsWrongIsNamedWithItsFile() throws IOException {
    Path file = folder.resolve("technologies/sram-mine.json");
    Files.writeString(
        file, Files.readString(file).replaceFirst("\"unit\": \"[^\"]*\"", "\"unit\": 7"));
    String message = run(2, "technologies");
    assertTrue(message.startsWith("janus: " + file + ", "), message);
    assertTrue(message.contains("unit: expected a text, found 7"), message);
    assertEquals(1, message.lines().count(), message);
  }
}
