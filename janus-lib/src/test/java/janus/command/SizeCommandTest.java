package janus.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

  private String sizeOf(String model, String context, String... more) {
    var args = new ArrayList<>(List.of("size", "--model", model, "--context", context));
    args.addAll(List.of(more));
    String[] all = args.toArray(String[]::new);
    assertEquals(0, Main.run(new PrintWriter(out, true), new PrintWriter(err, true), all));
    return out.toString();
  }

  @Test
  void aContextBeyondTheModelsOwnIsAWarningInBothOutputs() {
    String warning = "5000 tokens are beyond the 4096 that Llama-2-7B was made for";
    assertTrue(sizeOf("llama-2-7b", "5000").contains("warning: " + warning), out.toString());
    out.getBuffer().setLength(0);
    String json = sizeOf("llama-2-7b", "5000", "--json");
    assertTrue(json.contains("\"warning\" : \"" + warning), json);
    out.getBuffer().setLength(0);
    assertFalse(sizeOf("llama-2-7b", "4096").contains("warning"), out.toString());
  }

  // 28 layers of 8 heads of 128 channels: 4.125 bits, and 8.125 in 4 of them: 4.6964 in the mean.
  @Test
  void layersMayHaveCodecsOfTheirOwn() {
    String said =
        sizeOf("llama-3.2-3b", "64", "--codec", "int4-token", "--layer-codecs", "0-3:int8-token");
    assertTrue(said.contains("all, layers 0-3:int8-token: 4.696 bits an element"), said);
  }

  @Test
  void whatEnginesReserveIsANoteBesideTheNumber() {
    String said = sizeOf("gpt-oss-20b", "1001");
    assertTrue(said.contains("reserve 1008 tokens a sequence"), said);
    assertTrue(said.contains("llama.cpp reserves 768 tokens for a window of 128"), said);
  }

  // 12 layers of 2 heads of 256 channels, and states that no codec changes.
  @Test
  void aStateIsBytesOfASequence() {
    long state = 36L * (2 * 4 * 8192 + 4 * 32 * 128 * 128);
    String json = sizeOf("qwen3-next", "10", "--codec", "int8-token", "--sequences", "3", "--json");
    assertTrue(json.contains("\"state_bytes\" : " + 3 * state + ","), json);
    long tokens = 12L * 10 * 2 * 2 * (256 + 2);
    assertTrue(json.contains("\"total_bytes\" : " + 3 * (tokens + state) + ","), json);
  }
}
