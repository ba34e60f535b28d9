package janus.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import janus.inference.SyntheticModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PerplexityCommandTest {
  @TempDir private Path folder;

  private record Answer(int status, String out, String err) {}

  /** A model in which one cached number of layer 1 is far beyond 65504, the most binary16 holds. */
  private Answer perplexity(String tensor, String codec, String... more) throws IOException {
    Path model = SyntheticModel.write("llama", folder);
    byte[] bytes = new DamagedModel(Files.readAllBytes(model)).number(tensor, 2, 1e9f);
    Files.write(model, bytes);
    var out = new StringWriter();
    var err = new StringWriter();
    var arguments = new ArrayList<>(List.of("perplexity", "--model", model.toString()));
    arguments.addAll(List.of("--text", SyntheticModel.writeText(folder).toString()));
    arguments.addAll(List.of("--n-ctx", "32", "--chunks", "2", "--keys", codec, "--values", codec));
    arguments.addAll(List.of(more));
    String[] all = arguments.toArray(String[]::new);
    int status = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), all);
    return new Answer(status, out.toString(), err.toString());
  }

  @Test
  void aPerplexityThatIsNoNumberNamesTheLayerWhoseValuesOverflow() throws IOException {
    Answer answer = perplexity("blk.1.attn_v.weight", "f16");
    assertEquals(0, answer.status(), answer.err());
    assertTrue(answer.out().contains("NaN"), answer.out());
    assertTrue(answer.err().contains("warning: the perplexity of"), answer.err());
    assertTrue(
        answer.err().contains("in chunk 1, values of layer 1 are beyond what f16 can hold"),
        answer.err());
  }

  @Test
  void jsonCarriesTheWarningAndNoneWithoutCause() throws IOException {
    var keys =
        new ObjectMapper().readTree(perplexity("blk.1.attn_k.weight", "f16", "--json").out());
    assertTrue(
        keys.get("warnings").get(0).asText().contains("keys of layer 1 are beyond what f16"),
        keys.toString());
    var wide =
        new ObjectMapper().readTree(perplexity("blk.1.attn_k.weight", "bf16", "--json").out());
    assertNull(wide.get("warnings"), "bf16 holds what FP32 holds");
  }
}
