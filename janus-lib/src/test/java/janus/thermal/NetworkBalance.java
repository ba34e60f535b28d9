package janus.thermal;

import janus.thermal.ThermalNetwork.Layer;

/** Sums the heat flows of every node of a network one by one, the slow and obvious way. */
final class NetworkBalance {
  private NetworkBalance() {}

  /** The largest imbalance of any cell or side node, W. */
  static double worst(ThermalGrid grid, ThermalField field) {
    ThermalNetwork network = grid.network();
    double ambient = grid.settings().get(PackageSetting.AMBIENT);
    double[] power = grid.blocks().cellPower(field.watts());
    int rows = network.rows;
    int columns = network.columns;
    double[] nodeSum = new double[network.nodeAmbient.length];
    for (int i = 0; i < nodeSum.length; i++) {
      for (int j = 0; j < nodeSum.length; j++) {
        nodeSum[i] -= network.nodeMatrix[i][j] * (field.node(j) - ambient);
      }
    }
    double worst = 0;
    for (int n = 0; n < network.layers.size(); n++) {
      Layer layer = network.layers.get(n);
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          double t = field.cell(n, i, j);
          double sum = n == network.chip ? power[i * columns + j] : 0;
          sum += layer.ambient() * (ambient - t);
          sum += n > 0 ? network.layers.get(n - 1).upward() * (field.cell(n - 1, i, j) - t) : 0;
          sum += n + 1 < network.layers.size() ? layer.upward() * (field.cell(n + 1, i, j) - t) : 0;
          sum += i > 0 ? layer.southward() * (field.cell(n, i - 1, j) - t) : 0;
          sum += i + 1 < rows ? layer.southward() * (field.cell(n, i + 1, j) - t) : 0;
          sum += j > 0 ? layer.eastward() * (field.cell(n, i, j - 1) - t) : 0;
          sum += j + 1 < columns ? layer.eastward() * (field.cell(n, i, j + 1) - t) : 0;
          boolean[] touches = {j == 0, j == columns - 1, i == 0, i == rows - 1};
          for (int side = 0; side < ThermalNetwork.SIDES; side++) {
            if (layer.firstNode() >= 0 && touches[side]) {
              double flow = layer.edge(side) * (field.node(layer.firstNode() + side) - t);
              sum += flow;
              nodeSum[layer.firstNode() + side] -= flow;
            }
          }
          worst = Math.max(worst, Math.abs(sum));
        }
      }
    }
    for (double sum : nodeSum) {
      worst = Math.max(worst, Math.abs(sum));
    }
    return worst;
  }
}
