package janus.thermal;

import static janus.thermal.PackageSetting.*;

import java.util.ArrayList;
import java.util.List;

/**
 * The thermal network of a die in its package, equal to the grid model of HotSpot 7 (Huang et al.,
 * "HotSpot: A Compact Thermal Modeling Methodology for Early-Stage VLSI Design", IEEE Trans. VLSI
 * 14(5), 2006; Skadron et al., ISCA 2003).
 *
 * <p>Under the die's outline every layer is a grid of equal cells. The overhang of spreader, sink,
 * substrate, solder and board is one node per side (west, east, north, south). Sink and board have
 * one more node per side, the rim beyond the spreader and the solder. Layers are listed from the
 * board to the sink. With cell width w, cell height h, layer thickness t and conductivity k
 *
 * <pre>
 *   to the layer above   k w h / t, with t and k of the lower layer
 *   to the east cell     k w t / h
 *   to the south cell    k h t / w
 *   heat capacity        p t w h / 3
 *   to ambient           convection divided by area, in series with the sink's t / (k w h)
 * </pre>
 *
 * The lateral terms are those of HotSpot 7. The exact conductances are k h t / w eastwards and k w
 * t / h southwards, which differ where cells are not square; {@link Lateral#EXACT} takes these. The
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

  /** First of the four side nodes of a plate, or of the rim of a plate. */
  static final int SPREADER = 0;

  static final int SINK = 4;
  private static final int SINK_RIM = 8;
  private static final int SUBSTRATE = 12;
  private static final int SOLDER = 16;
  static final int BOARD = 20;
  private static final int BOARD_RIM = 24;

  /**
   * One layer of cells.
   *
   * @param prefix of its block names in a {@code .steady} file
   * @param eastward conductance between a cell and its eastern neighbour, W/K
   * @param southward conductance between a cell and its southern neighbour, W/K
   * @param upward conductance to the same cell of the next layer, W/K; 0 in the last layer
   * @param ambient conductance of a cell to ambient, W/K; 0 for a covered layer
   * @param capacity heat capacity of a cell, J/K
   * @param firstNode first of the four side nodes of its edge cells, or -1
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
      return isX(side) ? edgeX : edgeY;
    }

    private Layer outermost(double toAbove, double toAmbient, double ofAir) {
      return new Layer(
          prefix,
          eastward,
          southward,
          toAbove,
          toAmbient,
          capacity + ofAir,
          firstNode,
          edgeX,
          edgeY);
    }
  }

  /** Thickness in m, conductivity in W/m/K and volumetric heat capacity in J/m3/K. */
  private record Slab(double t, double k, double p) {}

  final int rows;
  final int columns;
  final List<Layer> layers;

  /** Index of the layer that dissipates the power. */
  final int chip;

  /** Matrix of the side nodes' heat balance, (node, node), W/K. */
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
    int nodes = secondary ? BOARD_RIM + SIDES : SINK_RIM + SIDES;
    nodeMatrix = new double[nodes][nodes];
    nodeAmbient = new double[nodes];
    nodeCapacity = new double[nodes];
    var list = new ArrayList<Layer>();
    if (secondary) {
      addSecondaryNodes();
      addSecondaryLayers(list);
    }
    chip = list.size();
    addPrimaryNodes();
    addPrimaryLayers(list);
    layers = List.copyOf(list);
  }

  private static boolean isX(int side) {
    return side == WEST || side == EAST;
  }

  private Slab slab(PackageSetting t, PackageSetting k, PackageSetting p) {
    return new Slab(settings.get(t), settings.get(k), settings.get(p));
  }

  private void addPrimaryLayers(List<Layer> list) {
    double spreader = settings.get(S_SPREADER);
    list.add(layer("", slab(T_CHIP, K_CHIP, P_CHIP), -1, 0));
    list.add(layer("iface_", slab(T_INTERFACE, K_INTERFACE, P_INTERFACE), -1, 0));
    list.add(layer("hsp_", slab(T_SPREADER, K_SPREADER, P_SPREADER), SPREADER, spreader));
    list.add(sinkLayer(spreader));
  }

  private void addSecondaryLayers(List<Layer> list) {
    list.add(boardLayer());
    list.add(layer("solder_", slab(T_SOLDER, K_SOLDER, P_SOLDER), SOLDER, settings.get(S_SOLDER)));
    list.add(layer("sub_", slab(T_SUB, K_SUB, P_SUB), SUBSTRATE, settings.get(S_SUB)));
    list.add(layer("c4_", slab(T_C4, K_C4, P_C4), -1, 0));
    list.add(layer("metal_", slab(T_METAL, K_METAL, P_METAL), -1, 0));
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

  private Layer sinkLayer(double spreader) {
    Slab slab = slab(T_SINK, K_SINK, P_SINK);
    double area = cellArea();
    double sink = square(settings.get(S_SINK));
    double toAmbient = 1 / (slab.t() / (slab.k() * area) + settings.get(R_CONVEC) * sink / area);
    double ofAir = LUMPING * settings.get(C_CONVEC) * area / sink;
    return layer("hsink_", slab, SINK, spreader).outermost(0, toAmbient, ofAir);
  }

  private Layer boardLayer() {
    double area = cellArea();
    double board = square(settings.get(S_PCB));
    double toAmbient = area / (settings.get(R_CONVEC_SEC) * board);
    double ofAir = LUMPING * settings.get(C_CONVEC_SEC) * area / board;
    Layer layer = layer("pcb_", slab(T_PCB, K_PCB, P_PCB), BOARD, settings.get(S_SOLDER));
    return layer.outermost(layer.upward(), toAmbient, ofAir);
  }

  private double cellArea() {
    return width / columns * (height / rows);
  }

  /** A layer inside the package. Its edge cells join side nodes from {@code firstNode} on. */
  private Layer layer(String prefix, Slab slab, int firstNode, double plate) {
    double w = width / columns;
    double h = height / rows;
    double alongX = slab.k() * h * slab.t() / w;
    double alongY = slab.k() * w * slab.t() / h;
    boolean joined = firstNode >= 0;
    boolean exact = lateral == Lateral.EXACT;
    return new Layer(
        prefix,
        exact ? alongX : alongY,
        exact ? alongY : alongX,
        slab.k() * cellArea() / slab.t(),
        0,
        LUMPING * slab.p() * slab.t() * cellArea(),
        firstNode,
        joined ? 1 / (0.5 / alongX + rows * besideX(slab.k(), slab.t(), plate)) : 0,
        joined ? 1 / (0.5 / alongY + columns * besideY(slab.k(), slab.t(), plate)) : 0);
  }

  /** Resistance from the die's outline to the middle of the plate west or east of it. */
  private double besideX(double k, double t, double plate) {
    return overhang(plate, width) / 4 / (k * (plate + 3 * height) / 4 * t);
  }

  /** Resistance from the die's outline to the middle of the plate north or south of it. */
  private double besideY(double k, double t, double plate) {
    return overhang(plate, height) / 4 / (k * (plate + 3 * width) / 4 * t);
  }

  /** Resistance from the middle of that part to the plate's outline, west or east. */
  private double beyondX(double k, double t, double plate) {
    return overhang(plate, width) / 4 / (k * (3 * plate + height) / 4 * t);
  }

  private double beyondY(double k, double t, double plate) {
    return overhang(plate, height) / 4 / (k * (3 * plate + width) / 4 * t);
  }

  /** Resistance from an inner plate's outline to the middle of the rim of an outer plate. */
  private static double toRim(double k, double t, double inner, double plate) {
    return overhang(plate, inner) / 4 / (k * (plate + 3 * inner) / 4 * t);
  }

  /** Area of the part of a plate on one side of the die. */
  private double area(int side, double plate) {
    return isX(side)
        ? (plate + height) * overhang(plate, width) / 4
        : (plate + width) * overhang(plate, height) / 4;
  }

  /** Area of one of the four equal parts of the rim of an outer plate. */
  private static double rimArea(double inner, double plate) {
    return (plate + inner) * overhang(plate, inner) / 4;
  }

  private static double overhang(double plate, double inner) {
    return Math.max(0, plate - inner);
  }

  private void addPrimaryNodes() {
    double inner = settings.get(S_SPREADER);
    double sink = settings.get(S_SINK);
    Slab spreader = slab(T_SPREADER, K_SPREADER, P_SPREADER);
    Slab slab = slab(T_SINK, K_SINK, P_SINK);
    for (int side = 0; side < SIDES; side++) {
      double area = area(side, inner);
      join(SPREADER + side, SINK + side, spreader.k() * area / spreader.t());
      nodeCapacity[SPREADER + side] = LUMPING * spreader.p() * spreader.t() * area;
    }
    double resistance = slab.t() / slab.k() + settings.get(R_CONVEC) * square(sink);
    double air = LUMPING * settings.get(C_CONVEC) / square(sink);
    addOuterPlate(SINK, inner, sink, slab, resistance, air);
  }

  private void addSecondaryNodes() {
    double substrate = settings.get(S_SUB);
    double inner = settings.get(S_SOLDER);
    double board = settings.get(S_PCB);
    Slab sub = slab(T_SUB, K_SUB, P_SUB);
    Slab solder = slab(T_SOLDER, K_SOLDER, P_SOLDER);
    Slab slab = slab(T_PCB, K_PCB, P_PCB);
    for (int side = 0; side < SIDES; side++) {
      double area = area(side, inner);
      join(SUBSTRATE + side, SOLDER + side, solder.k() / solder.t() * area);
      join(SOLDER + side, BOARD + side, slab.k() / slab.t() * area);
      nodeCapacity[SUBSTRATE + side] = LUMPING * sub.p() * sub.t() * area(side, substrate);
      nodeCapacity[SOLDER + side] = LUMPING * solder.p() * solder.t() * area;
    }
    double resistance = settings.get(R_CONVEC_SEC) * square(board);
    double air = LUMPING * settings.get(C_CONVEC_SEC) / square(board);
    addOuterPlate(BOARD, inner, board, slab, resistance, air);
  }

  /**
   * The nodes of a plate that convects to ambient: four beside the die, four of the rim.
   *
   * @param first the first node
   * @param inner side of the plate beneath, m
   * @param plate side of this plate, m
   * @param resistance to ambient times area, K m2/W
   * @param air heat capacity of the moving air per area, J/K/m2
   */
  private void addOuterPlate(
      int first, double inner, double plate, Slab slab, double resistance, double air) {
    double capacity = LUMPING * slab.p() * slab.t() + air;
    double rim = rimArea(inner, plate);
    for (int node = first; node < first + SIDES; node++) {
      double area = area(node - first, inner);
      double across =
          (isX(node - first)
                  ? beyondX(slab.k(), slab.t(), inner)
                  : beyondY(slab.k(), slab.t(), inner))
              + toRim(slab.k(), slab.t(), inner, plate);
      join(node, node + SIDES, across == 0 ? 0 : 1 / across);
      nodeAmbient[node] = area / resistance;
      nodeAmbient[node + SIDES] = rim / resistance;
      nodeCapacity[node] = capacity * area;
      nodeCapacity[node + SIDES] = capacity * rim;
    }
    for (int node = first; node < first + 2 * SIDES; node++) {
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
