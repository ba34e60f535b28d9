package janus.thermal;

import janus.units.Celsius;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Temperatures of a die in the steady state, and its power limit.
 *
 * @param gridRows cells from north to south
 * @param gridColumns cells from west to east
 * @param gridMapMode how a block's temperature follows from its cells
 * @param dieWidthM extent in x, m
 * @param dieHeightM extent in y, m
 * @param ambientKelvin temperature of the air
 * @param powerW total power
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
 * @param heatThroughSinkW heat that leaves through the sink
 * @param heatThroughBoardW heat that leaves through the board
 * @param heatBalanceResidual (heat out - power in) / power in
 * @param solverResidual relative residual of the iterative solver
 * @param junctionLimitCelsius the requested junction limit, or null
 * @param skinLimitCelsius the requested skin limit, or null
 * @param throttlingPowerW largest total power within the limits, at the same distribution over the
 *     blocks; null without limits or power
 * @param settings package parameters by HotSpot's names
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
  public record Block(String name, double powerW, double kelvin, double celsius) {
    private static Block of(String name, double powerW, double kelvin) {
      return new Block(name, powerW, kelvin, Celsius.ofKelvin(kelvin));
    }
  }

  /** The first of the hottest blocks. */
  private static Block hottest(List<Block> blocks) {
    return blocks.stream()
        .reduce((first, block) -> block.kelvin() > first.kelvin() ? block : first)
        .orElseThrow();
  }

  /**
   * The report on a temperature field.
   *
   * @param limits temperatures not to exceed
   */
  public static HeatReport of(ThermalField field, BlockMapping mapping, ThermalLimits limits) {
    ThermalGrid grid = field.grid();
    PackageSettings settings = grid.settings();
    double ambient = settings.get(PackageSetting.AMBIENT);
    double[] kelvin = field.blocks(mapping);
    double[] watts = field.watts();
    List<Block> blocks =
        IntStream.range(0, kelvin.length)
            .mapToObj(b -> Block.of(grid.floorplan().names().get(b), watts[b], kelvin[b]))
            .toList();
    Block hottest = hottest(blocks);
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
        hottest.name(),
        hottest.kelvin(),
        hottest.celsius(),
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
