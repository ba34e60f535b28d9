package janus.command;

import janus.catalog.DataFolder;
import janus.catalog.DeviceCatalog;
import janus.device.DeviceCase;
import janus.device.DevicePrediction;
import janus.device.DeviceValidation.Standing;
import janus.device.MeasuredDevices;
import janus.device.MeasuredRun;
import janus.provenance.Circumstances;
import janus.units.Range;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** {@code --platform}: a measured device instead of a design. */
final class DeviceOptions {
  private static final String[] OF_A_DESIGN = {
    "--design",
    "--set",
    "--print-design",
    "--context",
    "--batch",
    "--weight-bits",
    "--codec",
    "--keys",
    "--values",
    "--semantics",
    "--rotation",
    "--samples",
    "--ambient-c",
    "--idle-s",
    "--draft-tokens",
    "--acceptance",
    "--draft-model",
    "--tier2-holds"
  };

  @Option(
      names = "--platform",
      paramLabel = "NAME",
      description = {
        "A device that somebody measured, as RK3576: predict it instead of a design.",
        "With --model and --weights; --prompt and --answer default to what was measured on it"
      })
  private String platform;

  /** What {@code --json} prints. */
  record Output(
      String platform,
      String software,
      String model,
      String weights,
      long promptTokens,
      long answerTokens,
      double decodeTokensPerS,
      double decodeTokensPerSLow,
      double decodeTokensPerSHigh,
      double timeToFirstTokenMs,
      double timeToFirstTokenMsLow,
      double timeToFirstTokenMsHigh,
      Double powerW,
      Double powerWLow,
      Double powerWHigh,
      Double joulePerToken,
      Double joulePerTokenLow,
      Double joulePerTokenHigh,
      String powerScope,
      String standing,
      int rowsFitted,
      int rowsOfDevice,
      int promptRowsOfDevice,
      boolean rowOfThisCaseLeftOut,
      List<DevicePrediction.Input> inputs,
      List<Near> nearest,
      String check) {
    static Output of(DevicePrediction of) {
      return new Output(
          of.platform(),
          of.software(),
          of.model(),
          of.weights(),
          of.promptTokens(),
          of.answerTokens(),
          of.decodeTokensPerS().typical(),
          of.decodeTokensPerS().low(),
          of.decodeTokensPerS().high(),
          of.timeToFirstTokenMs().typical(),
          of.timeToFirstTokenMs().low(),
          of.timeToFirstTokenMs().high(),
          typical(of.powerW()),
          of.powerW() == null ? null : of.powerW().low(),
          of.powerW() == null ? null : of.powerW().high(),
          typical(of.joulePerToken()),
          of.joulePerToken() == null ? null : of.joulePerToken().low(),
          of.joulePerToken() == null ? null : of.joulePerToken().high(),
          of.powerScope(),
          spelling(of),
          of.rowsFitted(),
          of.rowsOfDevice(),
          of.promptRowsOfDevice(),
          of.measured(),
          of.inputs(),
          of.nearest().stream().map(Near::of).toList(),
          of.check());
    }

    private static Double typical(Range range) {
      return range == null ? null : range.typical();
    }
  }

  /** A measured row near the prediction. */
  record Near(
      String platform,
      String model,
      String weights,
      Integer promptTokens,
      Integer answerTokens,
      double decodeTokensPerS,
      Double timeToFirstTokenMs,
      Double powerW,
      String powerScope,
      String source,
      String where,
      String note) {
    static Near of(MeasuredRun run) {
      return new Near(
          run.setting().platform(),
          run.setting().published(),
          run.setting().weights(),
          run.setting().promptTokens(),
          run.setting().answerTokens(),
          run.reading().tokensPerS(),
          run.reading().timeToFirstTokenMs(),
          run.reading().powerW(),
          run.reading().powerScope(),
          run.origin().source(),
          run.origin().where(),
          run.origin().note());
    }
  }

  /** Whether a device is asked for. */
  boolean given() {
    return platform != null;
  }

  /**
   * Refuses half of the options, and those of a design beside a device.
   *
   * @throws BadInputException if one option lacks another that it needs, or has no effect
   */
  void check(CommandSpec command, WorkloadOptions workload) {
    GivenOptions.need(command, "--weights", workload.weights() != null, "--platform");
    GivenOptions.need(command, "--model", workload.model() != null, "--platform");
    GivenOptions.need(command, "a design, and not --platform", platform == null, OF_A_DESIGN);
  }

  /** Predicts the device and prints what it would reach. */
  void answer(DataFolder data, PrintWriter out, WorkloadOptions workload, OutputOption output) {
    MeasuredDevices devices = new DeviceCatalog(data).devices();
    DeviceCase of =
        devices.named(
            platform,
            workload.model(),
            workload.weights(),
            workload.promptTokens(),
            workload.answerTokens());
    DevicePrediction prediction = DevicePrediction.of(devices, of);
    var circumstances = Circumstances.current().withInput("data", data.sha256());
    if (!output.print(out, Output.of(prediction), circumstances, null)) {
      print(out, prediction);
    }
  }

  private static String spelling(DevicePrediction of) {
    return of.standing().name().toLowerCase(Locale.ROOT);
  }

  private static void print(PrintWriter out, DevicePrediction of) {
    out.printf(
        Locale.ROOT,
        "%s with %s: %s in %s, prompt of %d and answer of %d tokens%n%s%n%n",
        of.platform(),
        of.software(),
        of.model(),
        of.weights(),
        of.promptTokens(),
        of.answerTokens(),
        rests(of));
    out.print(reached(of));
    out.println();
    var inputs = new TextTable("rests on", "value", "unit", "basis", "source");
    for (DevicePrediction.Input input : of.inputs()) {
      inputs.row(
          input.name(),
          number(input.value()),
          input.unit(),
          input.basis().spelling(),
          input.source());
    }
    out.print(inputs);
    out.println();
    out.print(nearest(of));
    out.printf("%nTo check on the device: %s%n", of.check());
  }

  private static String rests(DevicePrediction of) {
    String left = of.measured() ? " The measured row of this case is left out." : "";
    return of.standing() == Standing.FITTED
        ? "Fitted to "
            + of.rowsOfDevice()
            + " rows of this device among "
            + of.rowsFitted()
            + " of all."
            + left
        : "No other row of this device: the spread of "
            + of.rowsFitted()
            + " rows of others, outside the stated errors."
            + left;
  }

  private static TextTable reached(DevicePrediction of) {
    var table = new TextTable("predicted", "value", "5 %", "95 %", "unit");
    row(table, "decode rate", of.decodeTokensPerS(), "tokens/s");
    row(table, "first token", of.timeToFirstTokenMs(), "ms");
    if (of.powerW() != null) {
      row(table, "power, " + of.powerScope(), of.powerW(), "W");
      row(table, "energy, " + of.powerScope(), of.joulePerToken(), "J/token");
    }
    return table;
  }

  private static void row(TextTable table, String name, Range range, String unit) {
    table.row(name, number(range.typical()), number(range.low()), number(range.high()), unit);
  }

  private static TextTable nearest(DevicePrediction of) {
    var table =
        new TextTable("nearest measured", "model", "weights", "tokens/s", "ttft ms", "W", "source");
    for (MeasuredRun run : of.nearest()) {
      table.row(
          run.setting().platform(),
          run.setting().published(),
          run.setting().weights(),
          number(run.reading().tokensPerS()),
          optional(run.reading().timeToFirstTokenMs()),
          optional(run.reading().powerW()),
          run.origin().source());
    }
    return table;
  }

  private static String optional(Double value) {
    return value == null ? "-" : number(value);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }
}
