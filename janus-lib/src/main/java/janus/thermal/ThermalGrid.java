package janus.thermal;

import janus.units.Bounds;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.hipparchus.analysis.solvers.BracketingNthOrderBrentSolver;

/**
 * The thermal model of a die in its package, equal to the grid model of HotSpot 7. Every layer is a
 * grid of cells under the die; the overhang of spreader, sink and board is a set of side nodes.
 *
 * <pre>
 *   heat capacity dT/dt = power + sum over neighbours of conductance x (T' - T)
 * </pre>
 *
 * The steady state is solved directly in cosine modes, transients with an L-stable implicit method.
 * Immutable; temperatures are in kelvin.
 */
public final class ThermalGrid {
  private static final double OUTER_TOLERANCE = 1e-8;
  private static final int FITTING_GRID = 32;
  private static final double FITTING_FLOOR = 1e-6;
  private static final double FITTING_TOLERANCE = 1e-12;
  private static final int FITTING_EVALUATIONS = 100;

  private final Floorplan floorplan;
  private final PackageSettings settings;
  private final ThermalNetwork network;
  private final BlockGrid blocks;

  /**
   * A die with HotSpot's lateral conduction.
   *
   * @param rows cells from north to south
   * @param columns cells from west to east
   * @throws IllegalArgumentException if the grid has no cell, or a plate is smaller than the part
   *     beneath it
   */
  public ThermalGrid(Floorplan floorplan, PackageSettings settings, int rows, int columns) {
    this(floorplan, settings, rows, columns, Lateral.HOTSPOT);
  }

  /**
   * A die with a choice of lateral conduction.
   *
   * @see #ThermalGrid(Floorplan, PackageSettings, int, int)
   */
  public ThermalGrid(
      Floorplan floorplan, PackageSettings settings, int rows, int columns, Lateral lateral) {
    Bounds.within("grid rows", 1, 2048, rows);
    Bounds.within("grid columns", 1, 2048, columns);
    this.floorplan = floorplan;
    this.settings = settings;
    network =
        new ThermalNetwork(floorplan.width(), floorplan.height(), settings, rows, columns, lateral);
    blocks = new BlockGrid(floorplan, rows, columns);
  }

  public Floorplan floorplan() {
    return floorplan;
  }

  public PackageSettings settings() {
    return settings;
  }

  public int rows() {
    return network.rows;
  }

  public int columns() {
    return network.columns;
  }

  ThermalNetwork network() {
    return network;
  }

  BlockGrid blocks() {
    return blocks;
  }

  /**
   * Temperatures in the steady state.
   *
   * @param watts power of each block, in floorplan order, W
   * @throws IllegalArgumentException if a power is negative or not finite, or there is not one per
   *     block
   */
  public ThermalField steady(double[] watts) {
    return steady(watts, new Transforms(network), new ModalSolver(network, 0, 1e-12));
  }

  /**
   * Temperature rise of each block per watt in each block. The steady state is linear in power.
   *
   * @return temperature rise in K/W, (heated block, block)
   */
  public double[][] response(BlockMapping mapping) {
    int count = floorplan.blocks().size();
    double ambient = settings.get(PackageSetting.AMBIENT);
    double[][] watts = new double[count][count];
    for (int heated = 0; heated < count; heated++) {
      watts[heated][heated] = 1;
    }
    double[][] response =
        steady(List.of(watts)).stream().map(f -> f.blocks(mapping)).toArray(double[][]::new);
    for (double[] rises : response) {
      addTo(rises, -ambient);
    }
    return response;
  }

  /** Temperatures for several powers, one after another: what they share is computed once. */
  public List<ThermalField> steady(List<double[]> powers) {
    var transforms = new Transforms(network);
    var solver = new ModalSolver(network, 0, 1e-12);
    return powers.stream().map(watts -> steady(watts, transforms, solver)).toList();
  }

  /**
   * Rises above ambient of the cells of the layer that dissipates and of the outermost layer,
   * (power, layer, cell), for several powers one after another: what {@link #steady} gives, solved
   * to a residual of 1e-8.
   *
   * @param powers each as {@link #steady} takes it
   */
  public double[][][] outerRises(List<double[]> powers) {
    var transforms = new Transforms(network);
    var solver = new ModalSolver(network, 0, OUTER_TOLERANCE);
    return powers.stream()
        .map(watts -> outerRises(modes(watts, transforms, solver), transforms))
        .toArray(double[][][]::new);
  }

  private double[][] outerRises(double[][] modes, Transforms transforms) {
    double[][] outer = {modes[network.chip], modes[modes.length - 1]};
    for (double[] layer : outer) {
      transforms.inverse(layer);
    }
    return outer;
  }

  /** The temperatures of a power in modes, (layer, mode). */
  private double[][] modes(double[] watts, Transforms transforms, ModalSolver solver) {
    requirePower(watts);
    double[][] modes = new double[network.layers.size()][network.rows * network.columns];
    modes[network.chip] = blocks.cellPower(watts);
    transforms.forward(modes[network.chip]);
    solver.solve(modes, new double[network.nodeAmbient.length], solver.newFlows());
    return modes;
  }

  /** Means of the cells of each block, in floorplan order. */
  public double[] blockMeans(double[] cells) {
    return blocks.blockValues(cells, BlockMapping.AVG);
  }

  private ThermalField steady(double[] watts, Transforms transforms, ModalSolver solver) {
    requirePower(watts);
    double[][] modes = new double[network.layers.size()][network.rows * network.columns];
    modes[network.chip] = blocks.cellPower(watts);
    transforms.forward(modes[network.chip]);
    double[] nodes = new double[network.nodeAmbient.length];
    solver.solve(modes, nodes, solver.newFlows());
    for (double[] layer : modes) {
      transforms.inverse(layer);
    }
    return new ThermalField(this, modes, nodes, watts.clone(), solver.residual());
  }

  /**
   * The package with r_convec fitted to a published thermal resistance: the mean rise of an evenly
   * heated die is theta_JA x power.
   *
   * @param thetaJa junction to ambient, K/W
   * @throws IllegalArgumentException if the resistance without convection is above theta_JA
   */
  public static PackageSettings fitted(
      Floorplan floorplan, PackageSettings settings, double thetaJa) {
    DoubleUnaryOperator excess =
        convection ->
            evenRise(floorplan, settings.with(PackageSetting.R_CONVEC, convection)) - thetaJa;
    if (excess.applyAsDouble(FITTING_FLOOR) > 0) {
      throw new IllegalArgumentException(
          "theta_JA must be above the package's resistance without convection: " + thetaJa);
    }
    var solver = new BracketingNthOrderBrentSolver(FITTING_TOLERANCE, FITTING_TOLERANCE, 0, 5);
    double convection =
        solver.solve(FITTING_EVALUATIONS, excess::applyAsDouble, FITTING_FLOOR, thetaJa);
    return settings.with(PackageSetting.R_CONVEC, convection);
  }

  /** Mean rise of a die for one watt spread over its area, K. */
  private static double evenRise(Floorplan floorplan, PackageSettings settings) {
    var grid = new ThermalGrid(floorplan, settings, FITTING_GRID, FITTING_GRID);
    double area = floorplan.width() * floorplan.height();
    double[] watts = floorplan.blocks().stream().mapToDouble(b -> b.area() / area).toArray();
    return grid.steady(watts).mean() - settings.get(PackageSetting.AMBIENT);
  }

  /**
   * The field of a {@code .steady} file; each cell takes the temperature of its block.
   *
   * @param named temperatures by name, as {@link ThermalField#named} gives them
   * @throws IllegalArgumentException if one is missing; names it
   */
  public ThermalField field(Map<String, Double> named) {
    double ambient = settings.get(PackageSetting.AMBIENT);
    double[][] cells = new double[network.layers.size()][];
    for (int n = 0; n < cells.length; n++) {
      String prefix = network.layers.get(n).prefix();
      double[] values =
          floorplan.names().stream().mapToDouble(name -> required(named, prefix + name)).toArray();
      cells[n] = blocks.cellValues(values);
      addTo(cells[n], -ambient);
    }
    double[] nodes = new double[network.nodeAmbient.length];
    for (int i = 0; i < nodes.length; i++) {
      nodes[i] = required(named, "inode_" + i) - ambient;
    }
    return new ThermalField(this, cells, nodes, new double[floorplan.blocks().size()], 0);
  }

  private static double required(Map<String, Double> named, String name) {
    Double kelvin = named.get(name);
    if (kelvin == null) {
      throw new IllegalArgumentException("temperature of " + name + " is missing");
    }
    return kelvin;
  }

  private static void addTo(double[] values, double summand) {
    for (int i = 0; i < values.length; i++) {
      values[i] += summand;
    }
  }

  void requirePower(double[] watts) {
    if (watts.length != floorplan.blocks().size()) {
      throw new IllegalArgumentException(
          "expected "
              + floorplan.blocks().size()
              + " powers, one per block, found "
              + watts.length);
    }
    for (int b = 0; b < watts.length; b++) {
      if (!(watts[b] >= 0 && Double.isFinite(watts[b]))) {
        throw new IllegalArgumentException(
            "power of " + floorplan.blocks().get(b).name() + " must be at least 0 W: " + watts[b]);
      }
    }
  }
}
