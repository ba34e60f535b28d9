package janus.inference.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import janus.provenance.BadInputException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Magnitudes are those of transformers 4.57.1, {@code ROPE_INIT_FUNCTIONS}. */
class RopeConfigTest {
  private static RopeConfig config(String more) throws JsonProcessingException {
    String json =
        "{\"model_type\": \"llama\", \"hidden_size\": 8, \"num_attention_heads\": 2,"
            + "\"num_key_value_heads\": 1, \"num_hidden_layers\": 1, \"vocab_size\": 6, "
            + more.replace('\'', '"')
            + "}";
    return new RopeConfig(HuggingFaceConfig.of("config.json", new ObjectMapper().readTree(json)));
  }

  /** Of GGUF's factor comes YaRN's own on top. */
  private static double magnitude(Map<String, Object> metadata) {
    double factor = (Double) metadata.get("rope.scaling.attn_factor");
    return metadata.get("rope.scaling.type").equals("yarn")
        ? factor * (1 + 0.1 * Math.log((Double) metadata.get("rope.scaling.factor")))
        : factor;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "'max_position_embeddings': 8192, 'rope_scaling': {'rope_type': 'yarn', 'factor': 4.0,"
            + " 'original_max_position_embeddings': 2048};2048;1.138629436111989",
        "'max_position_embeddings': 4096, 'rope_parameters': {'rope_type': 'yarn', 'factor': 8.0,"
            + " 'rope_theta': 500000.0};4096;1.2079441541679836",
        "'max_position_embeddings': 163840, 'rope_scaling': {'type': 'yarn', 'factor': 40.0,"
            + " 'original_max_position_embeddings': 4096, 'mscale': 1.0, 'mscale_all_dim': 0.707}"
            + ";4096;1.0857263992561355",
        "'max_position_embeddings': 2048, 'rope_scaling': {'rope_type': 'yarn', 'factor': 2.0,"
            + " 'original_max_position_embeddings': 1024, 'attention_factor': 1.5};1024;1.5",
        "'max_position_embeddings': 131072, 'original_max_position_embeddings': 4096,"
            + " 'rope_scaling': {'rope_type': 'longrope', 'short_factor': [1, 2],"
            + " 'long_factor': [3, 4]};4096;1.1902380714238083",
        "'max_position_embeddings': 4096, 'rope_scaling': {'rope_type': 'longrope',"
            + " 'short_factor': [1, 2], 'long_factor': [3, 4], 'factor': 32.0};4096"
            + ";1.1902380714238083"
      })
  void contextAndMagnitudeAreTransformers(String more, long context, double magnitude)
      throws JsonProcessingException {
    Map<String, Object> metadata = config(more).metadata();
    assertEquals(context, metadata.get("rope.scaling.original_context_length"));
    assertEquals(magnitude, magnitude(metadata), 1e-12);
  }

  @Test
  void longRopeBringsTwoLists() throws JsonProcessingException {
    Map<String, float[]> tensors =
        config(
                "'max_position_embeddings': 64, 'rope_scaling': {'rope_type': 'longrope',"
                    + " 'factor': 2, 'short_factor': [1, 1.5], 'long_factor': [2, 8]}")
            .tensors();
    assertArrayEquals(new float[] {1, 1.5f}, tensors.get("rope_factors_short.weight"));
    assertArrayEquals(new float[] {2, 8}, tensors.get("rope_factors_long.weight"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "'rope_parameters': {'rope_type': 'dynamic'};rope_parameters: expected type default",
        "'rope_scaling': {'rope_type': 'yarn'};rope_scaling: expected factor above 0",
        "'rope_scaling': {'rope_type': 'longrope', 'factor': 2, 'short_factor': [1], 'long_factor':"
            + " [1]};expected 2 numbers in"
      })
  void whatIsMissingIsNamed(String more, String message) {
    var error =
        assertThrows(
            BadInputException.class,
            () -> {
              RopeConfig config = config("'max_position_embeddings': 64, " + more);
              config.metadata();
              config.tensors();
            });
    assertTrue(error.getMessage().contains(message), error.getMessage());
  }
}
