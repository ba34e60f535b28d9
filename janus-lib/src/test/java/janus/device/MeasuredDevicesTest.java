package janus.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.catalog.DataFolder;
import janus.catalog.DeviceCatalog;
import janus.provenance.BadInputException;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeasuredDevicesTest {
  private static final MeasuredDevices DEVICES = new DeviceCatalog(DataFolder.bundled()).devices();

  private static String refusal(String platform, String model, String weights) {
    return assertThrows(
            BadInputException.class, () -> DEVICES.named(platform, model, weights, null, null))
        .getMessage();
  }

  @Test
  void unknownNamesSuggestTheNearest() {
    String platform = refusal("RK3567", "tinyllama-1.1b", "w8a8");
    assertTrue(platform.startsWith("platform 'RK3567' is unknown"), platform);
    assertTrue(platform.contains("did you mean 'RK3562'"), platform);
    String model = refusal("RK3576", "tinylama-1.1b", "w8a8");
    assertTrue(model.contains("model 'tinylama-1.1b'") && model.contains("tinyllama-1.1b"), model);
    String weights = refusal("RK3576", "tinyllama-1.1b", "w8a9");
    assertTrue(weights.contains("weights 'w8a9'") && weights.contains("w8a8"), weights);
  }

  @Test
  void platformsWithoutARowLackTheirSoftware() {
    var none =
        new MeasuredDevices(
            DEVICES.platforms(),
            DEVICES.software(),
            DEVICES.formats(),
            DEVICES.models(),
            List.of());
    var refused =
        assertThrows(
            BadInputException.class,
            () -> none.named("RK3576", "tinyllama-1.1b", "w8a8", null, null));
    assertTrue(refused.getMessage().contains("needs a measured row"), refused.getMessage());
  }

  @Test
  void fitsNeedThreeRows() {
    var refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> new DeviceFit(DEVICES, DEVICES.runs().subList(0, 2)));
    assertEquals("rows to fit must be at least 3: 2", refused.getMessage());
  }

  @Test
  void lengthsNotGivenAreThoseMeasuredOnThePlatform() {
    DeviceCase rockchip = DEVICES.named("rk3576", "tinyllama-1.1b", "w8a8", null, null);
    assertEquals(128, rockchip.promptTokens());
    assertEquals(64, rockchip.answerTokens());
    DeviceCase unstated = DEVICES.named("M4 Mac mini (GPU)", "llama-3.2-3b", "q4_k_m", null, null);
    assertEquals(128, unstated.promptTokens());
  }

  // One platform with two runtimes: the format says which.
  @Test
  void formatsChooseTheRuntime() {
    String mac = "Apple M4 Pro 24GB (GPU)";
    assertEquals("MLX", DEVICES.named(mac, "qwen3-8b", "mlx-4bit", null, null).software().name());
    assertEquals(
        "llama.cpp", DEVICES.named(mac, "qwen3-8b", "q4_k_m", null, null).software().name());
  }

  @Test
  void promptsArePaddedToTheChunkOfTheSoftware() {
    DeviceCase brief = DEVICES.named("AX650N", "qwen2.5-0.5b", "w8a16", 30L, 16L);
    DeviceCase full = DEVICES.named("AX650N", "qwen2.5-0.5b", "w8a16", 128L, 16L);
    assertEquals(full.prefillGmac(), brief.prefillGmac());
  }

  @Test
  void measuredRowsNameTheirImpossibleReading() {
    var refused =
        assertThrows(
            IllegalArgumentException.class, () -> new MeasuredRun.Reading(0, null, null, null));
    assertEquals("decodeTokensPerS must be above 0: 0.0", refused.getMessage());
  }
}
