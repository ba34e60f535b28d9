package janus.thermal;

import java.util.Arrays;

/** Inverts the matrix of a network's side nodes by Gauss-Jordan elimination. */
final class NodeInverse {
  private NodeInverse() {}

  /**
   * The inverse of the side nodes' matrix with heat capacity x rate on its diagonal. Rows and
   * columns of a node that joins nothing but cells are 0.
   */
  static double[][] of(ThermalNetwork network, double rate) {
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
    reduce(matrix);
    double[][] inverse = new double[n][];
    for (int i = 0; i < n; i++) {
      inverse[i] = alone[i] ? new double[n] : Arrays.copyOfRange(matrix[i], n, 2 * n);
    }
    return inverse;
  }

  private static void reduce(double[][] matrix) {
    for (int pivot = 0; pivot < matrix.length; pivot++) {
      double scale = 1 / matrix[pivot][pivot];
      for (int j = 0; j < matrix[pivot].length; j++) {
        matrix[pivot][j] *= scale;
      }
      for (int i = 0; i < matrix.length; i++) {
        if (i != pivot && matrix[i][pivot] != 0) {
          subtract(matrix[i], matrix[i][pivot], matrix[pivot]);
        }
      }
    }
  }

  private static void subtract(double[] row, double factor, double[] pivotRow) {
    for (int j = 0; j < row.length; j++) {
      row[j] -= factor * pivotRow[j];
    }
  }
}
