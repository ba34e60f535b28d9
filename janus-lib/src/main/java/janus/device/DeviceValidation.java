package janus.device;

import janus.units.Range;
import java.util.ArrayList;
import java.util.List;

/** Leave-one-out validation: every measured row is predicted by a fit without that row. */
public final class DeviceValidation {
  private DeviceValidation() {}

  /** The data of the device that the fit has without the row. */
  public enum Standing {
    /** Other rows of the platform with the same software. */
    FITTED,
    /** No other row of the device; the prediction rests on other devices. */
    SINGLE,
    /** Unknown model shape or weight format. */
    UNKNOWN
  }

  /**
   * One row.
   *
   * @param rowsLeft other rows of the device in the fit
   * @param standing what the fit knows of the device
   * @param rateErrorPercent error of the predicted decode rate
   * @param ttftErrorPercent error of the predicted time to the first token
   * @param jouleErrorPercent error of the predicted energy per token, in the row's scope
   */
  public record Row(
      String platform,
      String software,
      String model,
      String weights,
      Standing standing,
      int rowsLeft,
      double measuredTokensPerS,
      Range tokensPerS,
      Double rateErrorPercent,
      Double measuredTtftMs,
      Range ttftMs,
      Double ttftErrorPercent,
      Double measuredJoulePerToken,
      Range joulePerToken,
      Double jouleErrorPercent,
      String powerScope,
      String source) {}

  /** Every row, in the order of the facts. */
  public static List<Row> leaveOneOut(MeasuredDevices devices) {
    var table = new ArrayList<Row>();
    for (MeasuredRun run : devices.runs()) {
      table.add(row(devices, run));
    }
    return table;
  }

  private static Row row(MeasuredDevices devices, MeasuredRun run) {
    DeviceCase of = devices.of(run);
    if (of == null) {
      return row(run, Standing.UNKNOWN, 0, null, null, null);
    }
    DeviceFit fit = new DeviceFit(devices, devices.without(of));
    int left = fit.rowsOf(of).size();
    MeasuredRun.Reading reading = run.reading();
    return row(
        run,
        left > 0 ? Standing.FITTED : Standing.SINGLE,
        left,
        fit.tokensPerS(of),
        reading.timeToFirstTokenMs() == null ? null : fit.timeToFirstTokenMs(of),
        reading.powerW() == null ? null : fit.joulePerToken(of, reading.powerScope()));
  }

  private static Row row(
      MeasuredRun run, Standing standing, int left, Range rate, Range ttft, Range joule) {
    MeasuredRun.Setting setting = run.setting();
    MeasuredRun.Reading reading = run.reading();
    return new Row(
        setting.platform(),
        setting.software(),
        setting.published(),
        setting.weights(),
        standing,
        left,
        reading.tokensPerS(),
        rate,
        errorPercent(rate, reading.tokensPerS()),
        reading.timeToFirstTokenMs(),
        ttft,
        errorPercent(ttft, reading.timeToFirstTokenMs()),
        reading.joulePerToken(),
        joule,
        errorPercent(joule, reading.joulePerToken()),
        reading.powerScope(),
        run.origin().source());
  }

  private static Double errorPercent(Range predicted, Double measured) {
    return predicted == null ? null : 100 * (predicted.typical() / measured - 1);
  }
}
