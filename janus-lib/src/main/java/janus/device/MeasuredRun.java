package janus.device;

import janus.provenance.Basis;
import janus.provenance.Confidence;
import janus.units.Bounds;
import java.util.Objects;

/**
 * What somebody measured on a device with one model.
 *
 * @param setting on what
 * @param reading what came out
 * @param origin who says so
 */
public record MeasuredRun(Setting setting, Reading reading, Origin origin) {

  /**
   * What was measured. Parts that the source does not state are null.
   *
   * @param platform the device and its mode
   * @param software the runtime
   * @param published the model, as the source spells it
   * @param model the model's name in the catalog; null where its shape is not known
   * @param weights the weight format
   * @param promptTokens of the prompt
   * @param answerTokens of the answer
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
   * What came out; parts that were not measured are null, and at least the rate is there.
   *
   * @param tokensPerS decode rate at batch 1
   * @param timeToFirstTokenMs from the prompt to the first token
   * @param powerW while decoding
   * @param powerScope what the watts are of, as {@code wall} or {@code rail without DRAM}
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
        Objects.requireNonNull(powerScope, "powerScope");
      }
    }

    /** Energy of a token in the scope of the watts; null where there are none. */
    public Double joulePerToken() {
      return powerW == null ? null : powerW / tokensPerS;
    }
  }

  /**
   * Who says so.
   *
   * @param basis how the numbers are known
   * @param source a key of {@code data/sources.json}
   * @param where page, table or commit
   * @param confidence how far it may be trusted
   * @param note what else the source says; empty for nothing
   */
  public record Origin(
      Basis basis, String source, String where, Confidence confidence, String note) {}
}
