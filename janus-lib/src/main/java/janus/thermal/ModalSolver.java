package janus.thermal;

import janus.thermal.ThermalNetwork.Layer;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Solves the heat balance of a {@link ThermalNetwork}. For a time step, heat capacity x rate is
 * added to the diagonal.
 *
 * <p>Without the side nodes every layer is a uniform grid with insulated edges. Cosine modes then
 * split the balance into one tridiagonal system per mode, through the layers: A T = b. The flows f
 * from edge cells into side nodes solve
 *
 * <pre>
 *   (1/g + E' A^-1 E + S' D^-1 S) f = E' A^-1 b - S' D^-1 r
 * </pre>
 *
 * with g the edge conductances, E the edge cells, S the sums along sides, D the matrix of the side
 * nodes and r the heat that flows into them. The solver works in mode space throughout. The matrix
 * is symmetric positive definite; conjugate gradients need 10 to 30 steps. Heat in equals heat out
 * to rounding for any flows, so the residual of the flows is reported separately.
 *
 * <p>Temperatures are above ambient. The index of mode (p, q) is p * columns + q. A coupled layer
 * is one whose edges join side nodes; (coupled layer, side) pairs are numbered from 0. Not
 * thread-safe.
 */
final class ModalSolver {
  private static final int SIDES = ThermalNetwork.SIDES;

  private final ThermalNetwork network;
  private final int rows;
  private final int columns;
  private final int depth;

  /** Conductance between layer n and n + 1. */
  private final double[] upward;

  /** Reciprocal pivots of the tridiagonal systems, (layer, mode). */
  private final double[][] inversePivot;

  /** Indices of the coupled layers. */
  private final int[] coupled;

  /** A^-1 between coupled layers a &lt;= b, (pair, mode). */
  private final double[][] transfer;

  /** Value of each mode at the first cell. */
  private final double[] rowEnd;

  private final double[] columnEnd;

  /** Inverse of the side nodes' matrix; 0 for a node that joins nothing but cells. */
  private final double[][] nodeInverse;

  /** Side node of each (coupled layer, side). */
  private final int[] node;

  /** Square root of the number of edge cells of each (coupled layer, side). */
  private final double[] length;

  /** Whether the mean flow of each (coupled layer, side) is unknown. */
  private final boolean[] free;

  /** First flow of each (coupled layer, side), and the number of flows at the end. */
  private final int[] start;

  private final ConjugateGradients gradients;

  /** Work space: one row of modes of every coupled layer. */
  private final double[][] along;

  private final double[][] result;

  /**
   * @param rate factor of the heat capacities, 1/s; 0 for the steady state
   * @param tolerance relative residual of the edge flows to reach
   */
  ModalSolver(ThermalNetwork network, double rate, double tolerance) {
    this.network = network;
    rows = network.rows;
    columns = network.columns;
    depth = network.layers.size();
    rowEnd = ends(rows);
    columnEnd = ends(columns);
    upward = network.layers.stream().mapToDouble(Layer::upward).toArray();
    inversePivot = factor(rate);
    coupled =
        IntStream.range(0, depth).filter(n -> network.layers.get(n).firstNode() >= 0).toArray();
    transfer = transfers();
    nodeInverse = NodeInverse.of(network, rate);
    int sides = coupled.length * SIDES;
    node = IntStream.range(0, sides).map(this::nodeOf).toArray();
    length = IntStream.range(0, sides).mapToDouble(at -> Math.sqrt(cells(at))).toArray();
    free = new boolean[sides];
    start = new int[sides + 1];
    for (int at = 0; at < sides; at++) {
      free[at] = nodeInverse[node[at]][node[at]] > 0;
      start[at + 1] = start[at] + cells(at);
    }
    along = new double[coupled.length][columns];
    result = new double[coupled.length][columns];
    gradients = new ConjugateGradients(this::apply, diagonal(), tolerance);
  }

  private Layer layer(int at) {
    return network.layers.get(coupled[at / SIDES]);
  }

  private int nodeOf(int at) {
    return layer(at).firstNode() + at % SIDES;
  }

  private int cells(int at) {
    return at % SIDES < ThermalNetwork.NORTH ? rows : columns;
  }

  private static double[] ends(int n) {
    double[] ends = new double[n];
    for (int k = 0; k < n; k++) {
      ends[k] = Math.sqrt((k == 0 ? 1.0 : 2.0) / n) * CosineTransform.cosine(k, n);
    }
    return ends;
  }

  private static double[] eigenvalues(int n) {
    double[] values = new double[n];
    for (int k = 0; k < n; k++) {
      double sine = StrictMath.sin(Math.PI * k / (2.0 * n));
      values[k] = 4 * sine * sine;
    }
    return values;
  }

  private double[][] factor(double rate) {
    double[] rowValues = eigenvalues(rows);
    double[] columnValues = eigenvalues(columns);
    double[][] inverse = new double[depth][rows * columns];
    for (int n = 0; n < depth; n++) {
      Layer layer = network.layers.get(n);
      double below = n == 0 ? 0 : upward[n - 1];
      double fixed = layer.upward() + below + layer.ambient() + rate * layer.capacity();
      for (int m = 0; m < rows * columns; m++) {
        double withRow = fixed + layer.southward() * rowValues[m / columns];
        double pivot = withRow + layer.eastward() * columnValues[m % columns];
        if (n > 0) {
          pivot -= below * below * inverse[n - 1][m];
        }
        inverse[n][m] = 1 / pivot;
      }
    }
    return inverse;
  }

  private double[][] transfers() {
    int count = coupled.length;
    double[][] pairs = new double[count * count][];
    for (int b = 0; b < count; b++) {
      for (int a = 0; a <= b; a++) {
        pairs[a * count + b] = new double[rows * columns];
        pairs[b * count + a] = pairs[a * count + b];
      }
    }
    double[] column = new double[depth];
    for (int m = 0; m < rows * columns; m++) {
      for (int b = 0; b < count; b++) {
        solveUnit(column, coupled[b], m);
        for (int a = 0; a <= b; a++) {
          pairs[a * count + b][m] = column[coupled[a]];
        }
      }
    }
    return pairs;
  }

  /** A^-1 times the unit vector of a layer, for one mode, from the first coupled layer upwards. */
  private void solveUnit(double[] column, int layer, int m) {
    Arrays.fill(column, 0);
    column[layer] = 1;
    for (int n = layer + 1; n < depth; n++) {
      column[n] = upward[n - 1] * inversePivot[n - 1][m] * column[n - 1];
    }
    for (int n = depth - 1; n >= coupled[0]; n--) {
      double above = n == depth - 1 ? 0 : upward[n] * column[n + 1];
      column[n] = (column[n] + above) * inversePivot[n][m];
    }
  }

  /** The diagonal of the matrix in the class comment. */
  private double[] diagonal() {
    double[] diagonal = new double[start[start.length - 1]];
    for (int c = 0; c < coupled.length; c++) {
      double[] byRow = new double[rows];
      double[] byColumn = new double[columns];
      sumEdges(transfer[c * coupled.length + c], byRow, byColumn);
      for (int at = c * SIDES; at < (c + 1) * SIDES; at++) {
        double[] by = at % SIDES < ThermalNetwork.NORTH ? byRow : byColumn;
        for (int k = 0; k < by.length; k++) {
          diagonal[start[at] + k] = 1 / layer(at).edge(at % SIDES) + by[k];
        }
        diagonal[start[at]] += length[at] * length[at] * nodeInverse[node[at]][node[at]];
      }
    }
    return diagonal;
  }

  private void sumEdges(double[] own, double[] byRow, double[] byColumn) {
    for (int p = 0; p < rows; p++) {
      for (int q = 0; q < columns; q++) {
        double value = own[p * columns + q];
        byRow[p] += columnEnd[q] * columnEnd[q] * value;
        byColumn[q] += rowEnd[p] * rowEnd[p] * value;
      }
    }
  }

  /** Relative residual of the edge flows of the last solution. */
  double residual() {
    return gradients.residual();
  }

  /** Conjugate-gradient steps of the last solution. */
  int steps() {
    return gradients.steps();
  }

  /** A vector of edge flows that are 0: the first guess of a solution. */
  double[] newFlows() {
    return new double[start[start.length - 1]];
  }

  /**
   * Solves in place.
   *
   * @param modes right-hand side, then temperatures, (layer, mode)
   * @param nodes right-hand side of the side nodes, then their temperatures
   * @param flow guess of the edge flows, then the flows
   */
  void solve(double[][] modes, double[] nodes, double[] flow) {
    eliminate(modes);
    double[] right = newFlows();
    for (int p = 0; p < rows; p++) {
      substituteCoupled(modes, p);
      gather(right, p);
    }
    addMeans(right, times(nodeInverse, nodes), -1);
    mask(right);
    mask(flow);
    gradients.solve(right, flow);
    subtractEliminated(modes, flow);
    substitute(modes);
    double[] into = nodes.clone();
    addFlows(into, flow);
    System.arraycopy(times(nodeInverse, into), 0, nodes, 0, nodes.length);
    settleLoneNodes(modes, nodes);
  }

  /** Solves in place with every edge insulated and the side nodes left out. */
  void solveInsulated(double[][] modes) {
    eliminate(modes);
    substitute(modes);
  }

  private void addFlows(double[] into, double[] flow) {
    for (int at = 0; at < node.length; at++) {
      into[node[at]] += length[at] * flow[start[at]];
    }
  }

  /** A node that joins nothing but cells takes the mean temperature of its edge cells. */
  private void settleLoneNodes(double[][] modes, double[] nodes) {
    double[] edges = newFlows();
    for (int p = 0; p < rows; p++) {
      for (int c = 0; c < coupled.length; c++) {
        System.arraycopy(modes[coupled[c]], p * columns, result[c], 0, columns);
      }
      gather(edges, p);
    }
    for (int at = 0; at < node.length; at++) {
      if (!free[at]) {
        nodes[node[at]] = edges[start[at]] / length[at];
      }
    }
  }

  /** Forward elimination of the tridiagonal systems, upwards through the layers. */
  private void eliminate(double[][] modes) {
    for (int n = 1; n < depth; n++) {
      double g = upward[n - 1];
      double[] below = modes[n - 1];
      double[] inverse = inversePivot[n - 1];
      double[] layer = modes[n];
      for (int m = 0; m < layer.length; m++) {
        layer[m] += g * inverse[m] * below[m];
      }
    }
  }

  /** Back substitution, downwards. */
  private void substitute(double[][] modes) {
    double[] top = modes[depth - 1];
    for (int m = 0; m < top.length; m++) {
      top[m] *= inversePivot[depth - 1][m];
    }
    for (int n = depth - 2; n >= 0; n--) {
      double[] layer = modes[n];
      double[] inverse = inversePivot[n];
      double g = upward[n];
      double[] above = modes[n + 1];
      for (int m = 0; m < layer.length; m++) {
        layer[m] = (layer[m] + g * above[m]) * inverse[m];
      }
    }
  }

  /** Back substitution of row p of the modes, down to the first coupled layer, into result. */
  private void substituteCoupled(double[][] modes, int p) {
    double[] above = new double[columns];
    int from = p * columns;
    int c = coupled.length - 1;
    for (int n = depth - 1; n >= coupled[0]; n--) {
      double g = n == depth - 1 ? 0 : upward[n];
      double[] layer = modes[n];
      double[] inverse = inversePivot[n];
      for (int q = 0; q < columns; q++) {
        above[q] = (layer[from + q] + g * above[q]) * inverse[from + q];
      }
      if (n == coupled[c]) {
        System.arraycopy(above, 0, result[c--], 0, columns);
      }
    }
  }

  /** Subtracts the edge flows, carried through the elimination, from the right-hand side. */
  private void subtractEliminated(double[][] modes, double[] flow) {
    double[] carried = new double[columns];
    for (int p = 0; p < rows; p++) {
      spread(flow, p);
      Arrays.fill(carried, 0);
      int c = 0;
      for (int n = coupled[0]; n < depth; n++) {
        if (n > coupled[0]) {
          carry(carried, n - 1, p * columns);
        }
        if (c < coupled.length && n == coupled[c]) {
          add(carried, along[c++]);
        }
        subtract(modes[n], p * columns, carried);
      }
    }
  }

  private void carry(double[] carried, int layer, int from) {
    double g = upward[layer];
    double[] inverse = inversePivot[layer];
    for (int q = 0; q < columns; q++) {
      carried[q] *= g * inverse[from + q];
    }
  }

  private static void add(double[] values, double[] summands) {
    for (int q = 0; q < values.length; q++) {
      values[q] += summands[q];
    }
  }

  private static void subtract(double[] values, int from, double[] subtrahends) {
    for (int q = 0; q < subtrahends.length; q++) {
      values[from + q] -= subtrahends[q];
    }
  }

  /** E f for row p of the modes, into {@code along}. */
  private void spread(double[] flow, int p) {
    double end = rowEnd[p];
    double sign = p % 2 == 0 ? 1 : -1;
    for (int c = 0; c < coupled.length; c++) {
      int at = c * SIDES;
      double west = flow[start[at + ThermalNetwork.WEST] + p];
      double east = flow[start[at + ThermalNetwork.EAST] + p];
      int north = start[at + ThermalNetwork.NORTH];
      int south = start[at + ThermalNetwork.SOUTH];
      double even = west + east;
      double odd = west - east;
      double[] to = along[c];
      for (int q = 0; q < columns; q++) {
        to[q] = end * (flow[north + q] + sign * flow[south + q]);
      }
      for (int q = 0; q < columns; q += 2) {
        to[q] += even * columnEnd[q];
      }
      for (int q = 1; q < columns; q += 2) {
        to[q] += odd * columnEnd[q];
      }
    }
  }

  /** Adds E' y for row p of the modes, where {@code result} holds y. */
  private void gather(double[] edges, int p) {
    double end = rowEnd[p];
    double signed = p % 2 == 0 ? end : -end;
    for (int c = 0; c < coupled.length; c++) {
      int at = c * SIDES;
      double[] y = result[c];
      double even = 0;
      double odd = 0;
      for (int q = 0; q < columns; q += 2) {
        even += columnEnd[q] * y[q];
      }
      for (int q = 1; q < columns; q += 2) {
        odd += columnEnd[q] * y[q];
      }
      edges[start[at + ThermalNetwork.WEST] + p] += even + odd;
      edges[start[at + ThermalNetwork.EAST] + p] += even - odd;
      addScaled(edges, start[at + ThermalNetwork.NORTH], end, y);
      addScaled(edges, start[at + ThermalNetwork.SOUTH], signed, y);
    }
  }

  private static void addScaled(double[] to, int from, double factor, double[] values) {
    for (int q = 0; q < values.length; q++) {
      to[from + q] += factor * values[q];
    }
  }

  /** The matrix in the class comment times f. */
  private void apply(double[] f, double[] out) {
    Arrays.fill(out, 0);
    for (int p = 0; p < rows; p++) {
      spread(f, p);
      transferRow(p * columns);
      gather(out, p);
    }
    for (int at = 0; at < node.length; at++) {
      double resistance = 1 / layer(at).edge(at % SIDES);
      for (int k = start[at]; k < start[at + 1]; k++) {
        out[k] += resistance * f[k];
      }
    }
    double[] into = new double[network.nodeMatrix.length];
    addFlows(into, f);
    addMeans(out, times(nodeInverse, into), 1);
    mask(out);
  }

  /** A^-1 between the coupled layers times {@code along}, for one row of modes, into result. */
  private void transferRow(int from) {
    int count = coupled.length;
    for (int a = 0; a < count; a++) {
      double[] to = result[a];
      Arrays.fill(to, 0);
      for (int b = 0; b < count; b++) {
        double[] pair = transfer[a * count + b];
        double[] source = along[b];
        for (int q = 0; q < columns; q++) {
          to[q] += pair[from + q] * source[q];
        }
      }
    }
  }

  private void addMeans(double[] edges, double[] nodes, double factor) {
    for (int at = 0; at < node.length; at++) {
      edges[start[at]] += factor * length[at] * nodes[node[at]];
    }
  }

  private void mask(double[] edges) {
    for (int at = 0; at < node.length; at++) {
      if (!free[at]) {
        edges[start[at]] = 0;
      }
    }
  }

  private static double[] times(double[][] matrix, double[] vector) {
    double[] product = new double[vector.length];
    for (int i = 0; i < vector.length; i++) {
      double sum = 0;
      for (int j = 0; j < vector.length; j++) {
        sum += matrix[i][j] * vector[j];
      }
      product[i] = sum;
    }
    return product;
  }
}
