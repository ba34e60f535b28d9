package janus.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import janus.inference.arithmetic.Rope;
import janus.inference.arithmetic.RopeFactors;
import janus.inference.weights.GgufBuilder;
import janus.inference.weights.Models;
import janus.provenance.BadInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against transformers 4.57.1, {@code ROPE_INIT_FUNCTIONS}, heads of 16 channels. */
class RopeScalingTest {
  @TempDir private Path folder;

  private DecoderSpec spec(Consumer<GgufBuilder> more) throws IOException {
    Path file = SyntheticModel.write("llama", folder.resolve("model.gguf"), more);
    try (var model = Models.open(file)) {
      return DecoderSpec.of(model);
    }
  }

  // factor; original context; beta_fast; beta_slow; magnitude; frequencies.
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "4;2048;32;1;1.138629436111989;1.0 0.3162277638912201 0.10000000149011612"
            + " 0.025693506002426147 0.00624999962747097 0.0013834965648129582"
            + " 0.0002500000118743628 7.905694656074047e-05",
        "40;4096;16;2;1.368887945411394;1.0 0.3162277638912201 0.10000000149011612"
            + " 0.03162277862429619 0.006749999243766069 0.0011067971354350448"
            + " 2.499999936844688e-05 7.905694474175107e-06",
        "2;1024;32;1;1.0693147180559945;1.0 0.3162277638912201 0.08750000596046448"
            + " 0.023717083036899567 0.00624999962747097 0.0015811389312148094"
            + " 0.0005000000237487257 0.00015811389312148094"
      })
  void yarnTurnsAsTransformersDoes(
      float factor, int original, float fast, float slow, double magnitude, String frequencies)
      throws IOException {
    DecoderSpec spec =
        spec(
            builder -> {
              builder.text("llama.rope.scaling.type", "yarn");
              builder.real("llama.rope.scaling.factor", factor);
              builder.number("llama.rope.scaling.original_context_length", original);
              builder.real("llama.rope.scaling.yarn_beta_fast", fast);
              builder.real("llama.rope.scaling.yarn_beta_slow", slow);
            });
    assertEquals(magnitude, spec.rope().magnitude(), 1e-6);
    float[] divisors = spec.ropeScaling().yarnDivisors(spec.rope());
    String[] expected = frequencies.split(" ", -1);
    for (int i = 0; i < expected.length; i++) {
      double frequency = Math.pow(10000, -2.0 * i / 16) / divisors[i];
      assertEquals(1, frequency / Double.parseDouble(expected[i]), 3e-7, "pair " + i);
    }
  }

  @Test
  void longRopeChoosesByLength() {
    var factors = new RopeFactors(new float[] {1}, new float[] {2}, 4096);
    assertEquals(1, factors.of(4096)[0]);
    assertEquals(2, factors.of(4097)[0]);
    assertNull(RopeFactors.NONE.of(1 << 20));
  }

  @Test
  void theMagnitudeScalesWhatIsTurned() {
    float[] x = {1, 0};
    new RopeTable(new Rope(2, 100, 1, false, 1.5f), null, 4).turn(x, 0, 3);
    assertEquals(1.5 * Math.cos(3), x[0], 1e-6);
    assertEquals(1.5 * Math.sin(3), x[1], 1e-6);
  }

  @Test
  void whatIsNotComputedIsRefused() {
    for (String key : new String[] {"yarn_ext_factor", "yarn_attn_factor", "yarn_log_multiplier"}) {
      var error =
          assertThrows(
              BadInputException.class,
              () -> spec(builder -> builder.real("llama.rope.scaling." + key, 0.5f)));
      assertEquals(true, error.getMessage().contains(key), error.getMessage());
    }
  }
}
