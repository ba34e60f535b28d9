package janus.thermal;

import static janus.thermal.PackageSetting.*;

import java.util.ArrayList;
import java.util.List;

/**
 * The thermal network of a die in its package, equal to the grid model of HotSpot 7 (Huang et al.,
 * "HotSpot: A Compact Thermal Modeling Methodology for Early-Stage VLSI Design", IEEE Trans. VLSI
 * 14(5), 2006; Skadron et al., ISCA 2003).
 *
 * <p>Under the die's outline every layer is a grid of equal cells; what of spreader, sink,
 * substrate, solder and board sticks out is one node a side (west, east, north, south) and, for
 * sink and board beyond the spreader and solder, one more. Layers are listed from the board to the
 * sink. With cell width w, cell height h, layer thickness t and conductivity k
 *
 * <pre>
 *   to the layer above   k w h / t, with t and k of the lower layer
 *   to the east cell     k w t / h
 *   to the south cell    k h t / w
 *   heat capacity        p t w h / 3
 *   to ambient           convection shared out by area, in series with the sink's t / (k w h)
 * </pre>
 *
 * The lateral terms are HotSpot 7's own: where cells are not square, conduction between neighbours
 * would be k h t / w eastwards and k w t / h southwards; {@link Lateral#EXACT} takes these. The
 * third in the capacity is HotSpot's lumping factor (0.333).
 */
final class ThermalNetwork {
  private static final double LUMPING = 0.333;

  /** Sides in the order of their nodes. */
  static final int WEST = 0;

  static final int EAST = 1;
  static final int NORTH = 2;
  static final int SOUTH = 3;
  static final int SIDES = 4;

  /**
   * One layer of cells.
   *
   * @param prefix of its blocks' names in a {@code .steady} file
   * @param eastward conductance between a cell and the next to the east, W/K
   * @param southward conductance between a cell and the next to the south, W/K
   * @param upward conductance to the same cell of the next layer, W/K; 0 in the last
   * @param ambient conductance of a cell to ambient, W/K; 0 where covered
   * @param capacity of a cell, J/K
   * @param firstNode first of the four side nodes its edge cells join, or -1
   * @param edgeX conductance of a western or eastern edge cell to its node, W/K
   * @param edgeY conductance of a northern or southern edge cell to its node, W/K
   */
  record Layer(
      String prefix,
      double eastward,
      double southward,
      double upward,
      double ambient,
      double capacity,
      int firstNode,
      double edgeX,
      double edgeY) {
    double edge(int side) {
      return side == WEST || side == EAST ? edgeX : edgeY;
    }
  }

  final int rows;
  final int columns;
  final List<Layer> layers;

  /** Index of the layer that dissipates. */
  final int chip;

  /** Conductances between side nodes, W/K: the matrix of their heat balance, (node, node). */
  final double[][] nodeMatrix;

  /** Conductance of each side node to ambient, W/K. */
  final double[] nodeAmbient;

  /** Heat capacity of each side node, J/K. */
  final double[] nodeCapacity;

  private final double width;
  private final double height;
  private final PackageSettings settings;
  private final Lateral lateral;

  ThermalNetwork(
      double width,
      double height,
      PackageSettings settings,
      int rows,
      int columns,
      Lateral lateral) {
    this.width = width;
    this.height = height;
    this.settings = settings;
    this.rows = rows;
    this.columns = columns;
    this.lateral = lateral;
    requireRoom();
    boolean secondary = settings.hasSecondaryPath();
    int nodes = secondary ? 28 : 12;
    nodeMatrix = new double[nodes][nodes];
    nodeAmbient = new double[nodes];
    nodeCapacity = new double[nodes];
    var list = new ArrayList<Layer>();
    if (secondary) {
      addSecondaryNodes();
      double solder = settings.get(S_SOLDER);
      double sub = settings.get(S_SUB);
      list.add(layer("pcb_", T_PCB, K_PCB, P_PCB, 20, solder));
      list.add(layer("solder_", T_SOLDER, K_SOLDER, P_SOLDER, 16, solder));
      list.add(layer("sub_", T_SUB, K_SUB, P_SUB, 12, sub));
      list.add(layer("c4_", T_C4, K_C4, P_C4, -1, 0));
      list.add(layer("metal_", T_METAL, K_METAL, P_METAL, -1, 0));
    }
    chip = list.size();
    addPrimaryNodes();
    double spreader = settings.get(S_SPREADER);
    list.add(layer("", T_CHIP, K_CHIP, P_CHIP, -1, 0));
    list.add(layer("iface_", T_INTERFACE, K_INTERFACE, P_INTERFACE, -1, 0));
    list.add(layer("hsp_", T_SPREADER, K_SPREADER, P_SPREADER, 0, spreader));
    list.add(layer("hsink_", T_SINK, K_SINK, P_SINK, 4, spreader));
    layers = List.copyOf(list);
  }

  private void requireRoom() {
    double die = Math.max(width, height);
    requireAtLeast(S_SPREADER, "the die's longer side", die);
    requireAtLeast(S_SINK, "s_spreader", settings.get(S_SPREADER));
    if (settings.hasSecondaryPath()) {
      requireAtLeast(S_SUB, "the die's longer side", die);
      requireAtLeast(S_SOLDER, "the die's longer side", die);
      requireAtLeast(S_PCB, "s_solder", settings.get(S_SOLDER));
    }
  }

  private void requireAtLeast(PackageSetting side, String other, double least) {
    if (settings.get(side) < least * (1 - 1e-9)) {
      throw new IllegalArgumentException(
          side.spelling()
              + " must be at least "
              + other
              + ", "
              + least
              + " m: "
              + settings.get(side));
    }
  }

  private Layer layer(
      String prefix,
      PackageSetting thickness,
      PackageSetting conductivity,
      PackageSetting heatCapacity,
      int firstNode,
      double plate) {
    double t = settings.get(thickness);
    double k = settings.get(conductivity);
    double w = width / columns;
    double h = height / rows;
    double area = w * h;
    double capacity = LUMPING * settings.get(heatCapacity) * t * area;
    double upward = k * area / t;
    double ambient = 0;
    if (thickness == T_SINK) {
      double sink = square(settings.get(S_SINK));
      ambient = 1 / (t / (k * area) + settings.get(R_CONVEC) * sink / area);
      upward = 0;
      capacity += LUMPING * settings.get(C_CONVEC) * area / sink;
    } else if (thickness == T_PCB) {
      double board = square(settings.get(S_PCB));
      ambient = area / (settings.get(R_CONVEC_SEC) * board);
      capacity += LUMPING * settings.get(C_CONVEC_SEC) * area / board;
    }
    double alongX = k * h * t / w;
    double alongY = k * w * t / h;
    double edgeX = 0;
    double edgeY = 0;
    if (firstNode >= 0) {
      edgeX = 1 / (0.5 / alongX + rows * besideX(k, t, plate));
      edgeY = 1 / (0.5 / alongY + columns * besideY(k, t, plate));
    }
    boolean exact = lateral == Lateral.EXACT;
    return new Layer(
        prefix,
        exact ? alongX : alongY,
        exact ? alongY : alongX,
        upward,
        ambient,
        capacity,
        firstNode,
        edgeX,
        edgeY);
  }

  /** Resistance from the die's outline to the middle of the plate west or east of it. */
  private double besideX(double k, double t, double plate) {
    return overhang(plate, width) / 4 / (k * (plate + 3 * height) / 4 * t);
  }

  /** Resistance from the die's outline to the middle of the plate north or south of it. */
  private double besideY(double k, double t, double plate) {
    return overhang(plate, height) / 4 / (k * (plate + 3 * width) / 4 * t);
  }

  /** Resistance from there to the plate's outline, west or east. */
  private double beyondX(double k, double t, double plate) {
    return overhang(plate, width) / 4 / (k * (3 * plate + height) / 4 * t);
  }

  private double beyondY(double k, double t, double plate) {
    return overhang(plate, height) / 4 / (k * (3 * plate + width) / 4 * t);
  }

  /** Resistance from an inner plate's outline to the middle of what an outer plate adds. */
  private static double outer(double k, double t, double inner, double plate) {
    return overhang(plate, inner) / 4 / (k * (plate + 3 * inner) / 4 * t);
  }

  /** Area of the western or eastern part of a plate. */
  private double areaX(double plate) {
    return (plate + height) * overhang(plate, width) / 4;
  }

  private double areaY(double plate) {
    return (plate + width) * overhang(plate, height) / 4;
  }

  /** Area of one of four equal parts of what an outer plate adds to an inner one. */
  private static double outerArea(double inner, double plate) {
    return (plate + inner) * overhang(plate, inner) / 4;
  }

  private static double overhang(double plate, double inner) {
    return Math.max(0, plate - inner);
  }

  private void addPrimaryNodes() {
    double inner = settings.get(S_SPREADER);
    double sink = settings.get(S_SINK);
    double ts = settings.get(T_SPREADER);
    double ks = settings.get(K_SPREADER);
    double t = settings.get(T_SINK);
    double k = settings.get(K_SINK);
    double convection = settings.get(R_CONVEC) * square(sink);
    double air = LUMPING * settings.get(C_CONVEC) / square(sink);
    for (int side = 0; side < SIDES; side++) {
      boolean x = side == WEST || side == EAST;
      double area = x ? areaX(inner) : areaY(inner);
      double out = outerArea(inner, sink);
      double across = (x ? beyondX(k, t, inner) : beyondY(k, t, inner)) + outer(k, t, inner, sink);
      join(side, 4 + side, ks * area / ts);
      join(4 + side, 8 + side, across == 0 ? 0 : 1 / across);
      nodeAmbient[4 + side] = area / (t / k + convection);
      nodeAmbient[8 + side] = out / (t / k + convection);
      nodeCapacity[side] = LUMPING * settings.get(P_SPREADER) * ts * area;
      nodeCapacity[4 + side] = (LUMPING * settings.get(P_SINK) * t + air) * area;
      nodeCapacity[8 + side] = (LUMPING * settings.get(P_SINK) * t + air) * out;
    }
    for (int node = 4; node < 12; node++) {
      nodeMatrix[node][node] += nodeAmbient[node];
    }
  }

  private void addSecondaryNodes() {
    double sub = settings.get(S_SUB);
    double inner = settings.get(S_SOLDER);
    double board = settings.get(S_PCB);
    double t = settings.get(T_PCB);
    double k = settings.get(K_PCB);
    double convection = settings.get(R_CONVEC_SEC) * square(board);
    double air = LUMPING * settings.get(C_CONVEC_SEC) / square(board);
    double solderBall = settings.get(K_SOLDER) / settings.get(T_SOLDER);
    for (int side = 0; side < SIDES; side++) {
      boolean x = side == WEST || side == EAST;
      double area = x ? areaX(inner) : areaY(inner);
      double out = outerArea(inner, board);
      double across = (x ? beyondX(k, t, inner) : beyondY(k, t, inner)) + outer(k, t, inner, board);
      join(12 + side, 16 + side, solderBall * area);
      join(16 + side, 20 + side, k / t * area);
      join(20 + side, 24 + side, across == 0 ? 0 : 1 / across);
      nodeAmbient[20 + side] = area / convection;
      nodeAmbient[24 + side] = out / convection;
      nodeCapacity[12 + side] =
          LUMPING * settings.get(P_SUB) * settings.get(T_SUB) * (x ? areaX(sub) : areaY(sub));
      nodeCapacity[16 + side] = LUMPING * settings.get(P_SOLDER) * settings.get(T_SOLDER) * area;
      nodeCapacity[20 + side] = (LUMPING * settings.get(P_PCB) * t + air) * area;
      nodeCapacity[24 + side] = (LUMPING * settings.get(P_PCB) * t + air) * out;
    }
    for (int node = 20; node < 28; node++) {
      nodeMatrix[node][node] += nodeAmbient[node];
    }
  }

  private void join(int a, int b, double conductance) {
    nodeMatrix[a][a] += conductance;
    nodeMatrix[b][b] += conductance;
    nodeMatrix[a][b] -= conductance;
    nodeMatrix[b][a] -= conductance;
  }

  private static double square(double x) {
    return x * x;
  }
}
