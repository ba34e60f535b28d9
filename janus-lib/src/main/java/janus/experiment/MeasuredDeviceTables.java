package janus.experiment;

import janus.catalog.DataFolder;
import janus.catalog.DeviceCatalog;
import janus.device.DeviceValidation;
import janus.device.DeviceValidation.Row;
import janus.device.DeviceValidation.Standing;
import janus.results.ResultsFolder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** Every measured row beside what a fit without it predicts, and the errors of each device. */
final class MeasuredDeviceTables {
  private static final String ALL = "all devices with several rows";

  private MeasuredDeviceTables() {}

  /**
   * Errors of a device's rows, each predicted without itself, in per cent of the measured value.
   *
   * @param rows predicted
   * @param rateMedianPercent of the decode rate; the middle one, of an even number the larger
   */
  record ErrorRow(
      String device,
      int rows,
      double rateMedianPercent,
      double rateWorstPercent,
      int ttftRows,
      Double ttftMedianPercent,
      Double ttftWorstPercent,
      int jouleRows,
      Double jouleMedianPercent,
      Double jouleWorstPercent) {}

  static void write(ResultsFolder results, DataFolder data) {
    List<Row> rows = DeviceValidation.leaveOneOut(new DeviceCatalog(data).devices());
    results.table("device-rows", Row.class, rows);
    results.table("device-errors", ErrorRow.class, errors(rows));
  }

  private static List<ErrorRow> errors(List<Row> rows) {
    List<Row> fitted = rows.stream().filter(row -> row.standing() == Standing.FITTED).toList();
    var table = new ArrayList<ErrorRow>();
    table.add(errors(ALL, fitted));
    var devices = new LinkedHashSet<String>();
    fitted.forEach(row -> devices.add(device(row)));
    for (String device : devices) {
      table.add(errors(device, fitted.stream().filter(r -> device(r).equals(device)).toList()));
    }
    return table;
  }

  private static String device(Row row) {
    return row.platform() + " with " + row.software();
  }

  private static ErrorRow errors(String device, List<Row> rows) {
    double[] rate = sorted(rows, Row::rateErrorPercent);
    double[] ttft = sorted(rows, Row::ttftErrorPercent);
    double[] joule = sorted(rows, Row::jouleErrorPercent);
    return new ErrorRow(
        device,
        rows.size(),
        median(rate),
        worst(rate),
        ttft.length,
        median(ttft),
        worst(ttft),
        joule.length,
        median(joule),
        worst(joule));
  }

  private static double[] sorted(List<Row> rows, Function<Row, Double> percent) {
    return rows.stream()
        .map(percent)
        .filter(Objects::nonNull)
        .mapToDouble(Math::abs)
        .sorted()
        .toArray();
  }

  private static Double median(double[] sorted) {
    return sorted.length == 0 ? null : (Double) sorted[sorted.length / 2];
  }

  private static Double worst(double[] sorted) {
    return sorted.length == 0 ? null : (Double) sorted[sorted.length - 1];
  }
}
