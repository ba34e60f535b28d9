package janus.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import janus.catalog.PackageCatalog;
import janus.files.OutputFile;
import janus.provenance.BadInputException;
import janus.provenance.Sha256;
import janus.thermal.BlockMapping;
import janus.thermal.Floorplan;
import janus.thermal.FloorplanFile;
import janus.thermal.HeatReport;
import janus.thermal.HeatTrace;
import janus.thermal.Lateral;
import janus.thermal.LayerFile;
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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
      paramLabel = "FILE.flp|FILE.lcf",
      description =
          "Blocks: name width height left bottom a line, in metres; or HotSpot's layers, a die and"
              + " an interface.")
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
      description =
          "Package to start from, as janus packages lists them (default: HotSpot's). Where only a"
              + " resistance to ambient is published, the convection of a ball grid array with a"
              + " lid is fitted to it.")
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

  @Mixin private FactsOption facts;

  @Mixin private OutputOption output;

  @Override
  public Integer call() throws IOException {
    Die die = die();
    if (init != null && overTime == null) {
      throw new BadInputException("--init " + init + " needs --transient, which starts from it");
    }
    // An output that cannot be written is refused before anything is computed.
    try (OutputFile steadyOut = open(steady);
        OutputFile transientOut = open(overTime)) {
      return solve(die, steadyOut, transientOut);
    }
  }

  /** A floorplan in its package, and how it is cut into cells. */
  private record Die(
      FloorplanFile file, PackageSettings settings, int rows, int columns, BlockMapping mapping) {
    ThermalGrid grid(Lateral lateral) {
      return new ThermalGrid(file.floorplan(), settings, rows, columns, lateral);
    }

    /** With one of {@code --set}. */
    Die with(String name, String value) {
      return switch (name) {
        case "grid_rows" -> new Die(file, settings, count(name, value), columns, mapping);
        case "grid_cols" -> new Die(file, settings, rows, count(name, value), mapping);
        case "grid_map_mode" -> new Die(file, settings, rows, columns, BlockMapping.parse(value));
        default -> new Die(file, settings.with(name, value), rows, columns, mapping);
      };
    }
  }

  private Die die() {
    LayerFile layers = floorplan.toString().endsWith(".lcf") ? LayerFile.read(floorplan) : null;
    FloorplanFile file = FloorplanFile.read(layers == null ? floorplan : layers.floorplan());
    var catalog = new PackageCatalog(facts.facts());
    PackageSettings settings =
        start == null ? catalog.standard() : catalog.around(start, file.floorplan());
    PackageSettings layered = layers == null ? settings : layers.in(settings);
    var die = new Die(file, layered, grid, grid, BlockMapping.AVG);
    for (Map.Entry<String, String> entry : set.entrySet()) {
      die = die.with(entry.getKey(), entry.getValue());
    }
    return die;
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

  private int solve(Die die, OutputFile steadyOut, OutputFile transientOut) throws IOException {
    var limits = new ThermalLimits(junctionLimit, skinLimit);
    PowerTrace asWritten = PowerTrace.read(power);
    PowerTrace trace = inOrder(asWritten, die.file().floorplan());
    ThermalGrid thermalGrid = die.grid(lateral);
    ThermalField field = thermalGrid.steady(trace.average());
    HeatTrace heatTrace = overTime == null ? null : follow(die, thermalGrid, trace);
    HeatReport report = HeatReport.of(field, die.mapping(), limits);
    if (steadyOut != null) {
      write(steadyOut, field.toSteadyText(die.mapping()));
    }
    if (transientOut != null) {
      write(transientOut, heatTrace.toText(asWritten.names()));
    }
    boolean outTaken = takesStandardOutput(steadyOut) || takesStandardOutput(transientOut);
    PrintWriter out = outTaken ? spec.commandLine().getErr() : spec.commandLine().getOut();
    print(out, new Result(report, heatTrace, die.file().notes()));
    return Main.OK;
  }

  private HeatTrace follow(Die die, ThermalGrid thermalGrid, PowerTrace trace) {
    double interval = die.settings().get(PackageSetting.SAMPLING_INTVL);
    try (var progress = TerminalProgress.on(spec.commandLine().getErr())) {
      return HeatTrace.run(start(thermalGrid), trace, interval, die.mapping(), progress);
    }
  }

  private void print(PrintWriter out, Result result) throws IOException {
    var circumstances =
        facts
            .circumstances()
            .withInput("floorplan", Sha256.ofFile(floorplan))
            .withInput("power", Sha256.ofFile(power));
    if (!output.print(out, result, circumstances, "blocks")) {
      print(out, result.steady());
      result.notes().forEach(note -> out.printf("note: %s%n", note));
    }
    out.flush();
  }

  /** What {@code --json} prints. */
  private record Result(
      @JsonUnwrapped HeatReport steady,
      @JsonProperty("transient") HeatTrace overTime,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> notes) {}

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

  private static int count(String name, String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new BadInputException(
          "--set " + name + ": expected a whole number, found '" + value + "'", e);
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
