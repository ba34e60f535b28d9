package janus.thermal;

import janus.thermal.ThermalNetwork.Layer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Temperatures of every cell and side node of a {@link ThermalGrid}, in kelvin. */
public final class ThermalField {
  private final ThermalGrid grid;

  /** Temperatures above ambient, (layer, cell), which keep the digits of small powers. */
  private final double[][] rises;

  private final double[] nodeRises;
  private final double[] watts;
  private final double solverResidual;

  /** Takes ownership of the arrays. */
  ThermalField(
      ThermalGrid grid,
      double[][] rises,
      double[] nodeRises,
      double[] watts,
      double solverResidual) {
    this.grid = grid;
    this.rises = rises;
    this.nodeRises = nodeRises;
    this.watts = watts;
    this.solverResidual = solverResidual;
  }

  double cell(int layer, int row, int column) {
    return ambient() + rises[layer][row * grid.columns() + column];
  }

  double node(int index) {
    return ambient() + nodeRises[index];
  }

  /** Above ambient, (row, column). */
  double[] rises(int layer) {
    return rises[layer].clone();
  }

  double[] nodeRises() {
    return nodeRises.clone();
  }

  private double ambient() {
    return grid.settings().get(PackageSetting.AMBIENT);
  }

  private double[] cells(int layer) {
    double ambient = ambient();
    return Arrays.stream(rises[layer]).map(rise -> rise + ambient).toArray();
  }

  ThermalGrid grid() {
    return grid;
  }

  /** Power of each block, in floorplan order, W. */
  public double[] watts() {
    return watts.clone();
  }

  /** Cells of the layer that dissipates, (row from north, column from west). */
  public double[] chipCells() {
    return cells(grid.network().chip);
  }

  /** Cells of the outermost layer under the die's outline, likewise. */
  public double[] skinCells() {
    return cells(rises.length - 1);
  }

  /** Temperature of each block, in floorplan order. */
  public double[] blocks(BlockMapping mapping) {
    return grid.blocks().blockValues(chipCells(), mapping);
  }

  /** The hottest cell of the die: the junction temperature. */
  public double hottest() {
    return Arrays.stream(rises[grid.network().chip]).max().orElseThrow() + ambient();
  }

  /** Mean over the die. */
  public double mean() {
    return Arrays.stream(chipCells()).sum() / rises[0].length;
  }

  /** The hottest cell of the outermost layer, which air or a hand touches: the skin temperature. */
  public double hottestSkin() {
    return Arrays.stream(rises[rises.length - 1]).max().orElseThrow() + ambient();
  }

  /**
   * Mean over the whole area of the sink. Without heat through the board it is ambient + power x
   * (r_convec + resistance across the sink's thickness).
   */
  public double meanSink() {
    ThermalNetwork network = grid.network();
    PackageSettings settings = grid.settings();
    double side = settings.get(PackageSetting.S_SINK);
    double perArea =
        1
            / (settings.get(PackageSetting.T_SINK) / settings.get(PackageSetting.K_SINK)
                + settings.get(PackageSetting.R_CONVEC) * side * side);
    double area = side * side;
    int last = network.layers.size() - 1;
    return ambient() + outOf(last, ThermalNetwork.SINK) / (perArea * area);
  }

  /** Heat that leaves through the sink, W. */
  public double heatThroughSink() {
    return outOf(grid.network().layers.size() - 1, ThermalNetwork.SINK);
  }

  /** Heat that leaves through the board, W; 0 without the secondary path. */
  public double heatThroughBoard() {
    return grid.settings().hasSecondaryPath() ? outOf(0, ThermalNetwork.BOARD) : 0;
  }

  private double outOf(int layer, int firstNode) {
    ThermalNetwork network = grid.network();
    double sum = 0;
    for (double rise : rises[layer]) {
      sum += rise;
    }
    double heat = sum * network.layers.get(layer).ambient();
    for (int node = firstNode; node < firstNode + 2 * ThermalNetwork.SIDES; node++) {
      heat += nodeRises[node] * network.nodeAmbient[node];
    }
    return heat;
  }

  /** Total power, W. */
  public double power() {
    return Arrays.stream(watts).sum();
  }

  /** (heat out - power in) / power in; 0 without power. */
  public double heatBalanceResidual() {
    double in = power();
    return in == 0 ? 0 : (heatThroughSink() + heatThroughBoard() - in) / in;
  }

  /** Relative residual of the heat flows between die outline and overhang. */
  public double solverResidual() {
    return solverResidual;
  }

  /**
   * Temperatures of every block in every layer and of every side node, with the names and order of
   * HotSpot's {@code .steady} files: {@code iface_} interface, {@code hsp_} spreader, {@code
   * hsink_} sink, {@code inode_} side nodes.
   */
  public Map<String, Double> named(BlockMapping mapping) {
    var named = new LinkedHashMap<String, Double>();
    ThermalNetwork network = grid.network();
    for (int n = 0; n < rises.length; n++) {
      Layer layer = network.layers.get(n);
      double[] values = grid.blocks().blockValues(cells(n), mapping);
      for (int b = 0; b < values.length; b++) {
        named.put(layer.prefix() + grid.floorplan().blocks().get(b).name(), values[b]);
      }
    }
    for (int node = 0; node < nodeRises.length; node++) {
      named.put("inode_" + node, node(node));
    }
    return named;
  }

  /** The text of a {@code .steady} file: lines of name and kelvin with four decimals. */
  public String toSteadyText(BlockMapping mapping) {
    var text = new StringBuilder();
    named(mapping)
        .forEach(
            (name, kelvin) ->
                text.append(String.format(Locale.ROOT, "%s\t%.4f", name, kelvin)).append('\n'));
    return text.toString();
  }
}
