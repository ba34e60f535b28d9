package janus.experiment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import janus.catalog.DataFolder;
import janus.inference.SyntheticModel;
import janus.progress.Progress;
import janus.provenance.BadInputException;
import janus.results.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class QuantizationTest {
  private static final String SWEEP = "2-quantization/study/llama-wide/words/sweep/";

  @TempDir Path folder;

  private Laboratory laboratory(String results, String... study) throws IOException {
    return new Laboratory(
        DataFolder.bundled(),
        folder.resolve(results),
        folder.resolve("cache"),
        SyntheticModel.write("llama-wide", folder),
        SyntheticModel.writeText(folder),
        List.of(study),
        false,
        2,
        Progress.NONE);
  }

  private JsonNode rows(String file) throws IOException {
    return Json.MAPPER.readTree(folder.resolve(file).toFile());
  }

  @Test
  void aUsersModelIsMeasuredInAFolderOfItsOwn() throws IOException {
    var headlines = new Quantization().run(laboratory("results"));
    JsonNode rows = rows("results/2-quantization/llama-wide/words/perplexity.json");
    assertEquals(5, rows.size());
    assertEquals("f32", rows.get(0).get("scheme").asText());
    assertEquals("int4-token + hadamard", rows.get(4).get("scheme").asText());
    assertEquals(5, headlines.size());
    // The baseline is compared with nothing, everything else has a divergence with its error.
    assertFalse(rows.get(0).has("mean_kld_error_nats"));
    for (int i = 1; i < rows.size(); i++) {
      assertTrue(rows.get(i).get("mean_kld_error_nats").asDouble() > 0);
    }
  }

  @Test
  void aStudyRunTwiceGivesTheSameBytesAndItsParetoFrontIsUnbeaten() throws IOException {
    new Quantization().run(laboratory("first", "sweep", "layers"));
    new Quantization().run(laboratory("second", "sweep"));
    for (String table : List.of("perplexity", "perplexity-by-position", "running-perplexity")) {
      assertArrayEquals(
          Files.readAllBytes(folder.resolve("first/" + SWEEP + table + ".csv")),
          Files.readAllBytes(folder.resolve("second/" + SWEEP + table + ".csv")));
    }
    JsonNode rows = rows("first/" + SWEEP + "perplexity.json");
    for (JsonNode row : rows) {
      if (!row.hasNonNull("mean_kld_nats")) {
        continue;
      }
      boolean beaten = false;
      for (JsonNode rival : rows) {
        beaten |=
            rival.hasNonNull("mean_kld_nats")
                && rival.get("cache_bits_per_element").asDouble()
                    <= row.get("cache_bits_per_element").asDouble()
                && rival.get("mean_kld_nats").asDouble() < row.get("mean_kld_nats").asDouble();
      }
      assertEquals(!beaten, row.get("pareto_optimal").asBoolean(), row.get("scheme").asText());
    }
    // Two layers under the five schemes the longer passes look at.
    assertEquals(
        10, rows("first/2-quantization/study/llama-wide/words/layers/layer-errors.json").size());
  }

  @Test
  void anEvictingSchemeCountsItsBitsOverAllTokens() throws IOException {
    new Quantization().run(laboratory("results", "sweep"));
    for (JsonNode row : rows("results/" + SWEEP + "perplexity.json")) {
      if (row.get("semantics").asText().startsWith("evict")) {
        // 4 sinks and 124 recent tokens of 512, 16 bits each.
        assertEquals(128 * 16 / 512.0, row.get("cache_bits_per_element").asDouble());
        return;
      }
    }
    throw new AssertionError("no evicting scheme");
  }

  @Test
  void anUnknownPassIsRefusedBeforeAnythingIsRead() throws IOException {
    var laboratory = laboratory("results", "everything");
    var refusal = assertThrows(BadInputException.class, () -> new Quantization().run(laboratory));
    assertTrue(refusal.getMessage().contains("study everything: expected all or one of sweep"));
  }
}
