package janus.device;

import janus.device.Composition.Part;
import janus.provenance.Confidence;
import janus.provenance.Fact;
import java.util.ArrayList;
import java.util.List;

/**
 * The equations of time and energy on a device, and the prior of their unknowns:
 *
 * <pre>
 *   token   = (weights * format + cache * attention) / bandwidth + layers * launch, times model
 *   prompt  = multiply-accumulates * arithmetic / speed + layers * launch, times model
 *   J/token = bytes moved * energy + weights used * energy + seconds * standing power
 * </pre>
 *
 * <p>Every unknown is the exponential of a sum of normal effects: software, board, platform with
 * software, format and model. All rows with the same name of an effect share it, so rows of other
 * devices inform a prediction, with less weight than its own rows. The standard deviations below
 * are choices; {@link DeviceValidation} measures the resulting errors.
 */
final class DeviceLaw {
  /** Prior mean of the reached share of the peak bandwidth. */
  private static final double REACHED = 0.75;

  private static final double REACHED_SD = 0.35;

  /** Prior mean of the bandwidth in GB/s if no source states the peak. */
  private static final double UNSTATED_GB_PER_S = 30;

  private static final double UNSTATED_SD = 1.2;
  private static final double RUNTIME_SD = 0.1;
  private static final double FORMAT_SD = 0.1;
  private static final double FORMAT_ON_BOARD_SD = 0.2;
  private static final double ATTENTION_SD = 0.8;
  private static final double LAUNCH_S = 0.15e-3;
  private static final double LAUNCH_SOFTWARE_SD = 1;
  private static final double LAUNCH_BOARD_SD = 0.3;
  private static final double LAUNCH_PLATFORM_SD = 0.4;
  private static final double MODEL_SD = 0.1;
  private static final double MODEL_ON_BOARD_SD = 0.07;

  private static final double GMAC_PER_S = 300;
  private static final double GMAC_SD = 2;
  private static final double ARITHMETIC_SD = 0.4;
  private static final double PREFILL_LAUNCH_S = 0.5e-3;
  private static final double PREFILL_LAUNCH_SD = 0.8;
  private static final double PREFILL_MODEL_SD = 0.12;

  private static final double MOVED_J_PER_GB = 0.1;
  private static final double COMPUTED_J_PER_GIGA = 0.05;
  private static final double STANDING_RAIL_W = 1.5;
  private static final double STANDING_W = 10;
  private static final double SCOPE_SD = 1;
  private static final double BOARD_SD = 0.8;
  private static final double PLATFORM_SD = 0.3;
  private static final double HIGH_ERROR = 0.04;
  private static final double MEDIUM_ERROR = 0.06;
  private static final double LOW_ERROR = 0.08;
  private static final double ENERGY_ERROR = 0.08;
  private static final double PREFILL_ERROR = 0.07;

  private DeviceLaw() {}

  /** Seconds per token of the answer. */
  static Composition token(DeviceCase of) {
    String software = of.software().name();
    String device = of.device();
    String format = of.format().name();
    String board = of.platform().board();
    List<Effect> read = List.of(gigabyte(of), Effect.centred("runtime, " + device, RUNTIME_SD));
    return new Composition(
        List.of(
            new Part(
                of.weightsGb(),
                with(
                    read,
                    Effect.centred("format " + format + " of " + software, FORMAT_SD),
                    Effect.centred("format " + format + " on " + board, FORMAT_ON_BOARD_SD))),
            new Part(
                of.cacheGb(), with(read, Effect.centred("attention of " + software, ATTENTION_SD))),
            new Part(
                of.spec().layers(),
                List.of(
                    new Effect(
                        "launch of " + software, StrictMath.log(LAUNCH_S), LAUNCH_SOFTWARE_SD),
                    Effect.centred("launch of " + software + " on " + board, LAUNCH_BOARD_SD),
                    Effect.centred("launch, " + device, LAUNCH_PLATFORM_SD)))),
        List.of(
            Effect.centred("model " + of.model() + " with " + software, MODEL_SD),
            Effect.centred(
                "model " + of.model() + " with " + software + " on " + board, MODEL_ON_BOARD_SD)));
  }

  /** Seconds per gigabyte: the reciprocal of the reached bandwidth. */
  private static Effect gigabyte(DeviceCase of) {
    Fact peak = of.platform().dramBandwidth();
    String name = "gigabyte, " + of.platform().name();
    return peak == null
        ? new Effect(name, -StrictMath.log(UNSTATED_GB_PER_S), UNSTATED_SD)
        : new Effect(name, -StrictMath.log(REACHED * peak.typical()), REACHED_SD);
  }

  /** Seconds of the prompt. */
  static Composition prompt(DeviceCase of) {
    String software = of.software().name();
    String device = of.device();
    return new Composition(
        List.of(
            new Part(
                of.prefillGmac(),
                List.of(
                    new Effect("prefill, " + device, -StrictMath.log(GMAC_PER_S), GMAC_SD),
                    Effect.centred(
                        of.format().activationBits() + "-bit products of " + software,
                        ARITHMETIC_SD))),
            new Part(
                of.spec().layers(),
                List.of(
                    new Effect(
                        "prefill launch of " + software,
                        StrictMath.log(PREFILL_LAUNCH_S),
                        PREFILL_LAUNCH_SD),
                    Effect.centred("prefill launch, " + device, PREFILL_LAUNCH_SD)))),
        List.of(
            Effect.centred("prefill model " + of.model() + " with " + software, PREFILL_MODEL_SD)));
  }

  /**
   * Joules per token in a scope.
   *
   * @param seconds time per token
   */
  static Composition energy(DeviceCase of, String scope, double seconds) {
    return new Composition(
        List.of(
            new Part(
                of.weightsGb() + of.cacheGb(),
                power(of, scope, "moved", StrictMath.log(MOVED_J_PER_GB))),
            new Part(
                of.gigaWeights(),
                power(of, scope, "computed", StrictMath.log(COMPUTED_J_PER_GIGA))),
            new Part(seconds, power(of, scope, "standing", StrictMath.log(standingW(scope))))),
        List.of());
  }

  private static double standingW(String scope) {
    return scope.startsWith("rail") ? STANDING_RAIL_W : STANDING_W;
  }

  private static List<Effect> power(DeviceCase of, String scope, String what, double mean) {
    return List.of(
        new Effect(what + ", " + scope, mean, SCOPE_SD),
        Effect.centred(what + ", " + scope + " of " + of.platform().board(), BOARD_SD),
        Effect.centred(what + ", " + scope + " of " + of.platform().name(), PLATFORM_SD));
  }

  /** Standard deviation of the logarithm of a measured rate. */
  static double rateError(Confidence confidence) {
    return switch (confidence) {
      case HIGH -> HIGH_ERROR;
      case MEDIUM, UNSTATED -> MEDIUM_ERROR;
      case LOW -> LOW_ERROR;
    };
  }

  static double promptError() {
    return PREFILL_ERROR;
  }

  static double energyError() {
    return ENERGY_ERROR;
  }

  private static List<Effect> with(List<Effect> some, Effect... more) {
    var all = new ArrayList<>(some);
    all.addAll(List.of(more));
    return all;
  }
}
