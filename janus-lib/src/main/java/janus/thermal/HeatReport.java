package janus.thermal;

import janus.units.Celsius;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How hot a die becomes, and what limits its power.
 *
 * @param gridRows cells from north to south
 * @param gridColumns cells from west to east
 * @param gridMapMode how a block's temperature follows from its cells
 * @param dieWidthM extent in x, m
 * @param dieHeightM extent in y, m
 * @param ambientKelvin temperature of the air
 * @param powerW power in
 * @param blocks temperature of each block, in floorplan order
 * @param hottestBlock name of the hottest block
 * @param hottestBlockKelvin its temperature
 * @param hottestBlockCelsius its temperature
 * @param junctionKelvin the hottest cell
 * @param junctionCelsius the hottest cell
 * @param meanKelvin mean over the die
 * @param meanCelsius mean over the die
 * @param skinKelvin the hottest cell of the outermost layer
 * @param skinCelsius the hottest cell of the outermost layer
 * @param meanSinkKelvin mean over the sink's area
 * @param junctionToAmbientKPerW (junction - ambient) / power; 0 without power
 * @param heatThroughSinkW heat out through the sink
 * @param heatThroughBoardW heat out through the board
 * @param heatBalanceResidual (heat out - power in) / power in
 * @param solverResidual relative residual of the equations solved by iteration
 * @param junctionLimitCelsius the junction limit asked for, or null
 * @param skinLimitCelsius the skin limit asked for, or null
 * @param throttlingPowerW largest total power, spread as now, that keeps the limits; null without
 *     limits or power
 * @param settings the package, by HotSpot's names
 */
public record HeatReport(
    int gridRows,
    int gridColumns,
    String gridMapMode,
    double dieWidthM,
    double dieHeightM,
    double ambientKelvin,
    double powerW,
    List<Block> blocks,
    String hottestBlock,
    double hottestBlockKelvin,
    double hottestBlockCelsius,
    double junctionKelvin,
    double junctionCelsius,
    double meanKelvin,
    double meanCelsius,
    double skinKelvin,
    double skinCelsius,
    double meanSinkKelvin,
    double junctionToAmbientKPerW,
    double heatThroughSinkW,
    double heatThroughBoardW,
    double heatBalanceResidual,
    double solverResidual,
    Double junctionLimitCelsius,
    Double skinLimitCelsius,
    Double throttlingPowerW,
    Map<String, Double> settings) {

  /**
   * One block.
   *
   * @param name its name
   * @param powerW its power
   * @param kelvin its temperature
   * @param celsius its temperature
   */
  public record Block(String name, double powerW, double kelvin, double celsius) {}

  /**
   * The report on a temperature field.
   *
   * @param limits what must not get hotter
   */
  public static HeatReport of(ThermalField field, BlockMapping mapping, ThermalLimits limits) {
    ThermalGrid grid = field.grid();
    PackageSettings settings = grid.settings();
    double ambient = settings.get(PackageSetting.AMBIENT);
    double[] kelvin = field.blocks(mapping);
    double[] watts = field.watts();
    var blocks = new ArrayList<Block>();
    int hottest = 0;
    for (int b = 0; b < kelvin.length; b++) {
      blocks.add(
          new Block(
              grid.floorplan().blocks().get(b).name(),
              watts[b],
              kelvin[b],
              Celsius.ofKelvin(kelvin[b])));
      if (kelvin[b] > kelvin[hottest]) {
        hottest = b;
      }
    }
    double power = field.power();
    double junction = field.hottest();
    return new HeatReport(
        grid.rows(),
        grid.columns(),
        mapping.spelling(),
        grid.floorplan().width(),
        grid.floorplan().height(),
        ambient,
        power,
        blocks,
        blocks.get(hottest).name(),
        kelvin[hottest],
        Celsius.ofKelvin(kelvin[hottest]),
        junction,
        Celsius.ofKelvin(junction),
        field.mean(),
        Celsius.ofKelvin(field.mean()),
        field.hottestSkin(),
        Celsius.ofKelvin(field.hottestSkin()),
        field.meanSink(),
        power == 0 ? 0 : (junction - ambient) / power,
        field.heatThroughSink(),
        field.heatThroughBoard(),
        field.heatBalanceResidual(),
        field.solverResidual(),
        limits.junctionCelsius(),
        limits.skinCelsius(),
        limits.throttlingPower(field),
        settings.bySpelling());
  }
}
