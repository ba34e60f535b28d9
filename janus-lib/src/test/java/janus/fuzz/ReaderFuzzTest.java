package janus.fuzz;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every {@link Reader} against thousands of damaged inputs, always the same ones. */
class ReaderFuzzTest {
  private static final long SEED = 20260101;

  /** The whole test reads at least 200,000 inputs. */
  private static int inputs(Reader reader) {
    return switch (reader) {
      case GGUF -> 100_000;
      case TOKENIZER_JSON, SPELLING -> 10_000;
      default -> 7_000;
    };
  }

  @ParameterizedTest
  @EnumSource(Reader.class)
  void damagedInputIsReadOrRefusedWithOneLine(Reader reader) {
    assertTimeoutPreemptively(Duration.ofMinutes(5), () -> fuzz(reader));
  }

  private static void fuzz(Reader reader) {
    List<byte[]> valid = reader.valid();
    valid.forEach(input -> assertFalse(reader.refuses(input), "refuses valid input"));
    var damage = new Damage(SEED);
    int inputs = inputs(reader);
    int refused = 0;
    for (int i = 0; i < inputs; i++) {
      byte[] input = damage.of(valid.get(i % valid.size()), valid.get(i / 7 % valid.size()));
      try {
        refused += reader.refuses(input) ? 1 : 0;
      } catch (RuntimeException | Error e) {
        throw new AssertionError(
            "input " + i + " of " + reader + ": " + e + "\n" + HexFormat.of().formatHex(input), e);
      }
    }
    // Damage that no reader minds, or that no input survives, would test nothing.
    assertTrue(refused > inputs / 10 && refused < inputs, refused + " of " + inputs + " refused");
  }
}
