package janus.codesign;

import janus.accelerator.Mesh;
import janus.accelerator.SystolicArray;
import janus.accelerator.TiledArray;
import janus.catalog.AcceleratorCatalog;
import janus.catalog.CostCatalog;
import janus.catalog.DataFolder;
import janus.catalog.DeviceCatalog;
import janus.catalog.EnergyCatalog;
import janus.catalog.ModelCatalog;
import janus.catalog.PackageCatalog;
import janus.catalog.TechnologyCatalog;
import janus.cost.CostFacts;
import janus.provenance.BadInputException;
import janus.provenance.Basis;
import janus.provenance.Fact;
import janus.technology.AreaModel;
import janus.technology.MemoryTechnology;
import janus.technology.Sleep;
import janus.thermal.Floorplan;
import janus.thermal.LumpedPackage;
import janus.thermal.PackageSettings;
import janus.thermal.ThermalGrid;
import janus.thermal.ThermalLimits;
import janus.transformer.TransformerSpec;
import janus.units.Range;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the names of a {@link Design} and a {@link Workload} stand for. Immutable; many threads may
 * share one.
 */
public final class Facts {
  /** Name of the energy of an INT8 multiply-accumulate at 3 nm with its operands delivered. */
  public static final String DELIVERED_INT8 = "int8-3nm-delivered";

  private static final Floorplan REFERENCE_DIE =
      new Floorplan(List.of(new Floorplan.Block("DIE", 0.01, 0.01, 0, 0)));

  private final TechnologyCatalog technologies;
  private final PackageCatalog packages;
  private final EnergyCatalog energies;
  private final ModelCatalog models;
  private final Map<String, TransformerSpec> ownModels;
  private final AreaModel area;
  private final Fact deliveredInt8;
  private final Fact hopEnergy;
  private final DecoderEnergy decoder;
  private final OffChipUse use;
  private final Sleep sleep;
  private final Fact regulatorEfficiency;
  private final Fact dieLink;
  private final CostFacts cost;

  /** The facts of a folder. */
  public Facts(DataFolder data) {
    technologies = new TechnologyCatalog(data);
    packages = new PackageCatalog(data);
    energies = new EnergyCatalog(data);
    models = new ModelCatalog(data);
    ownModels = Map.of();
    area = technologies.area();
    deliveredInt8 = new AcceleratorCatalog(data).int8MacDelivered();
    hopEnergy = energies.movement("meshHop", "pJ/bit/hop");
    decoder =
        new DecoderEnergy(
            energies.decoder("add"), energies.decoder("multiply"), energies.decoder("lookup"));
    DeviceCatalog devices = new DeviceCatalog(data);
    use = new OffChipUse(devices.bandwidthReached(), devices.layerTime());
    sleep = energies.sleep();
    regulatorEfficiency = energies.regulatorEfficiency();
    dieLink = energies.movement("ucieStandard", "pJ/bit");
    cost = CostCatalog.of(data);
  }

  /** Fits take some ten milliseconds, and a package serves many designs. */
  private final Map<Design.Packaging, ResolvedPackage> packs = new ConcurrentHashMap<>();

  private Facts(Facts other, Map<String, TransformerSpec> ownModels) {
    technologies = other.technologies;
    packages = other.packages;
    energies = other.energies;
    models = other.models;
    this.ownModels = Map.copyOf(ownModels);
    area = other.area;
    deliveredInt8 = other.deliveredInt8;
    hopEnergy = other.hopEnergy;
    decoder = other.decoder;
    use = other.use;
    sleep = other.sleep;
    regulatorEfficiency = other.regulatorEfficiency;
    dieLink = other.dieLink;
    cost = other.cost;
  }

  /** The facts that travel with the jar. */
  public static Facts bundled() {
    return new Facts(DataFolder.bundled());
  }

  /** These facts and a model of one's own. */
  public Facts withModel(String name, TransformerSpec spec) {
    var own = new HashMap<>(ownModels);
    own.put(name, spec);
    return new Facts(this, own);
  }

  public TechnologyCatalog technologies() {
    return technologies;
  }

  public PackageCatalog packages() {
    return packages;
  }

  public AreaModel area() {
    return area;
  }

  /** Prices. */
  public CostFacts cost() {
    return cost;
  }

  /**
   * A model by name.
   *
   * @throws BadInputException if there is none; lists the valid names
   */
  public TransformerSpec model(String name) {
    TransformerSpec own = ownModels.get(name);
    return own == null ? models.byName(name) : own;
  }

  /** Share of the peak bandwidth off chip that a decode step typically reaches. */
  public double reachedShare() {
    return use.reached(OffChipUse.Case.TYPICAL);
  }

  /** States of memories in a pause. */
  Sleep sleep() {
    return sleep;
  }

  /** What of the power that goes in leaves the voltage regulators. */
  public Fact regulatorEfficiency() {
    return regulatorEfficiency;
  }

  /** Names of energies of a multiply-accumulate. */
  public List<String> macEnergyNames() {
    var names = new ArrayList<>(List.of(DELIVERED_INT8));
    names.addAll(energies.macNames());
    return List.copyOf(names);
  }

  /**
   * What a workload asks for.
   *
   * @throws BadInputException if its model is unknown
   * @throws IllegalArgumentException if the model is no decoder or the scheme does not fit it
   */
  public ResolvedWorkload resolve(Workload workload) {
    Drafting drafting = workload.drafting();
    boolean drafts = drafting.tokens() > 0 && drafting.model() != null;
    TransformerSpec draft = drafts ? model(drafting.model()) : null;
    return ResolvedWorkload.of(workload, model(workload.model()), draft);
  }

  /**
   * The parts of a design with their facts.
   *
   * @throws BadInputException if a name is unknown
   * @throws IllegalArgumentException if the parts do not make a chip
   */
  public ResolvedDesign resolve(Design design) {
    MemoryTechnology first = onDie("tier1.technology", design.tier1());
    MemoryTechnology second = onDie("tier2.technology", design.tier2());
    MemoryTechnology outside = outside(design.offChip());
    Fact bandwidth = bandwidth(design.offChip(), outside);
    ResolvedDesign.Part link =
        DieParts.link(outside, bandwidth.typical(), design.compute().logicNm());
    List<ResolvedDesign.Part> parts = DieParts.of(design, first, second, link, area);
    return new ResolvedDesign(
        design,
        first,
        second,
        outside,
        bandwidth,
        use,
        tiles(design.compute()),
        macEnergy(design.compute().macEnergy()),
        mesh(design.compute().tiles()),
        hopEnergy,
        dieLink,
        decoder,
        parts,
        pack(design.pack()));
  }

  private MemoryTechnology onDie(String field, Design.Tier tier) {
    MemoryTechnology technology = technologies.byName(tier.technology());
    if (!technology.onChip()) {
      throw new BadInputException(
          field + " must be a memory on or over the die: " + technology.id() + " is off chip");
    }
    return technology;
  }

  private MemoryTechnology outside(Design.OffChip offChip) {
    MemoryTechnology technology = technologies.byName(offChip.technology());
    if (technology.onChip()) {
      throw new BadInputException(
          "offChip.technology must be a memory beside the die: " + technology.id() + " is not");
    }
    return technology;
  }

  private static Fact bandwidth(Design.OffChip offChip, MemoryTechnology technology) {
    if (offChip.bandwidthGbPerS() != null) {
      return assumed(offChip.bandwidthGbPerS(), "GB/s");
    }
    if (technology.bandwidth() == null) {
      throw new IllegalArgumentException(
          "offChip.bandwidthGbPerS must be given: nothing is known of " + technology.id());
    }
    return technology.bandwidth();
  }

  private static Fact assumed(double value, String unit) {
    return new Fact(Range.exactly(value), unit, Basis.ASSUMED, "janus-derivation", "chosen");
  }

  private static TiledArray tiles(Design.Compute compute) {
    var array = new SystolicArray(compute.tileRows(), compute.tileColumns());
    return new TiledArray(array, compute.tiles(), compute.clockGhz());
  }

  /** Of all meshes of so many tiles the most square, wider than high. */
  static Mesh mesh(int tiles) {
    int rows = (int) Math.sqrt(tiles);
    while (tiles % rows != 0) {
      rows--;
    }
    return new Mesh(rows, tiles / rows);
  }

  private Fact macEnergy(String name) {
    if (name.equals(DELIVERED_INT8)) {
      return deliveredInt8;
    }
    if (!energies.macNames().contains(name)) {
      throw new BadInputException(
          "compute.macEnergy '"
              + name
              + "' is unknown; valid names: "
              + String.join(", ", macEnergyNames()));
    }
    return energies.mac(name);
  }

  /**
   * What a die sits in, with its settings and limits.
   *
   * @throws BadInputException if a name is unknown
   */
  public ResolvedPackage pack(Design.Packaging pack) {
    return packs.computeIfAbsent(pack, this::resolved);
  }

  private ResolvedPackage resolved(Design.Packaging pack) {
    Fact thetaJa = thetaJa(pack);
    String layers = pack.layers().toLowerCase(Locale.ROOT).replaceFirst("^bga-", "");
    String name = thetaJa == null ? layers : layers + ", theta_JA " + thetaJa.typical() + " C/W";
    PackageSettings settings =
        thetaJa == null
            ? packages.settings(pack.layers())
            : fitted(pack.layers(), thetaJa.typical());
    return new ResolvedPackage(name, settings, thetaJa, limits(thetaJa));
  }

  /**
   * Convection is a matter of the package, not of the die: it is fitted on a die of 10 x 10 mm,
   * such as packages are measured with.
   */
  private PackageSettings fitted(String layers, double thetaJa) {
    return ThermalGrid.fitted(REFERENCE_DIE, packages.settings(layers), thetaJa);
  }

  private Fact thetaJa(Design.Packaging pack) {
    if (pack.thetaJaCPerW() != null) {
      return assumed(pack.thetaJaCPerW(), "C/W");
    }
    LumpedPackage published = pack.resistance() == null ? null : packages.lumped(pack.resistance());
    return published == null ? null : published.thetaJa();
  }

  /** What must not get hotter: the junction, and where the layers end in a hand, the skin. */
  private ThermalLimits limits(Fact thetaJa) {
    double junction = packages.limit("commercialJunctionC", "C").typical();
    Double skin = thetaJa == null ? packages.limit("smartphoneSkinC", "C").typical() : null;
    return new ThermalLimits(junction, skin);
  }
}
