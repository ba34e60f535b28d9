package janus.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.provenance.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuantizationPassTest {
  @TempDir Path folder;

  private String folderName(String file) throws IOException {
    return QuantizationPass.folderName(Files.writeString(folder.resolve(file), file));
  }

  @Test
  void aPlainNameIsTheFolders() throws IOException {
    assertEquals("botchan", folderName("botchan.txt"));
    assertEquals("smollm2-135m-instruct.q4-1", folderName("SmolLM2-135M-Instruct.Q4_1.gguf"));
    assertEquals("my-notes", folderName("My notes"));
  }

  @Test
  void aNameThatIsNotEnoughGetsThePieceOfAChecksum() throws IOException {
    var names =
        List.of("...txt", "..txt", ".txt", "published.txt", "吾輩は猫.txt", "坊っちゃん.txt", "-.md");
    var seen = new HashSet<String>();
    for (String name : names) {
      String found = folderName(name);
      assertTrue(found.matches("[a-z][a-z]*-[0-9a-f]{8}"), name + ": " + found);
      assertTrue(seen.add(found), name + ": " + found);
    }
  }

  // The first text of a name has the folder of the name, also the second time.
  @Test
  void anotherTextOfTheSameNameHasAnotherFolder() throws IOException {
    Path text = Files.writeString(folder.resolve("text.md"), "one");
    Path run = Files.createDirectories(folder.resolve("step/text")).resolve("run.json");
    Files.writeString(run, "{\"text\": \"" + Sha256.ofFile(text) + "\"}");
    assertEquals("step/text", QuantizationPass.folderFor(folder, "step", text));
    Path other = Files.writeString(folder.resolve("text.txt"), "two");
    String piece = Sha256.ofFile(other).substring(0, 8);
    assertEquals("step/text-" + piece, QuantizationPass.folderFor(folder, "step", other));
  }
}
