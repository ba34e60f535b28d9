package janus.device;

import janus.device.DeviceValidation.Standing;
import janus.provenance.Basis;
import janus.provenance.Fact;
import janus.units.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The predicted speed and energy of a model on a device, with their inputs. Low and high are
 * quantiles 5 and 95 % of a measurement.
 *
 * @param standing whether the fit holds rows of the device
 * @param rowsFitted rows of all devices in the fit
 * @param rowsOfDevice fitted rows of the platform with its software
 * @param promptRowsOfDevice those of them with a time to the first token
 * @param measured whether the case itself was measured; the fit leaves its row out
 * @param powerW power while decoding; null if no power of the platform is published
 * @param powerScope the part of the device that the power and energy cover
 * @param inputs the numbers behind the prediction
 * @param nearest the nearest measured rows
 * @param check a command that measures the case on the device
 */
public record DevicePrediction(
    String platform,
    String software,
    String model,
    String weights,
    long promptTokens,
    long answerTokens,
    Standing standing,
    int rowsFitted,
    int rowsOfDevice,
    int promptRowsOfDevice,
    boolean measured,
    Range decodeTokensPerS,
    Range timeToFirstTokenMs,
    Range powerW,
    Range joulePerToken,
    String powerScope,
    List<Input> inputs,
    List<MeasuredRun> nearest,
    String check) {
  private static final int NEAREST = 4;
  private static final String LAW = "the fit";

  /**
   * A number behind the prediction.
   *
   * @param name of the number
   * @param value in the unit
   * @param unit of the value
   * @param basis how it is known
   * @param source a key of {@code data/sources.json}, or the fit
   */
  public record Input(String name, double value, String unit, Basis basis, String source) {
    static Input of(String name, Fact fact) {
      return new Input(name, fact.typical(), fact.unit(), fact.basis(), fact.source());
    }

    static Input fitted(String name, double value, String unit) {
      return new Input(name, value, unit, Basis.DERIVED, LAW);
    }
  }

  /** A prediction from all rows except those of the case itself. */
  public static DevicePrediction of(MeasuredDevices devices, DeviceCase of) {
    List<MeasuredRun> others = devices.without(of);
    var fit = new DeviceFit(devices, others);
    List<MeasuredRun> own = fit.rowsOf(of);
    String scope = scope(devices, of);
    Range rate = fit.tokensPerS(of);
    Range joule = scope == null ? null : fit.joulePerToken(of, scope);
    return new DevicePrediction(
        of.platform().name(),
        of.software().name(),
        of.model(),
        of.format().name(),
        of.promptTokens(),
        of.answerTokens(),
        own.isEmpty() ? Standing.SINGLE : Standing.FITTED,
        fit.size(),
        own.size(),
        (int) own.stream().filter(run -> run.reading().timeToFirstTokenMs() != null).count(),
        others.size() < devices.runs().size(),
        rate,
        fit.timeToFirstTokenMs(of),
        joule == null ? null : joule.times(rate.typical()),
        joule,
        scope,
        inputs(of, fit),
        fit.nearest(of, NEAREST),
        of.software().check(of));
  }

  /** Power scope of a platform: that of its first row with a power. */
  private static String scope(MeasuredDevices devices, DeviceCase of) {
    return devices.runs().stream()
        .filter(run -> run.setting().platform().equals(of.platform().name()))
        .filter(run -> run.reading().powerW() != null)
        .map(run -> run.reading().powerScope())
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private static List<Input> inputs(DeviceCase of, DeviceFit fit) {
    var inputs = new ArrayList<Input>();
    if (of.platform().dramBandwidth() != null) {
      inputs.add(Input.of("peak bandwidth", of.platform().dramBandwidth()));
    }
    inputs.add(Input.of("bits of a weight", of.format().bits()));
    inputs.add(Input.of("bits of a weight of the output head", of.format().headBits()));
    inputs.add(Input.fitted("weights read for a token", of.weightsGb(), "GB"));
    inputs.add(Input.fitted("cache read for a token", of.cacheGb(), "GB"));
    inputs.add(Input.fitted("bandwidth reached", fit.bandwidthGbPerS(of), "GB/s"));
    inputs.add(Input.fitted("fixed time of a layer", fit.launchMs(of), "ms"));
    inputs.add(Input.fitted("products of the prompt", of.prefillGmac(), "10^9 MAC"));
    inputs.add(
        Input.fitted("products of the prompt a second", fit.prefillGmacPerS(of), "10^9 MAC/s"));
    return inputs;
  }
}
