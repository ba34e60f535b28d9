package janus.experiment;

import janus.accelerator.Mesh;
import janus.accelerator.SystolicArray;
import janus.catalog.AcceleratorCatalog;
import janus.catalog.DataFolder;
import janus.catalog.EnergyCatalog;
import janus.catalog.PackageCatalog;
import janus.catalog.TechnologyCatalog;
import janus.codesign.ChipDesign;
import janus.codesign.ChipPackage;
import janus.codesign.DecodeLoad;
import janus.kvcache.KvCodecs;
import janus.provenance.Basis;
import janus.provenance.Fact;
import janus.technology.AreaModel;
import janus.technology.MemoryArray;
import janus.technology.MemoryTechnology;
import janus.technology.Traffic;
import janus.thermal.DieArea;
import janus.thermal.Floorplan;
import janus.thermal.HeatReport;
import janus.thermal.ThermalField;
import janus.thermal.ThermalGrid;
import janus.thermal.ThermalLimits;
import janus.transformer.TransformerSpec;
import janus.units.Celsius;
import janus.units.DataSize;
import janus.units.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The published Janus-1, built from our facts: 16 tiles of 16 x 16 at 1 GHz, 32 MiB of SRAM, 224
 * MiB of tier 2, LPDDR5X beside it, decoding Llama-2-7B with weights and cache in 4 bits.
 */
final class JanusChip {
  static final String MODEL = "llama-2-7b";
  static final String CODEC = "int4-token";

  /** 4 bits and a 16-bit scale for every 128 weights. */
  static final double WEIGHT_BITS = 4.125;

  static final DataSize TIER1 = DataSize.ofMiB(32L);
  static final DataSize TIER2 = DataSize.ofMiB(224L);
  static final double LOGIC_NM = 3;
  private static final int TILES = 16;
  private static final SystolicArray TILE = new SystolicArray(16, 16);
  private static final int MAP_CELLS = 32;
  private static final double LABEL_METRES = 1e-3;

  private final TechnologyCatalog technologies;
  private final PackageCatalog packages;
  private final ChipDesign.Compute compute;
  private final ChipDesign.Network network;

  JanusChip(DataFolder data) {
    technologies = new TechnologyCatalog(data);
    packages = new PackageCatalog(data);
    compute =
        new ChipDesign.Compute(
            TILE, TILES, 1, new AcceleratorCatalog(data).int8MacDelivered(), 8, 32);
    network =
        new ChipDesign.Network(
            new Mesh(4, 4), new EnergyCatalog(data).movement("meshHop", "pJ/bit/hop"));
  }

  /** One part of the die. */
  record Part(
      String part, String technology, double nodeNm, Range mm2, String basis, String note) {}

  /** One part of one die. */
  record PartRow(String chip, Part part) {}

  /** The packages of the study: two published resistances under a lid, and a hand-held device. */
  List<ChipPackage> packages() {
    return List.of(
        lid("published-claim"),
        lid("bga-still-air"),
        new ChipPackage("handheld", packages.settings("handheld"), null));
  }

  /** A lid whose convection is fitted to any resistance from junction to ambient. */
  ChipPackage lid(double thetaJa) {
    var fact = new Fact(Range.exactly(thetaJa), "C/W", Basis.ASSUMED, "janus-derivation", "varied");
    return new ChipPackage("lid", packages.settings("bga-lid"), fact);
  }

  /** A lid whose convection is fitted to a published resistance. */
  ChipPackage lid(String resistance) {
    var lumped = packages.lumped(resistance);
    return new ChipPackage(
        "lid, theta_JA " + lumped.thetaJa().typical() + " C/W",
        packages.settings("bga-lid"),
        lumped.thetaJa());
  }

  /** What must not get hotter: the junction, and where there is a hand, the skin. */
  ThermalLimits limits(ChipPackage pack) {
    double junction = packages.limit("commercialJunctionC", "C").typical();
    boolean held = pack.thetaJa() == null;
    return new ThermalLimits(
        junction, held ? (Double) packages.limit("smartphoneSkinC", "C").typical() : null);
  }

  ChipDesign design(String tier2, ChipPackage pack) {
    MemoryTechnology technology = technologies.byName(tier2);
    List<Part> parts = parts(tier2);
    return new ChipDesign(
        "Janus-1 with " + tier2,
        new ChipDesign.Tier(technologies.byName("sram-hd"), TIER1, 4, 1024),
        new ChipDesign.Tier(technology, TIER2, 14, 1024),
        technologies.byName("lpddr5x"),
        DataSize.ofMiB(8192L),
        compute,
        network,
        new DieArea(mm2(parts, 0), mm2(parts, 1), mm2(parts, 2), mm2(parts, 3)),
        pack);
  }

  private static double mm2(List<Part> parts, int index) {
    return parts.get(index).mm2().typical();
  }

  /** Tier 1, arrays, network and tier 2, each at the node its facts belong to. */
  List<Part> parts(String tier2) {
    AreaModel area = technologies.area();
    MemoryTechnology technology = technologies.byName(tier2);
    Part first = memory("tier 1, 32 MiB", technologies.byName("sram-hd"), TIER1);
    Part second = memory("tier 2, 224 MiB", technology, TIER2);
    long units = TILES * TILE.units();
    AreaModel.Block macs = area.macs(units, LOGIC_NM);
    AreaModel.Block joins = area.network(first.mm2().plus(macs.mm2()), LOGIC_NM);
    return List.of(
        first,
        new Part(
            "arrays, " + units + " MACs",
            "logic",
            macs.nodeNm(),
            macs.mm2(),
            macs.basis(),
            macs.where()),
        new Part("network", "logic", joins.nodeNm(), joins.mm2(), joins.basis(), joins.where()),
        second);
  }

  private static Part memory(String name, MemoryTechnology technology, DataSize capacity) {
    double celsius = Math.max(25, technology.minTemperatureC());
    var array = new MemoryArray(technology, capacity, 1, 1024, new Traffic(0, 0, 0), celsius, 1);
    return new Part(
        name + " of " + technology.id(),
        technology.id(),
        technology.node().nm(),
        array.estimate().areaMm2(),
        technology.layout().density().basis().spelling(),
        technology.node().nm() == LOGIC_NM ? "" : "a die of its own: not published at 3 nm");
  }

  static DecodeLoad load(TransformerSpec model, long context) {
    return new DecodeLoad(
        model, WEIGHT_BITS, KvCodecs.parse(CODEC), KvCodecs.parse(CODEC), context);
  }

  /** One block of a die at work; {@code label} is its name where there is room for it. */
  record BlockRow(
      String chip,
      String pack,
      String block,
      String label,
      double xMm,
      double yMm,
      double widthMm,
      double heightMm,
      double areaMm2,
      double powerW,
      double wPerMm2,
      double celsius) {}

  /** One cell of the heat map of a die; x and y are its middle. */
  record CellRow(String chip, String pack, double xMm, double yMm, double celsius) {}

  /** The blocks of a die at work, where it settles. */
  static List<BlockRow> blocks(ChipDesign chip, HeatReport report) {
    return blocks(chip.name(), chip.pack().name(), chip.floorplan(), report);
  }

  /** The blocks of a floorplan and how hot they are. */
  static List<BlockRow> blocks(String chip, String pack, Floorplan floorplan, HeatReport report) {
    var rows = new ArrayList<BlockRow>();
    for (int b = 0; b < floorplan.blocks().size(); b++) {
      Floorplan.Block block = floorplan.blocks().get(b);
      HeatReport.Block heat = report.blocks().get(b);
      double mm2 = block.area() * 1e6;
      rows.add(
          new BlockRow(
              chip,
              pack,
              block.name(),
              Math.min(block.width(), block.height()) > LABEL_METRES ? block.name() : "",
              block.left() * 1e3,
              block.bottom() * 1e3,
              block.width() * 1e3,
              block.height() * 1e3,
              mm2,
              heat.powerW(),
              heat.powerW() / mm2,
              heat.celsius()));
    }
    return rows;
  }

  /** The temperature of the die on a grid coarse enough to draw. */
  static List<CellRow> heatMap(String chip, String pack, ThermalGrid grid, double[] watts) {
    ThermalField field =
        new ThermalGrid(grid.floorplan(), grid.settings(), MAP_CELLS, MAP_CELLS).steady(watts);
    double[] cells = field.chipCells();
    double width = grid.floorplan().width() * 1e3 / MAP_CELLS;
    double height = grid.floorplan().height() * 1e3 / MAP_CELLS;
    var rows = new ArrayList<CellRow>();
    for (int row = MAP_CELLS - 1; row >= 0; row--) {
      for (int column = 0; column < MAP_CELLS; column++) {
        rows.add(
            new CellRow(
                chip,
                pack,
                (column + 0.5) * width,
                (MAP_CELLS - 1 - row + 0.5) * height,
                Celsius.ofKelvin(cells[row * MAP_CELLS + column])));
      }
    }
    return rows;
  }

  /** Everything that was chosen, for {@code run.json}. */
  static void addSettings(Map<String, Object> settings) {
    settings.put("model", MODEL);
    settings.put("codec", CODEC);
    settings.put("weight_bits", WEIGHT_BITS);
    settings.put("tiles", TILES);
    settings.put("tile_rows", TILE.rows());
    settings.put("tile_columns", TILE.columns());
    settings.put("clock_ghz", 1);
    settings.put("tier1_mib", TIER1.mib());
    settings.put("tier2_mib", TIER2.mib());
    settings.put("logic_nm", LOGIC_NM);
  }
}
