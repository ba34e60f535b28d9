package janus.codesign;

import java.util.Locale;

/** A figure of a design that is sampled over the ranges of the facts. */
public enum Objective {
  /** Tokens a second of all sequences together, at full rate. */
  DECODE_TOKENS_PER_S,
  /** The same under the limits of junction and skin. */
  SUSTAINED_TOKENS_PER_S,
  /** Prefill of the prompt of one sequence. */
  TIME_TO_FIRST_TOKEN_MS,
  /** Of die and off-chip memory at the sustained rate; infinite where no rate is sustained. */
  JOULE_PER_TOKEN,
  /** Of die and off-chip memory at full rate, for ever or while that lasts; always finite. */
  BURST_JOULE_PER_TOKEN,
  /** Of die and off-chip memory at the sustained rate; NaN where the die runs away even idle. */
  POWER_W,
  /** Area of all parts. */
  DIE_MM2,
  /** Hottest cell of the die at the sustained rate; NaN where it runs away even idle. */
  JUNCTION_C,
  /** Hottest cell of the outermost layer, likewise. */
  SKIN_C;

  /** Its name in tables. */
  public String spelling() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its place among the objectives. */
  @SuppressWarnings("EnumOrdinal") // The one place where their order is made.
  int place() {
    return ordinal();
  }
}
