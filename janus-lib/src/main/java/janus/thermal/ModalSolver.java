package janus.thermal;

import janus.thermal.ThermalNetwork.Layer;
import java.util.Arrays;

/**
 * Solves the heat balance of a {@link ThermalNetwork}, with heat capacities times a rate added
 * where a time step asks for it.
 *
 * <p>Without the side nodes every layer is a uniform grid with insulated edges, so that cosine
 * modes turn the balance into one tridiagonal system a mode, through the layers: A T = b. The flows
 * f from edge cells into side nodes are then found from
 *
 * <pre>
 *   (1/g + E' A^-1 E + S' D^-1 S) f = E' A^-1 b - S' D^-1 r
 * </pre>
 *
 * with g the edge conductances, E the edge cells, S the sums along sides, D the side nodes' own
 * matrix and r what flows into them. All of it stays in mode space; the matrix is symmetric and
 * positive, and conjugate gradients need some ten to thirty steps. Heat in equals heat out to
 * rounding whatever the flows, which is why the residual of the flows is kept apart.
 *
 * <p>Temperatures are above ambient. Modes are indexed p * columns + q.
 */
final class ModalSolver {
  private static final int MOST_STEPS = 2000;

  private final ThermalNetwork network;
  private final double tolerance;
  private final int rows;
  private final int columns;
  private final int depth;

  /** Conductance between layer n and n + 1. */
  private final double[] upward;

  /** Reciprocal pivots of the tridiagonal systems, (layer, mode). */
  private final double[][] inversePivot;

  /** Layers whose edges join side nodes. */
  private final int[] coupled;

  /** A^-1 between coupled layers a &lt;= b, (pair, mode). */
  private final double[][] transfer;

  /** Value of each mode at the first cell. */
  private final double[] rowEnd;

  private final double[] columnEnd;

  /** Inverse of the side nodes' matrix; rows and columns of nodes joined to cells alone are 0. */
  private final double[][] nodeInverse;

  /** Per coupled layer and side: whether the side's mean flow is free. */
  private final boolean[][] free;

  private final int[] start;
  private final int flows;
  private final double[] preconditioner;
  private double residual;
  private int steps;

  private final double[][] along;
  private final double[][] result;

  /**
   * @param rate of the heat capacities, 1/s; 0 for the steady state
   * @param tolerance relative residual of the edge flows to reach
   */
  ModalSolver(ThermalNetwork network, double rate, double tolerance) {
    this.tolerance = tolerance;
    this.network = network;
    rows = network.rows;
    columns = network.columns;
    depth = network.layers.size();
    rowEnd = ends(rows);
    columnEnd = ends(columns);
    upward = network.layers.stream().mapToDouble(Layer::upward).toArray();
    inversePivot = factor(rate);
    coupled =
        java.util.stream.IntStream.range(0, depth)
            .filter(n -> network.layers.get(n).firstNode() >= 0)
            .toArray();
    transfer = transfers();
    nodeInverse = invertNodes(rate);
    free = new boolean[coupled.length][ThermalNetwork.SIDES];
    start = new int[coupled.length * ThermalNetwork.SIDES + 1];
    for (int c = 0; c < coupled.length; c++) {
      for (int side = 0; side < ThermalNetwork.SIDES; side++) {
        int node = network.layers.get(coupled[c]).firstNode() + side;
        free[c][side] = nodeInverse[node][node] > 0;
        int at = c * ThermalNetwork.SIDES + side;
        start[at + 1] = start[at] + (side < ThermalNetwork.NORTH ? rows : columns);
      }
    }
    flows = start[start.length - 1];
    along = new double[coupled.length][columns];
    result = new double[coupled.length][columns];
    preconditioner = diagonal();
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
      for (int p = 0; p < rows; p++) {
        double withRow = fixed + layer.southward() * rowValues[p];
        int m = p * columns;
        for (int q = 0; q < columns; q++, m++) {
          double pivot = withRow + layer.eastward() * columnValues[q];
          if (n > 0) {
            pivot -= below * below * inverse[n - 1][m];
          }
          inverse[n][m] = 1 / pivot;
        }
      }
    }
    return inverse;
  }

  private double[][] transfers() {
    int count = coupled.length;
    double[][] pairs = new double[count * count][];
    int modes = rows * columns;
    for (int b = 0; b < count; b++) {
      for (int a = 0; a <= b; a++) {
        pairs[a * count + b] = new double[modes];
        pairs[b * count + a] = pairs[a * count + b];
      }
    }
    double[] column = new double[depth];
    for (int m = 0; m < modes; m++) {
      for (int b = 0; b < count; b++) {
        Arrays.fill(column, 0);
        column[coupled[b]] = 1;
        for (int n = coupled[b] + 1; n < depth; n++) {
          column[n] = upward[n - 1] * inversePivot[n - 1][m] * column[n - 1];
        }
        for (int n = depth - 1; n >= coupled[0]; n--) {
          double above = n == depth - 1 ? 0 : upward[n] * column[n + 1];
          column[n] = (column[n] + above) * inversePivot[n][m];
        }
        for (int a = 0; a <= b; a++) {
          pairs[a * count + b][m] = column[coupled[a]];
        }
      }
    }
    return pairs;
  }

  private double[][] invertNodes(double rate) {
    int n = network.nodeMatrix.length;
    double[][] matrix = new double[n][2 * n];
    boolean[] alone = new boolean[n];
    for (int i = 0; i < n; i++) {
      System.arraycopy(network.nodeMatrix[i], 0, matrix[i], 0, n);
      matrix[i][i] += rate * network.nodeCapacity[i];
      alone[i] = matrix[i][i] == 0;
      if (alone[i]) {
        matrix[i][i] = 1;
      }
      matrix[i][n + i] = 1;
    }
    for (int pivot = 0; pivot < n; pivot++) {
      double scale = 1 / matrix[pivot][pivot];
      for (int j = 0; j < 2 * n; j++) {
        matrix[pivot][j] *= scale;
      }
      for (int i = 0; i < n; i++) {
        double factor = matrix[i][pivot];
        if (i != pivot && factor != 0) {
          for (int j = 0; j < 2 * n; j++) {
            matrix[i][j] -= factor * matrix[pivot][j];
          }
        }
      }
    }
    double[][] inverse = new double[n][];
    for (int i = 0; i < n; i++) {
      inverse[i] = Arrays.copyOfRange(matrix[i], n, 2 * n);
      if (alone[i]) {
        Arrays.fill(inverse[i], 0);
      }
    }
    return inverse;
  }

  private double length(int side) {
    return Math.sqrt(side < ThermalNetwork.NORTH ? rows : columns);
  }

  private double[] diagonal() {
    double[] diagonal = new double[flows];
    for (int c = 0; c < coupled.length; c++) {
      double[] own = transfer[c * coupled.length + c];
      double[] byRow = new double[rows];
      double[] byColumn = new double[columns];
      for (int p = 0; p < rows; p++) {
        for (int q = 0; q < columns; q++) {
          double value = own[p * columns + q];
          byRow[p] += columnEnd[q] * columnEnd[q] * value;
          byColumn[q] += rowEnd[p] * rowEnd[p] * value;
        }
      }
      Layer layer = network.layers.get(coupled[c]);
      for (int side = 0; side < ThermalNetwork.SIDES; side++) {
        double[] by = side < ThermalNetwork.NORTH ? byRow : byColumn;
        int at = start[c * ThermalNetwork.SIDES + side];
        for (int k = 0; k < by.length; k++) {
          diagonal[at + k] = 1 / layer.edge(side) + by[k];
        }
        int node = layer.firstNode() + side;
        diagonal[at] += length(side) * length(side) * nodeInverse[node][node];
      }
    }
    return diagonal;
  }

  /** Relative residual of the last solution's edge flows. */
  double residual() {
    return residual;
  }

  /** Conjugate-gradient steps of the last solution. */
  int steps() {
    return steps;
  }

  /** A vector of edge flows, to start a solution from. */
  double[] newFlows() {
    return new double[flows];
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
    double[] right = new double[flows];
    for (int p = 0; p < rows; p++) {
      substituteCoupled(modes, p);
      gather(right, p);
    }
    addMeans(right, times(nodeInverse, nodes), -1);
    mask(right);
    mask(flow);
    conjugateGradients(right, flow);
    subtractEliminated(modes, flow);
    substitute(modes);
    double[] into = nodes.clone();
    for (int c = 0; c < coupled.length; c++) {
      int first = network.layers.get(coupled[c]).firstNode();
      for (int side = 0; side < ThermalNetwork.SIDES; side++) {
        into[first + side] += length(side) * flow[start[c * ThermalNetwork.SIDES + side]];
      }
    }
    System.arraycopy(times(nodeInverse, into), 0, nodes, 0, nodes.length);
    settleLoneNodes(modes, nodes);
  }

  /** Solves in place with every edge insulated and the side nodes left out. */
  void solveInsulated(double[][] modes) {
    eliminate(modes);
    substitute(modes);
  }

  /** Nodes without any other neighbour take the mean of their edge cells. */
  private void settleLoneNodes(double[][] modes, double[] nodes) {
    double[] edges = new double[flows];
    for (int p = 0; p < rows; p++) {
      for (int c = 0; c < coupled.length; c++) {
        System.arraycopy(modes[coupled[c]], p * columns, result[c], 0, columns);
      }
      gather(edges, p);
    }
    for (int c = 0; c < coupled.length; c++) {
      int first = network.layers.get(coupled[c]).firstNode();
      for (int side = 0; side < ThermalNetwork.SIDES; side++) {
        if (!free[c][side]) {
          nodes[first + side] = edges[start[c * ThermalNetwork.SIDES + side]] / length(side);
        }
      }
    }
  }

  /** The first half of the tridiagonal solutions, upwards through the layers. */
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

  /** The second half, downwards. */
  private void substitute(double[][] modes) {
    for (int n = depth - 1; n >= 0; n--) {
      double[] layer = modes[n];
      double[] inverse = inversePivot[n];
      if (n == depth - 1) {
        for (int m = 0; m < layer.length; m++) {
          layer[m] *= inverse[m];
        }
      } else {
        double g = upward[n];
        double[] above = modes[n + 1];
        for (int m = 0; m < layer.length; m++) {
          layer[m] = (layer[m] + g * above[m]) * inverse[m];
        }
      }
    }
  }

  /** The second half for one row of modes of the coupled layers, into {@code result}. */
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
        System.arraycopy(above, 0, result[c], 0, columns);
        c--;
        if (c < 0) {
          return;
        }
      }
    }
  }

  /** Takes the edge flows, carried through the first half, from the right-hand side. */
  private void subtractEliminated(double[][] modes, double[] flow) {
    double[] carried = new double[columns];
    for (int p = 0; p < rows; p++) {
      spread(flow, p);
      int from = p * columns;
      Arrays.fill(carried, 0);
      int c = 0;
      for (int n = coupled[0]; n < depth; n++) {
        double[] layer = modes[n];
        if (n > coupled[0]) {
          double g = upward[n - 1];
          double[] inverse = inversePivot[n - 1];
          for (int q = 0; q < columns; q++) {
            carried[q] *= g * inverse[from + q];
          }
        }
        if (c < coupled.length && n == coupled[c]) {
          for (int q = 0; q < columns; q++) {
            carried[q] += along[c][q];
          }
          c++;
        }
        for (int q = 0; q < columns; q++) {
          layer[from + q] -= carried[q];
        }
      }
    }
  }

  /** E f for row p of the modes, into {@code along}. */
  private void spread(double[] flow, int p) {
    double end = rowEnd[p];
    double sign = p % 2 == 0 ? 1 : -1;
    for (int c = 0; c < coupled.length; c++) {
      int at = c * ThermalNetwork.SIDES;
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
      int at = c * ThermalNetwork.SIDES;
      int north = start[at + ThermalNetwork.NORTH];
      int south = start[at + ThermalNetwork.SOUTH];
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
      for (int q = 0; q < columns; q++) {
        edges[north + q] += end * y[q];
      }
      for (int q = 0; q < columns; q++) {
        edges[south + q] += signed * y[q];
      }
    }
  }

  /** The matrix in the class comment times f. */
  private void apply(double[] f, double[] out) {
    int count = coupled.length;
    Arrays.fill(out, 0);
    for (int p = 0; p < rows; p++) {
      spread(f, p);
      int from = p * columns;
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
      gather(out, p);
    }
    double[] into = new double[network.nodeMatrix.length];
    for (int c = 0; c < count; c++) {
      Layer layer = network.layers.get(coupled[c]);
      for (int side = 0; side < ThermalNetwork.SIDES; side++) {
        int at = c * ThermalNetwork.SIDES + side;
        double resistance = 1 / layer.edge(side);
        for (int k = start[at]; k < start[at + 1]; k++) {
          out[k] += resistance * f[k];
        }
        into[layer.firstNode() + side] += length(side) * f[start[at]];
      }
    }
    addMeans(out, times(nodeInverse, into), 1);
    mask(out);
  }

  private void addMeans(double[] edges, double[] nodes, double factor) {
    for (int c = 0; c < coupled.length; c++) {
      int first = network.layers.get(coupled[c]).firstNode();
      for (int side = 0; side < ThermalNetwork.SIDES; side++) {
        edges[start[c * ThermalNetwork.SIDES + side]] +=
            factor * length(side) * nodes[first + side];
      }
    }
  }

  private void mask(double[] edges) {
    for (int c = 0; c < coupled.length; c++) {
      for (int side = 0; side < ThermalNetwork.SIDES; side++) {
        if (!free[c][side]) {
          edges[start[c * ThermalNetwork.SIDES + side]] = 0;
        }
      }
    }
  }

  private void conjugateGradients(double[] right, double[] x) {
    double[] r = new double[flows];
    double[] z = new double[flows];
    double[] direction = new double[flows];
    double[] image = new double[flows];
    apply(x, image);
    double scale = 0;
    for (int k = 0; k < flows; k++) {
      r[k] = right[k] - image[k];
      scale += right[k] * right[k] / preconditioner[k];
    }
    double rho = 0;
    steps = 0;
    residual = 0;
    while (scale > 0) {
      double next = 0;
      for (int k = 0; k < flows; k++) {
        z[k] = r[k] / preconditioner[k];
        next += r[k] * z[k];
      }
      residual = Math.sqrt(next / scale);
      if (residual <= tolerance || steps == MOST_STEPS) {
        break;
      }
      double beta = steps == 0 ? 0 : next / rho;
      rho = next;
      for (int k = 0; k < flows; k++) {
        direction[k] = z[k] + beta * direction[k];
      }
      apply(direction, image);
      double curvature = 0;
      for (int k = 0; k < flows; k++) {
        curvature += direction[k] * image[k];
      }
      double step = rho / curvature;
      for (int k = 0; k < flows; k++) {
        x[k] += step * direction[k];
        r[k] -= step * image[k];
      }
      steps++;
    }
    if (!(residual <= Math.max(1e-9, tolerance))) {
      throw new IllegalStateException("edge flows did not converge: " + residual);
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
