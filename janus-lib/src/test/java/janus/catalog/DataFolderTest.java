package janus.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import janus.provenance.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Facts of one's own: laid over the bundled ones, and refused in one line where they are wrong. */
class DataFolderTest {
  private static final Path BUNDLED = Path.of(System.getProperty("janus.root"), "data");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir Path folder;

  private Path file(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  @Test
  void aFileOfOnesOwnReplacesTheBundledOneAndTheOthersStay() throws IOException {
    String sram = Files.readString(BUNDLED.resolve("technologies/sram-hd.json"));
    file("technologies/sram-mine.json", sram.replace("\"sram-hd\"", "\"sram-mine\""));
    DataFolder facts = DataFolder.over(folder);
    var names = facts.names("technologies");
    assertTrue(names.containsAll(List.of("sram-hd", "sram-mine")), names.toString());
    assertNotEquals(DataFolder.bundled().sha256(), facts.sha256());
    assertEquals("sram-mine", new TechnologyCatalog(facts).byName("sram-mine").id());
  }

  @Test
  void factsThatNothingReadsAreRefused() throws IOException {
    file("technology/mine.json", "{}");
    var e = assertThrows(BadInputException.class, () -> DataFolder.over(folder));
    assertTrue(e.getMessage().contains("technology/mine.json: no facts are read there"));
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThrows(BadInputException.class, () -> DataFolder.over(empty));
  }

  @Test
  void deepNestingIsRefusedWithItsPlace() throws IOException {
    file("technologies/deep.json", "{\"a\":".repeat(3000) + "1" + "}".repeat(3000));
    DataFolder facts = DataFolder.over(folder);
    var e = assertThrows(BadInputException.class, () -> facts.document("technologies", "deep"));
    assertTrue(e.getMessage().contains("deep.json, line 1: expected JSON: "), e.getMessage());
    assertTrue(e.getMessage().endsWith("(1001) exceeds the maximum allowed 1000"), e.getMessage());
  }

  /** Every 50th value of every document, replaced by one of each other type. */
  @Test
  void aValueOfAnotherTypeIsRefusedAndNotAnError() throws IOException {
    var wrong = new ArrayList<String>();
    int tried = 0;
    for (Path original : documents()) {
      String name = BUNDLED.relativize(original).toString();
      int values = values(MAPPER.readTree(original.toFile())).size();
      for (int at = tried % 50; at < values; at += 50) {
        for (String other : List.of("null", "[[]]", "{}", "\"\"", "-1", "1e999", "true")) {
          JsonNode tree = MAPPER.readTree(original.toFile());
          values(tree).get(at).accept(MAPPER.readTree(other));
          file(name, tree.toString());
          try {
            readEverything(DataFolder.over(folder));
          } catch (BadInputException e) {
            assertFalse(
                e.getMessage().matches("(?s).*\\b(java|com|janus)\\.[a-z].*"), e.toString());
          } catch (RuntimeException e) {
            wrong.add(name + ", value " + at + " " + other + ": " + e + " " + e.getStackTrace()[0]);
          }
          tried++;
        }
      }
      Files.deleteIfExists(folder.resolve(name));
    }
    assertEquals(List.of(), wrong);
    assertTrue(tried > 300, tried + " tried");
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> files = Files.walk(BUNDLED)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  /** For every value below a node, what replaces it. */
  private static List<Consumer<JsonNode>> values(JsonNode node) {
    var all = new ArrayList<Consumer<JsonNode>>();
    if (node instanceof ObjectNode object) {
      object
          .fieldNames()
          .forEachRemaining(
              name -> {
                all.add(other -> object.set(name, other));
                all.addAll(values(object.get(name)));
              });
    } else if (node instanceof ArrayNode array) {
      IntStream.range(0, array.size())
          .forEach(
              i -> {
                all.add(other -> array.set(i, other));
                all.addAll(values(array.get(i)));
              });
    }
    return all;
  }

  private static void readEverything(DataFolder facts) {
    var models = new ModelCatalog(facts);
    models.names().forEach(models::cache);
    new TechnologyCatalog(facts).all();
    new AcceleratorCatalog(facts).platforms();
    new DeviceCatalog(facts).devices();
    new EnergyCatalog(facts);
    var packages = new PackageCatalog(facts);
    packages.gridNames().forEach(packages::settings);
  }
}
