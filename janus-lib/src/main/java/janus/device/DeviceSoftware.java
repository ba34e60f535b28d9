package janus.device;

import janus.provenance.Basis;
import janus.units.Bounds;
import java.util.Objects;

/**
 * A runtime of language models.
 *
 * @param name of the runtime
 * @param check the command for a measurement, with {model}, {weights}, {prompt}, {answer} and
 *     {context} as placeholders
 * @param prefillChunkTokens prompts are padded to a multiple of this; 1 without padding
 * @param basis how the command is known
 * @param source a key of {@code data/sources.json}
 */
public record DeviceSoftware(
    String name, String check, int prefillChunkTokens, Basis basis, String source) {
  public DeviceSoftware {
    Objects.requireNonNull(name, "name");
    Bounds.atLeast("prefillChunkTokens", 1, prefillChunkTokens);
  }

  /** Length of a prompt after padding, in tokens. */
  long paddedPrompt(long promptTokens) {
    return (promptTokens + prefillChunkTokens - 1) / prefillChunkTokens * prefillChunkTokens;
  }

  /** The command that measures a case. */
  String check(DeviceCase tried) {
    return check
        .replace("{model}", tried.model())
        .replace("{weights}", tried.format().name())
        .replace("{prompt}", Long.toString(tried.promptTokens()))
        .replace("{answer}", Long.toString(tried.answerTokens()))
        .replace("{context}", Long.toString(tried.promptTokens() + tried.answerTokens()));
  }
}
