package janus.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import janus.catalog.DataFolder;
import janus.catalog.DeviceCatalog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightFormatTest {
  private static final MeasuredDevices DEVICES = new DeviceCatalog(DataFolder.bundled()).devices();

  private static double gb(String platform, String model, String weights) {
    return DEVICES.named(platform, model, weights, 128L, 64L).weightsGb();
  }

  // Sizes of GGUF files as the measured rows state them. These models tie the output matrix to the
  // embedding, so a token reads the whole file but for vectors, vocabulary and header.
  @ParameterizedTest
  @CsvSource({
    "llama-3.2-1b, q4_k_m, 771",
    "gemma-3-1b, q4_k_m, 769",
    "smollm2-135m, q4_k_m, 101",
    "smollm2-360m, q8_0, 369",
    "qwen3-0.6b, q8_0, 610"
  })
  void bytesOfATokenAreThoseOfTheFile(String model, String weights, double mib) {
    double gb = gb("Jetson Orin Nano 8GB, 15W mode, GPU 612 MHz", model, weights);
    assertEquals(1, gb * 1e9 / (mib * 1024 * 1024), 0.02);
  }

  // TinyLlama: 22 layers of 2 * 2048^2 + 2 * 2048 * 256 + 3 * 2048 * 5632, and a head of
  // 32000 * 2048: 1.0345e9 weights of a byte.
  @Test
  void embeddingsAreNotRead() {
    double weights = 22 * (2.0 * 2048 * 2048 + 2.0 * 2048 * 256 + 3.0 * 2048 * 5632) + 32000 * 2048;
    assertEquals(weights / 1e9, gb("RK3576", "tinyllama-1.1b", "w8a8"), 1e-9);
  }

  // Llama-2-7B in Q4_K_M: 4.5 bits, and 6.5625 in half of the value and down projections and in the
  // head; 4.85 as published.
  @Test
  void meanBitsAreThoseOfAllMatrices() {
    double square = 32.0 * 4096 * 4096;
    double ffn = 32.0 * 4096 * 11008;
    double head = 32000.0 * 4096;
    double raised = (square + ffn) / 2 + head;
    double all = 4 * square + 3 * ffn + head;
    double expected = 4.5 + 2.0625 * raised / all;
    assertEquals(expected, format("q4_k_m").meanBits(DEVICES.models().get("llama-2-7b")), 1e-12);
    assertEquals(4.85, expected, 0.005);
  }

  @ParameterizedTest
  @CsvSource({"q4f16, 4.5", "mlx-4bit, 4.5", "Q8_0, 8.5", "w8a8, 8", "bf16, 16"})
  void plainFormatsHaveTheirBitsOnEveryModel(String name, double bits) {
    assertEquals(bits, format(name).meanBits(DEVICES.models().get("qwen3-0.6b")), 1e-12);
  }

  private static WeightFormat format(String name) {
    return WeightFormat.named(DEVICES.formats(), name, "");
  }

  // A software's own meaning of a spelling comes first: groups of 128 at Axera, channels at
  // Rockchip.
  @Test
  void softwareMayMeanItsOwnFormat() {
    double axera = gb("AX650N", "qwen2.5-7b", "w4a16");
    double rockchip = gb("RK3576", "qwen2.5-7b", "w4a16");
    assertEquals(4.25 / 4, axera / rockchip, 1e-9);
  }
}
