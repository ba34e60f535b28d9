package janus.inference.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names of files after the naming convention of GGUF, beside the keys in their headers. */
class ModelNameTest {
  @ParameterizedTest
  @CsvSource({
    "SmolLM2-135M-Instruct.Q4_1.gguf, smollm2, 135M, SmolLM2-135M-Instruct",
    "Grok-1-100B-v1.0-Q4_0-00003-of-00009.gguf, grok-1, 100B, Grok-1-100B-v1.0",
    "Hermes-2-Pro-Llama-3-8B-F16.gguf, Hermes-2-Pro-Llama-3, 8B, Hermes-2-Pro-Llama-3-8B",
    "gemma-3-270m-it-UD-Q4_K_XL.gguf, Gemma 3, 270M, gemma-3-270m-it",
    "Qwen3-0.6B-IQ4_XS.GGUF, Qwen3, 0.6B, Qwen3-0.6B"
  })
  void theFileSpellsTheNameOfItsHeader(String file, String base, String size, String name) {
    assertEquals(name, name(file, Map.of("basename", base, "size_label", size)));
  }

  @Test
  void aRenamedFileIsNamedByItsHeader() {
    var header = Map.of("name", "Run 7", "basename", "smollm2", "size_label", "135M");
    assertEquals("smollm2-135M", name("sha256-0a1b2c", header));
    assertEquals("smollm2-135M", name("smollm2-360M.gguf", header));
    assertEquals(
        "Qwen3-8B-Instruct",
        name("m.gguf", Map.of("basename", "Qwen3", "size_label", "8B", "finetune", "Instruct")));
  }

  @Test
  void withoutABaseNameTheGeneralNameCounts() {
    assertEquals("stories260K", name("stories260K-f32.gguf", Map.of("name", "stories260K")));
    assertEquals("Tiny", name("a.gguf", Map.of("name", "Tiny", "basename", "tiny")));
    assertEquals("a.gguf", name("a.gguf", Map.of("name", " ")));
    assertEquals("a.gguf", name("a.gguf", Map.of()));
  }

  private static String name(String file, Map<String, String> general) {
    var values = new LinkedHashMap<String, Object>();
    general.forEach((key, value) -> values.put("general." + key, value));
    return ModelName.of(new Metadata("models/" + file, values));
  }
}
