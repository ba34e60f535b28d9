package janus.thermal;

import janus.progress.Progress;
import janus.thermal.ThermalNetwork.Layer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * One run of a die's temperatures under changing power.
 *
 * <p>Time advances with TR-BDF2 (Bank et al., IEEE Trans. CAD 4(4), 1985) in the form and with the
 * error estimate of Hosea and Shampine, "Analysis and implementation of TR-BDF2", Applied Numerical
 * Mathematics 20, 1996. The method is L-stable, so a step of any size is stable. Steps are halved
 * or doubled to keep the estimated error of every cell of the die below 30 mK per step.
 */
public final class ThermalTransient {
  private static final double ROOT2 = Math.sqrt(2);
  private static final double W = ROOT2 / 4;
  private static final double D = 1 - ROOT2 / 2;
  private static final double ERROR_1 = W - (1 - W) / 3;
  private static final double ERROR_2 = W - (3 * W + 1) / 3;
  private static final double ERROR_3 = D - D / 3;
  private static final double TOLERANCE_KELVIN = 0.03;

  /** A step is the duration / 2^level, level 0 to FINEST. */
  private static final int FINEST = 30;

  private static final long WHOLE = 1L << FINEST;

  private final ThermalGrid grid;
  private final ThermalNetwork network;
  private final Transforms transforms;
  private final Map<Double, ModalSolver> solvers = new HashMap<>();
  private final int depth;
  private final int modes;
  private final double[] cellCapacity;

  /** Temperatures above ambient, (layer, mode); the last row holds the side nodes. */
  private double[][] state;

  private double[][] slope;

  /** The state and slope that the step under way arrives at. */
  private double[][] stage;

  private double[][] stageSlope;

  /** Edge flows: the solver's first guess for the next step. */
  private double[] flow;

  private double[] stageFlow;

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
    state = zeros();
    slope = zeros();
    stage = zeros();
    stageSlope = zeros();
  }

  private double[][] zeros() {
    double[][] zeros = new double[depth + 1][modes];
    zeros[depth] = new double[network.nodeAmbient.length];
    return zeros;
  }

  /**
   * A run that starts from one temperature everywhere.
   *
   * @param kelvin the temperature
   */
  public static ThermalTransient from(ThermalGrid grid, double kelvin) {
    if (!(kelvin > 0 && Double.isFinite(kelvin))) {
      throw new IllegalArgumentException("initial temperature must be above 0 K: " + kelvin);
    }
    var run = new ThermalTransient(grid);
    double rise = kelvin - grid.settings().get(PackageSetting.AMBIENT);
    for (int n = 0; n < run.depth; n++) {
      run.state[n][0] = rise * Math.sqrt(run.modes);
    }
    Arrays.fill(run.state[run.depth], rise);
    return run;
  }

  /** A run that starts from a temperature field of the same grid. */
  public static ThermalTransient from(ThermalField field) {
    var run = new ThermalTransient(field.grid());
    for (int n = 0; n < run.depth; n++) {
      run.state[n] = field.rises(n);
      run.transforms.forward(run.state[n]);
    }
    run.state[run.depth] = field.nodeRises();
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

  /** The present temperatures. Stored heat shows as a heat balance other than 0. */
  public ThermalField field() {
    double[][] cells = new double[depth][];
    for (int n = 0; n < depth; n++) {
      cells[n] = state[n].clone();
      transforms.inverse(cells[n]);
    }
    double[] now = watts == null ? new double[grid.floorplan().blocks().size()] : watts;
    return new ThermalField(grid, cells, state[depth].clone(), now.clone(), 0);
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
    boolean changed = setPower(watts, duration);
    for (long at = 0; at < WHOLE; ) {
      Progress.checkInterrupted();
      alignLevel(at);
      long size = WHOLE >> level;
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

  /** Raises the level until a step from this time ends within the duration. */
  private void alignLevel(long at) {
    while (at % (WHOLE >> level) != 0 || at + (WHOLE >> level) > WHOLE) {
      level++;
    }
  }

  /** Sets the power, and the slopes that follow from it; returns whether it changed. */
  private boolean setPower(double[] watts, double duration) {
    if (Arrays.equals(this.watts, watts)) {
      return false;
    }
    double[] before = power;
    this.watts = watts.clone();
    power = grid.blocks().cellPower(watts);
    transforms.forward(power);
    if (before == null) {
      begin(duration);
      return true;
    }
    for (int m = 0; m < modes; m++) {
      slope[network.chip][m] += (power[m] - before[m]) / cellCapacity[network.chip];
    }
    level = levelAfterChange;
    return true;
  }

  /** The first slopes, from an implicit step of a negligible length. */
  private void begin(double duration) {
    double rate = 1e7 / duration;
    var solver = new ModalSolver(network, rate, 1e-10);
    flow = solver.newFlows();
    double[][] next = Arrays.stream(state).map(double[]::clone).toArray(double[][]::new);
    toRightHandSide(next, rate);
    solver.solve(next, next[depth], flow);
    for (int n = 0; n <= depth; n++) {
      for (int m = 0; m < slope[n].length; m++) {
        slope[n][m] = (next[n][m] - state[n][m]) * rate;
      }
    }
  }

  /** Replaces T with power + capacity x rate x T. */
  private void toRightHandSide(double[][] values, double rate) {
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
    for (int i = 0; i < values[depth].length; i++) {
      values[depth][i] *= network.nodeCapacity[i] * rate;
    }
  }

  /** Tries a step of h seconds; returns the largest estimated error of a cell of the die. */
  private double step(double h) {
    steps++;
    double rate = 1 / (h * D);
    ModalSolver solver = solvers.computeIfAbsent(h, key -> new ModalSolver(network, rate, 1e-6));
    stageFlow = flow.clone();
    startFirstStage(h);
    solveStage(solver, rate);
    startSecondStage(h, rate);
    solveStage(solver, rate);
    return error(solver, h, rate);
  }

  private void solveStage(ModalSolver solver, double rate) {
    toRightHandSide(stage, rate);
    solver.solve(stage, stage[depth], stageFlow);
  }

  private void startFirstStage(double h) {
    for (int n = 0; n <= depth; n++) {
      for (int m = 0; m < stage[n].length; m++) {
        stage[n][m] = state[n][m] + h * D * slope[n][m];
      }
    }
  }

  /** k1 + k2 = (Y2 - T) / (h d) and T + h w (k1 + k2), with the first stage Y2 and slopes k. */
  private void startSecondStage(double h, double rate) {
    for (int n = 0; n <= depth; n++) {
      for (int m = 0; m < stage[n].length; m++) {
        double both = (stage[n][m] - state[n][m]) * rate;
        stageSlope[n][m] = both;
        stage[n][m] = state[n][m] + h * W * both;
      }
    }
  }

  /** The largest estimated error of a cell of the die; leaves k3 in the slopes. */
  private double error(ModalSolver solver, double h, double rate) {
    double[][] error = zeros();
    for (int n = 0; n <= depth; n++) {
      double factor = n == depth ? 0 : cellCapacity[n] * rate * h;
      for (int m = 0; m < stage[n].length; m++) {
        double both = stageSlope[n][m];
        double k1 = slope[n][m];
        double k3 = (stage[n][m] - state[n][m] - h * W * both) * rate;
        error[n][m] = factor * (ERROR_1 * k1 + ERROR_2 * (both - k1) + ERROR_3 * k3);
        stageSlope[n][m] = k3;
      }
    }
    solver.solveInsulated(error);
    transforms.inverse(error[network.chip]);
    return Arrays.stream(error[network.chip]).map(Math::abs).max().orElseThrow();
  }

  /** Makes the stage the state; the old arrays become the work space of the next step. */
  private void accept() {
    double[][] oldState = state;
    double[][] oldSlope = slope;
    state = stage;
    slope = stageSlope;
    flow = stageFlow;
    stage = oldState;
    stageSlope = oldSlope;
  }
}
