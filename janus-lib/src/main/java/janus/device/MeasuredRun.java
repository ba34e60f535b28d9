package janus.device;

import janus.provenance.Basis;
import janus.provenance.Confidence;
import janus.units.Bounds;
import java.util.Objects;

/**
 * A measurement of one model on one device.
 *
 * @param setting the device and the model
 * @param reading the measured values
 * @param origin the source
 */
public record MeasuredRun(Setting setting, Reading reading, Origin origin) {

  /**
   * The measured device and model. A part that the source does not state is null.
   *
   * @param platform the device and its power mode
   * @param software the runtime
   * @param published the model, as the source spells it
   * @param model the model's name in the catalog; null if its shape is unknown
   * @param weights the weight format
   * @param promptTokens length of the prompt
   * @param answerTokens length of the answer
   */
  public record Setting(
      String platform,
      String software,
      String published,
      String model,
      String weights,
      Integer promptTokens,
      Integer answerTokens) {
    public Setting {
      Objects.requireNonNull(platform, "platform");
      Objects.requireNonNull(software, "software");
    }
  }

  /**
   * The measured values. All except the rate may be null.
   *
   * @param tokensPerS decode rate at batch 1
   * @param timeToFirstTokenMs time from the prompt to the first token
   * @param powerW power while decoding
   * @param powerScope the part that the power covers, as {@code wall} or {@code rail without DRAM}
   */
  public record Reading(
      double tokensPerS, Double timeToFirstTokenMs, Double powerW, String powerScope) {
    public Reading {
      Bounds.above("decodeTokensPerS", 0, tokensPerS);
      if (timeToFirstTokenMs != null) {
        Bounds.above("timeToFirstTokenMs", 0, timeToFirstTokenMs);
      }
      if (powerW != null) {
        Bounds.above("powerW", 0, powerW);
        if (powerScope == null) {
          throw new IllegalArgumentException("powerScope must be given beside powerW");
        }
      }
    }

    /** Energy per token in the power scope; null without a power. */
    public Double joulePerToken() {
      return powerW == null ? null : powerW / tokensPerS;
    }
  }

  /**
   * The source of a measurement.
   *
   * @param basis how the numbers are known
   * @param source a key of {@code data/sources.json}
   * @param where page, table or commit
   * @param confidence how reliable it is
   * @param note remarks from the source; may be empty
   */
  public record Origin(
      Basis basis, String source, String where, Confidence confidence, String note) {}
}
