package janus.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import janus.catalog.DataFolder;
import janus.catalog.PackageCatalog;
import janus.files.OutputFile;
import janus.provenance.BadInputException;
import janus.provenance.Circumstances;
import janus.provenance.Sha256;
import janus.results.Json;
import janus.thermal.BlockMapping;
import janus.thermal.Floorplan;
import janus.thermal.HeatReport;
import janus.thermal.HeatTrace;
import janus.thermal.Lateral;
import janus.thermal.PackageSetting;
import janus.thermal.PackageSettings;
import janus.thermal.PowerTrace;
import janus.thermal.SteadyFile;
import janus.thermal.ThermalField;
import janus.thermal.ThermalGrid;
import janus.thermal.ThermalLimits;
import janus.thermal.ThermalTransient;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code janus heat}: how hot the blocks of a die become. */
@Command(
    name = "heat",
    description =
        "How hot the blocks of a die become in their package: HotSpot 7's grid model, solved"
            + " directly. What --set does not name has the value of HotSpot's default package.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  janus-lib/janus heat --floorplan data/floorplans/janus-1.flp"
          + " --power data/floorplans/janus-1.ptrace --grid 64 --set r_convec=30"
    })
final class HeatCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--floorplan",
      required = true,
      paramLabel = "FILE.flp",
      description = "Blocks: name width height left bottom a line, in metres.")
  private Path floorplan;

  @Option(
      names = "--power",
      required = true,
      paramLabel = "FILE.ptrace",
      description = "Block names, then watts a line; several lines are averaged.")
  private Path power;

  @Option(
      names = "--grid",
      defaultValue = "64",
      paramLabel = "N",
      description = "Cells along each side of the die (default ${DEFAULT-VALUE}).")
  private int grid;

  @Option(
      names = "--package",
      paramLabel = "NAME",
      description = "Package of data/packages to start from (default: HotSpot's).")
  private String start;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description =
          "A package parameter, named as in HotSpot's configuration file, in SI units; also"
              + " grid_rows, grid_cols and grid_map_mode (avg, min, max, center). May be repeated.")
  private Map<String, String> set = new LinkedHashMap<>();

  @Option(
      names = "--steady",
      paramLabel = "FILE.steady",
      description =
          "Write all steady temperatures there, in kelvin, as HotSpot does; - is standard output.")
  private Path steady;

  @Option(
      names = "--transient",
      paramLabel = "FILE.ttrace",
      description =
          "Also follow the power line by line, each lasting sampling_intvl, and write the blocks'"
              + " temperatures there, in kelvin, in the trace's order, as HotSpot does; - is"
              + " standard output.")
  private Path overTime;

  @Option(
      names = "--init",
      paramLabel = "FILE.steady",
      description = "Temperatures the transient starts from (default: init_temp everywhere).")
  private Path init;

  @Option(
      names = "--lateral",
      defaultValue = "hotspot",
      paramLabel = "hotspot|exact",
      description =
          "Conduction between neighbours on cells that are not square: as HotSpot 7 has it, or"
              + " conductivity x area / distance (default ${DEFAULT-VALUE}).")
  private Lateral lateral;

  @Option(
      names = "--junction-limit",
      paramLabel = "C",
      description = "Junction limit; prints the power that keeps it.")
  private Double junctionLimit;

  @Option(
      names = "--skin-limit",
      paramLabel = "C",
      description = "Limit of the outermost layer; prints the power that keeps it.")
  private Double skinLimit;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    var catalog = PackageCatalog.bundled();
    PackageSettings settings = start == null ? catalog.standard() : catalog.settings(start);
    int rows = grid;
    int columns = grid;
    var mapping = BlockMapping.AVG;
    for (Map.Entry<String, String> entry : set.entrySet()) {
      switch (entry.getKey()) {
        case "grid_rows" -> rows = count(entry);
        case "grid_cols" -> columns = count(entry);
        case "grid_map_mode" -> mapping = BlockMapping.parse(entry.getValue());
        default -> settings = settings.with(entry.getKey(), entry.getValue());
      }
    }
    if (init != null && overTime == null) {
      throw new BadInputException("--init " + init + " needs --transient, which starts from it");
    }
    // An output that cannot be written is refused before anything is computed.
    try (OutputFile steadyOut = open(steady);
        OutputFile transientOut = open(overTime)) {
      return solve(settings, rows, columns, mapping, steadyOut, transientOut);
    }
  }

  private static OutputFile open(Path file) {
    return file == null ? null : OutputFile.open(file);
  }

  private static boolean takesStandardOutput(OutputFile file) {
    return file != null && file.isStandardOutput();
  }

  private static void write(OutputFile file, String text) {
    file.write(text.getBytes(UTF_8));
    file.commit();
  }

  private int solve(
      PackageSettings settings,
      int rows,
      int columns,
      BlockMapping mapping,
      OutputFile steadyOut,
      OutputFile transientOut)
      throws IOException {
    var limits = new ThermalLimits(junctionLimit, skinLimit);
    Floorplan die = Floorplan.read(floorplan);
    PowerTrace asWritten = PowerTrace.read(power);
    PowerTrace trace = inOrder(asWritten, die);
    var thermalGrid = new ThermalGrid(die, settings, rows, columns, lateral);
    ThermalField field = thermalGrid.steady(trace.average());
    HeatTrace heatTrace = null;
    if (overTime != null) {
      double interval = settings.get(PackageSetting.SAMPLING_INTVL);
      try (var progress = TerminalProgress.on(spec.commandLine().getErr())) {
        heatTrace = HeatTrace.run(start(thermalGrid), trace, interval, mapping, progress);
      }
    }
    HeatReport report = HeatReport.of(field, mapping, limits);
    if (steadyOut != null) {
      write(steadyOut, field.toSteadyText(mapping));
    }
    if (transientOut != null) {
      write(transientOut, heatTrace.toText(asWritten.names()));
    }
    boolean outTaken = takesStandardOutput(steadyOut) || takesStandardOutput(transientOut);
    PrintWriter out = outTaken ? spec.commandLine().getErr() : spec.commandLine().getOut();
    if (json) {
      var circumstances =
          Circumstances.current()
              .withInput("floorplan", Sha256.ofFile(floorplan))
              .withInput("power", Sha256.ofFile(power))
              .withInput("data", DataFolder.bundled().sha256());
      out.print(Json.withCircumstances(new Result(report, heatTrace), circumstances));
    } else {
      print(out, report);
    }
    out.flush();
    return Main.OK;
  }

  /** What {@code --json} prints. */
  private record Result(
      @JsonUnwrapped HeatReport steady, @JsonProperty("transient") HeatTrace overTime) {}

  private ThermalTransient start(ThermalGrid thermalGrid) {
    if (init == null) {
      return ThermalTransient.from(
          thermalGrid, thermalGrid.settings().get(PackageSetting.INIT_TEMP));
    }
    try {
      return ThermalTransient.from(thermalGrid.field(SteadyFile.read(init)));
    } catch (IllegalArgumentException e) {
      throw new BadInputException(init + ": " + e.getMessage(), e);
    }
  }

  private PowerTrace inOrder(PowerTrace columns, Floorplan die) {
    try {
      return columns.inOrderOf(die);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(power + ": " + e.getMessage(), e);
    }
  }

  private static int count(Map.Entry<String, String> entry) {
    try {
      return Integer.parseInt(entry.getValue());
    } catch (NumberFormatException e) {
      throw new BadInputException(
          "--set " + entry.getKey() + ": expected a whole number, found '" + entry.getValue() + "'",
          e);
    }
  }

  private static void print(PrintWriter out, HeatReport report) {
    var table = new TextTable("block", "W", "C", "");
    for (HeatReport.Block block : report.blocks()) {
      table.row(block.name(), number(block.powerW(), 4), number(block.celsius(), 2), "");
    }
    table.row(
        "junction",
        number(report.powerW(), 4),
        number(report.junctionCelsius(), 2),
        "hottest cell");
    table.row("skin", "", number(report.skinCelsius(), 2), "hottest of the outermost layer");
    out.print(table);
    out.printf(Locale.ROOT, "%nheat out / power in - 1: %.2g%n", report.heatBalanceResidual());
    if (report.throttlingPowerW() != null) {
      out.printf(
          Locale.ROOT,
          "largest power within the limits, spread as here: %s W%n",
          number(report.throttlingPowerW(), 4));
    }
  }

  private static String number(double value, int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
