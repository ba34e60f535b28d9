package janus.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChipDeviceTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int chip(String... options) {
    String[] args = new String[options.length + 1];
    args[0] = "chip";
    System.arraycopy(options, 0, args, 1, options.length);
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
  }

  private JsonNode json(String platform, String model, String weights)
      throws JsonProcessingException {
    assertEquals(0, chip("--platform", platform, "--model", model, "--weights", weights, "--json"));
    return new JsonMapper().readTree(out.toString());
  }

  // Measured: 12.18 tokens/s and 534.13 ms, which the prediction does not see.
  @Test
  void devicesArePredictedWithARange() throws JsonProcessingException {
    JsonNode predicted = json("RK3576", "tinyllama-1.1b", "w8a8");
    assertEquals(12.18, predicted.get("decode_tokens_per_s").doubleValue(), 0.1 * 12.18);
    assertEquals(534.13, predicted.get("time_to_first_token_ms").doubleValue(), 0.2 * 534.13);
    assertTrue(predicted.get("row_of_this_case_left_out").booleanValue());
    assertEquals(128, predicted.get("prompt_tokens").intValue());
    assertEquals(64, predicted.get("answer_tokens").intValue());
    for (String field : List.of("decode_tokens_per_s", "time_to_first_token_ms")) {
      assertTrue(
          predicted.get(field + "_low").doubleValue() < predicted.get(field).doubleValue(), field);
      assertTrue(
          predicted.get(field + "_high").doubleValue() > predicted.get(field).doubleValue(), field);
    }
  }

  @Test
  void inputsNearestRowsAndCheckStandBeside() throws JsonProcessingException {
    JsonNode predicted = json("RK3576", "tinyllama-1.1b", "w8a8");
    assertEquals("peak bandwidth", predicted.get("inputs").get(0).get("name").textValue());
    JsonNode nearest = predicted.get("nearest").get(0);
    assertEquals("RK3576", nearest.get("platform").textValue());
    assertTrue(predicted.get("check").textValue().contains("tinyllama-1.1b_w8a8.rkllm 64 192"));
  }

  @Test
  void wattsNameTheirScope() throws JsonProcessingException {
    JsonNode predicted =
        json("Jetson Orin Nano 8GB, MAXN_SUPER mode, GPU 1020 MHz", "smollm2-360m", "q8_0");
    assertEquals("rail without DRAM", predicted.get("power_scope").textValue());
    double watts = predicted.get("power_w").doubleValue();
    double joule = predicted.get("joule_per_token").doubleValue();
    assertEquals(watts, joule * predicted.get("decode_tokens_per_s").doubleValue(), 1e-9 * watts);
  }

  @Test
  void tablesSayWhatThePredictionRestsOn() {
    assertEquals(0, chip("--platform", "RK3562", "--model", "qwen2-0.5b", "--weights", "w8a8"));
    assertTrue(out.toString().contains("No other row of this device"), out.toString());
    assertTrue(out.toString().contains("To check on the device:"), out.toString());
  }

  @Test
  void halfOfTheOptionsIsRefused() {
    assertEquals(2, chip("--platform", "RK3576", "--model", "tinyllama-1.1b"));
    assertEquals("janus: --platform needs --weights", err.toString().strip());
    err.getBuffer().setLength(0);
    assertEquals(
        2,
        chip(
            "--platform", "RK3576", "--model", "tinyllama-1.1b", "--weights", "w8a8", "--batch=2"));
    assertEquals("janus: --batch needs a design, and not --platform", err.toString().strip());
  }

  @Test
  void aDesignTakesWeightsByName() throws JsonProcessingException {
    assertEquals(0, chip("--weights", "Q4_K_M", "--json"));
    double bits =
        new JsonMapper().readTree(out.toString()).at("/workload/weight_bits").doubleValue();
    assertEquals(4.85, bits, 0.005);
    assertEquals(2, chip("--weights", "q4_k_m", "--weight-bits", "4.85"));
    assertEquals("janus: expected --weights or --weight-bits, found both", err.toString().strip());
    err.getBuffer().setLength(0);
    assertEquals(2, chip("--weights", "q4_k_x"));
    assertTrue(
        err.toString().startsWith("janus: weights 'q4_k_x' is unknown (did you mean 'q4_k_m'"));
  }

  @Test
  void unknownPlatformsSuggestTheNearest() {
    assertEquals(2, chip("--platform", "RK3577", "--model", "tinyllama-1.1b", "--weights", "w8a8"));
    assertTrue(
        err.toString().startsWith("janus: platform 'RK3577' is unknown (did you mean 'RK3576'"),
        err.toString());
    assertEquals(1, err.toString().lines().count());
    assertEquals("", out.toString());
  }
}
