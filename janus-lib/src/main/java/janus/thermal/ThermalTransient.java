package janus.thermal;

import janus.progress.Progress;
import janus.thermal.ThermalNetwork.Layer;
import java.util.HashMap;
import java.util.Map;

/**
 * The temperatures of a die while its power changes: one run, from one starting point.
 *
 * <p>Time advances with TR-BDF2 (Bank et al., IEEE Trans. CAD 4(4), 1985) in the form and with the
 * error estimate of Hosea and Shampine, "Analysis and implementation of TR-BDF2", Applied Numerical
 * Mathematics 20, 1996. The method is L-stable, so that no step is unstable; steps are halved or
 * doubled to keep the estimated error of every cell of the die below 30 mK a step.
 */
public final class ThermalTransient {
  private static final double ROOT2 = Math.sqrt(2);
  private static final double W = ROOT2 / 4;
  private static final double D = 1 - ROOT2 / 2;
  private static final double ERROR_1 = W - (1 - W) / 3;
  private static final double ERROR_2 = W - (3 * W + 1) / 3;
  private static final double ERROR_3 = D - D / 3;
  private static final double TOLERANCE_KELVIN = 0.03;
  private static final int FINEST = 30;

  private final ThermalGrid grid;
  private final ThermalNetwork network;
  private final Transforms transforms;
  private final Map<Double, ModalSolver> solvers = new HashMap<>();
  private final int depth;
  private final int modes;
  private final double[] cellCapacity;

  /** Temperatures above ambient and their slopes, (layer, mode), and of the side nodes. */
  private double[][] state;

  private double[] nodes;
  private double[][] slope;
  private double[] nodeSlope;
  private double[] flow;

  private double[] power;
  private double[] watts;
  private double seconds;
  private int level = 6;
  private int levelAfterChange = 6;
  private long steps;

  private ThermalTransient(ThermalGrid grid) {
    this.grid = grid;
    network = grid.network();
    transforms = new Transforms(network);
    depth = network.layers.size();
    modes = network.rows * network.columns;
    cellCapacity = network.layers.stream().mapToDouble(Layer::capacity).toArray();
    state = new double[depth][modes];
    slope = new double[depth][modes];
    nodes = new double[network.nodeAmbient.length];
    nodeSlope = new double[nodes.length];
  }

  /**
   * A run in which everything starts at one temperature.
   *
   * @param kelvin the temperature
   */
  public static ThermalTransient from(ThermalGrid grid, double kelvin) {
    if (!(kelvin > 0 && Double.isFinite(kelvin))) {
      throw new IllegalArgumentException("initial temperature must be above 0 K: " + kelvin);
    }
    var run = new ThermalTransient(grid);
    double rise = kelvin - grid.settings().get(PackageSetting.AMBIENT);
    for (double[] layer : run.state) {
      layer[0] = rise * Math.sqrt(run.modes);
    }
    java.util.Arrays.fill(run.nodes, rise);
    return run;
  }

  /** A run that starts from a temperature field of the same grid. */
  public static ThermalTransient from(ThermalField field) {
    var run = new ThermalTransient(field.grid());
    for (int n = 0; n < run.depth; n++) {
      run.state[n] = field.rises(n);
      run.transforms.forward(run.state[n]);
    }
    run.nodes = field.nodeRises();
    return run;
  }

  /** Time since the start, s. */
  public double seconds() {
    return seconds;
  }

  /** Time steps taken so far. */
  public long steps() {
    return steps;
  }

  /** The present temperature of each block, in floorplan order. */
  public double[] blocks(BlockMapping mapping) {
    double[] cells = state[network.chip].clone();
    transforms.inverse(cells);
    double[] values = grid.blocks().blockValues(cells, mapping);
    for (int b = 0; b < values.length; b++) {
      values[b] += grid.settings().get(PackageSetting.AMBIENT);
    }
    return values;
  }

  /** The present temperatures. Heat stored shows as a heat balance that is not 0. */
  public ThermalField field() {
    double[][] cells = new double[depth][];
    for (int n = 0; n < depth; n++) {
      cells[n] = state[n].clone();
      transforms.inverse(cells[n]);
    }
    double[] now = watts == null ? new double[grid.floorplan().blocks().size()] : watts;
    return new ThermalField(grid, cells, nodes.clone(), now.clone(), 0);
  }

  /**
   * Advances under constant power.
   *
   * @param watts power of each block, in floorplan order, W
   * @param duration s
   * @throws IllegalArgumentException if a power is negative or not finite, or the duration is not
   *     above 0
   */
  public void advance(double[] watts, double duration) {
    grid.requirePower(watts);
    if (!(duration > 0 && Double.isFinite(duration))) {
      throw new IllegalArgumentException("time step must be above 0 s: " + duration);
    }
    double[] before = power;
    if (this.watts == null || !java.util.Arrays.equals(this.watts, watts)) {
      this.watts = watts.clone();
      power = grid.blocks().cellPower(watts);
      transforms.forward(power);
    }
    if (before == null) {
      begin(duration);
    } else if (before != power) {
      for (int m = 0; m < modes; m++) {
        slope[network.chip][m] += (power[m] - before[m]) / cellCapacity[network.chip];
      }
      level = levelAfterChange;
    }
    boolean changed = before != power;
    long whole = 1L << FINEST;
    long at = 0;
    while (at < whole) {
      Progress.checkInterrupted();
      long size = whole >> level;
      while (at % size != 0 || at + size > whole) {
        level++;
        size = whole >> level;
      }
      double error = step(duration / (1L << level));
      if (error > TOLERANCE_KELVIN && level < FINEST) {
        level++;
        continue;
      }
      if (changed) {
        levelAfterChange = level;
        changed = false;
      }
      accept();
      at += size;
      if (error < TOLERANCE_KELVIN / 8 && level > 0 && at % (2 * size) == 0) {
        level--;
      }
    }
    seconds += duration;
  }

  /** The first slopes, from an implicit step too short to matter. */
  private void begin(double duration) {
    double rate = 1e7 / duration;
    var solver = new ModalSolver(network, rate, 1e-10);
    flow = solver.newFlows();
    double[][] next = copy(state);
    double[] nextNodes = nodes.clone();
    toRightHandSide(next, nextNodes, rate);
    solver.solve(next, nextNodes, flow);
    for (int n = 0; n < depth; n++) {
      for (int m = 0; m < modes; m++) {
        slope[n][m] = (next[n][m] - state[n][m]) * rate;
      }
    }
    for (int i = 0; i < nodes.length; i++) {
      nodeSlope[i] = (nextNodes[i] - nodes[i]) * rate;
    }
  }

  /** Turns "T" into "power + capacity x rate x T". */
  private void toRightHandSide(double[][] values, double[] nodeValues, double rate) {
    for (int n = 0; n < depth; n++) {
      double factor = cellCapacity[n] * rate;
      double[] layer = values[n];
      for (int m = 0; m < modes; m++) {
        layer[m] *= factor;
      }
    }
    double[] chip = values[network.chip];
    for (int m = 0; m < modes; m++) {
      chip[m] += power[m];
    }
    for (int i = 0; i < nodeValues.length; i++) {
      nodeValues[i] *= network.nodeCapacity[i] * rate;
    }
  }

  private double[][] stage;
  private double[] stageNodes;
  private double[][] stageSlope;
  private double[] stageNodeSlope;

  /** Tries a step; returns the largest estimated error of a cell of the die. */
  private double step(double h) {
    steps++;
    double rate = 1 / (h * D);
    ModalSolver solver = solvers.computeIfAbsent(h, key -> new ModalSolver(network, rate, 1e-6));
    if (stage == null) {
      stage = new double[depth][modes];
      stageSlope = new double[depth][modes];
      stageNodes = new double[nodes.length];
      stageNodeSlope = new double[nodes.length];
    }
    double[] guess = flow.clone();
    for (int n = 0; n < depth; n++) {
      for (int m = 0; m < modes; m++) {
        stage[n][m] = state[n][m] + h * D * slope[n][m];
      }
    }
    for (int i = 0; i < nodes.length; i++) {
      stageNodes[i] = nodes[i] + h * D * nodeSlope[i];
    }
    toRightHandSide(stage, stageNodes, rate);
    solver.solve(stage, stageNodes, guess);
    // Now k2 = (Y2 - T) / (h d) - k1, and T + h w (k1 + k2) starts the second stage.
    for (int n = 0; n < depth; n++) {
      for (int m = 0; m < modes; m++) {
        double both = (stage[n][m] - state[n][m]) * rate;
        stageSlope[n][m] = both;
        stage[n][m] = state[n][m] + h * W * both;
      }
    }
    for (int i = 0; i < nodes.length; i++) {
      double both = (stageNodes[i] - nodes[i]) * rate;
      stageNodeSlope[i] = both;
      stageNodes[i] = nodes[i] + h * W * both;
    }
    toRightHandSide(stage, stageNodes, rate);
    solver.solve(stage, stageNodes, guess);
    double[][] error = new double[depth][modes];
    for (int n = 0; n < depth; n++) {
      double factor = cellCapacity[n] * rate * h;
      for (int m = 0; m < modes; m++) {
        double both = stageSlope[n][m];
        double k1 = slope[n][m];
        double k3 = (stage[n][m] - state[n][m] - h * W * both) * rate;
        error[n][m] = factor * (ERROR_1 * k1 + ERROR_2 * (both - k1) + ERROR_3 * k3);
        stageSlope[n][m] = k3;
      }
    }
    for (int i = 0; i < nodes.length; i++) {
      stageNodeSlope[i] = (stageNodes[i] - nodes[i] - h * W * stageNodeSlope[i]) * rate;
    }
    solver.solveInsulated(error);
    transforms.inverse(error[network.chip]);
    double worst = 0;
    for (double e : error[network.chip]) {
      worst = Math.max(worst, Math.abs(e));
    }
    stageFlow = guess;
    return worst;
  }

  private double[] stageFlow;

  private void accept() {
    double[][] oldState = state;
    double[][] oldSlope = slope;
    double[] oldNodes = nodes;
    double[] oldNodeSlope = nodeSlope;
    state = stage;
    slope = stageSlope;
    nodes = stageNodes;
    nodeSlope = stageNodeSlope;
    flow = stageFlow;
    stage = oldState;
    stageSlope = oldSlope;
    stageNodes = oldNodes;
    stageNodeSlope = oldNodeSlope;
  }

  private static double[][] copy(double[][] values) {
    double[][] copy = new double[values.length][];
    for (int n = 0; n < values.length; n++) {
      copy[n] = values[n].clone();
    }
    return copy;
  }
}
