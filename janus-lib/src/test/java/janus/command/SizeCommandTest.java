package janus.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SizeCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private void size(Path config) {
    String[] args = {"size", "--context", "8", "--model", config.toString()};
    assertEquals(0, Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args));
  }

  @Test
  void nameOutOfAFileMovesNoCursor(@TempDir Path folder) throws IOException {
    Path config = folder.resolve("config.json");
    Files.writeString(
        config,
        "{\"model_type\": \"llama\", \"hidden_size\": 4, \"num_hidden_layers\": 1,"
            + " \"num_attention_heads\": 2, \"intermediate_size\": 8, \"vocab_size\": 6,"
            + " \"max_position_embeddings\": 64, \"_name_or_path\": \"a\\u001b[2Jb\\nc\"}");
    size(config);
    assertTrue(out.toString().startsWith("KV cache of a?[2Jb?c, 8 tokens"), out.toString());
  }
}
