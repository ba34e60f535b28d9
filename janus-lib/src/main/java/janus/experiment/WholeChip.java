package janus.experiment;

import janus.accelerator.Platform;
import janus.accelerator.StepWork;
import janus.accelerator.TiledArray;
import janus.accelerator.TiledArray.Ports;
import janus.catalog.AcceleratorCatalog;
import janus.catalog.ModelCatalog;
import janus.claims.HotSpotComparison;
import janus.claims.PublishedClaims;
import janus.claims.ScaleSimRun;
import janus.claims.ValidationCatalog;
import janus.codesign.Design;
import janus.codesign.DesignEvaluator;
import janus.codesign.DesignRun;
import janus.codesign.Facts;
import janus.codesign.OperatingPoint;
import janus.codesign.PreparedDesign;
import janus.codesign.ResolvedDesign;
import janus.codesign.ResolvedPackage;
import janus.codesign.ResolvedWorkload;
import janus.codesign.Workload;
import janus.progress.Progress;
import janus.provenance.Fact;
import janus.results.ResultsFolder;
import janus.thermal.BlockMapping;
import janus.thermal.HeatReport;
import janus.thermal.ThermalField;
import janus.thermal.ThermalGrid;
import janus.thermal.ThermalLimits;
import janus.units.DataSize;
import janus.units.Range;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Step 5: the published chip as a whole, from the models of the steps before. */
public final class WholeChip implements Experiment {
  private static final long[] CONTEXTS = {512, 1024, 2048, 4096};
  private static final List<String> TIER2 =
      List.of("edram-1t1c", "sram-hd", "stt-mram", "gain-cell");

  private static final String COMMERCIAL = "commercial junction";

  /** The case that is shown in detail. */
  private static final String SHOWN = "edram-1t1c";

  /** Power of one component in one case. */
  record PowerRow(
      String chip,
      String pack,
      long contextTokens,
      double tokensPerS,
      Double junctionC,
      String component,
      String cause,
      boolean onDie,
      Range watts) {}

  /**
   * One case: what the chip reaches.
   *
   * @param thetaCelsiusPerW mean rise of the die for a watt spread evenly over it
   * @param roofArithmeticTokensPerS every unit busy in every cycle
   * @param roofOffChipTokensPerS weights, and cache that does not fit, from off chip
   * @param roofOnChipTokensPerS the cache from tier 2
   * @param tokensPerS from cycles: tiles and memories together
   * @param operandStallPercent share of the cycles in which tiles wait for operands
   * @param lowTokensPerS with the least that measured devices reach of their memory
   * @param highTokensPerS with the most
   * @param sustainedTokensPerS under the limits of junction and skin; power, energy and
   *     temperatures are those of this rate
   * @param outcome settles, beyond_limit or runaway, at full rate
   * @param fullRateJunctionC hottest cell of the die at full rate; missing in runaway
   * @param junctionC hottest cell of the die at the sustained rate; missing in runaway
   * @param throttlingPowerW largest power of the die, spread as now, that keeps the limits
   */
  record ChipRow(
      String chip,
      String tier2,
      String pack,
      double thetaCelsiusPerW,
      long contextTokens,
      double roofArithmeticTokensPerS,
      double roofOffChipTokensPerS,
      double roofOnChipTokensPerS,
      double tokensPerS,
      double lowTokensPerS,
      double highTokensPerS,
      double sustainedTokensPerS,
      String limit,
      double operandStallPercent,
      double peakTops,
      double usedTops,
      double usedPercent,
      Range dieW,
      Range withOffChipW,
      Double joulePerToken,
      String outcome,
      Double fullRateJunctionC,
      Double junctionC,
      Double dieMeanC,
      Double skinC,
      Double junctionLimitC,
      Double skinLimitC,
      Double throttlingPowerW) {}

  /**
   * The package a die needs.
   *
   * @param hottestC what the junction must not pass; the highest temperature the facts hold for, or
   *     the limit of commercial chips
   * @param thetaCelsiusPerW largest resistance from junction to ambient; missing where even 1 C/W
   *     is too much
   */
  record ResistanceRow(String chip, String limit, double hottestC, Double thetaCelsiusPerW) {}

  /** How much of the peak a step uses, with memories that keep up and with those of the design. */
  record StepRow(
      String step,
      long tokens,
      String memory,
      long cycles,
      double seconds,
      double tokensPerS,
      double macs,
      double tops,
      double peakTops,
      double peakPercent) {}

  /** One kind of product of a step. */
  record ProductRow(String step, long tokens, String memory, TiledArray.OperationRun run) {}

  /** A platform on equal definitions. */
  record PlatformRow(
      String platform,
      String origin,
      double peakInt8Tops,
      double powerW,
      double topsPerW,
      double onChipMb,
      double onChipMbPerW,
      double dramGbPerS,
      double roofLlama7bTokensPerS,
      String note) {}

  /** A measured decode rate beside the memory roof of its platform. */
  record MeasuredRow(
      String platform,
      String model,
      String weights,
      double measuredTokensPerS,
      double roofTokensPerS,
      double bandwidthUsedPercent,
      String source) {}

  /** A published figure beside ours. */
  record ClaimRow(String quantity, double published, Range recomputed, String unit, String note) {}

  @Override
  public String name() {
    return "5-whole-chip";
  }

  @Override
  public String question() {
    return "What does the whole chip reach, and what limits it?";
  }

  @Override
  public List<Headline> run(Laboratory laboratory) {
    long start = System.nanoTime();
    var accelerators = new AcceleratorCatalog(laboratory.data());
    var models = new ModelCatalog(laboratory.data());
    var published = new PublishedClaims(laboratory.data());
    var validation = new ValidationCatalog(laboratory.data());
    var evaluator = new DesignEvaluator(new Facts(laboratory.data()));
    Progress progress = laboratory.progress();

    var chips = new ArrayList<ChipRow>();
    var power = new ArrayList<PowerRow>();
    var blocks = new ArrayList<DieRows.BlockRow>();
    var cells = new ArrayList<DieRows.CellRow>();
    List<Design.Packaging> packages = Janus1Study.PACKAGES;
    int total = TIER2.size() * packages.size();
    for (String tier2 : TIER2) {
      for (Design.Packaging packaging : packages) {
        PreparedDesign chip = evaluator.prepare(Janus1Study.design(tier2, packaging));
        ResolvedPackage pack = chip.chip().pack();
        progress.update(chips.size() / CONTEXTS.length, total, tier2 + " in " + pack.name());
        for (long context : CONTEXTS) {
          ResolvedWorkload load = evaluator.facts().resolve(Janus1Study.load(context));
          DesignRun report = chip.on(load);
          chips.add(chipRow(chip, load, report));
          power.addAll(powerRows(chip.chip(), context, report));
          boolean last = context == CONTEXTS[CONTEXTS.length - 1];
          ThermalField field = last ? chip.field(report.point()) : null;
          if (field != null) {
            blocks.addAll(
                DieRows.blocks(chip.chip(), HeatReport.of(field, BlockMapping.AVG, pack.limits())));
            if (tier2.equals(SHOWN)) {
              ThermalGrid grid = chip.grid();
              cells.addAll(
                  DieRows.heatMap(chip.chip().design().name(), pack.name(), grid, field.watts()));
              addPublished(blocks, cells, validation, grid, pack.name());
            }
          }
        }
      }
    }
    var resistances = new ArrayList<ResistanceRow>();
    for (String tier2 : TIER2) {
      resistances.addAll(resistanceRows(evaluator.facts(), tier2));
    }
    PreparedDesign shown = evaluator.prepare(Janus1Study.design(SHOWN, packages.get(0)));
    var steps = new ArrayList<StepRow>();
    var products = new ArrayList<ProductRow>();
    for (long context : CONTEXTS) {
      addSteps(steps, products, shown, evaluator.facts().resolve(Janus1Study.load(context)));
    }
    List<DieRows.PartRow> area = new ArrayList<>();
    for (String tier2 : TIER2) {
      Design design = Janus1Study.design(tier2, packages.get(0));
      area.addAll(DieRows.parts(evaluator.facts().resolve(design)));
    }
    List<PlatformRow> platforms =
        platformRows(accelerators, evaluator.facts(), chips.get(0), published);
    HotSpotComparison.Table hotSpot = validation.hotSpot();

    var results = new ResultsFolder(laboratory.results().resolve(name()));
    results.table("chips", ChipRow.class, chips);
    results.table("power", PowerRow.class, power);
    results.table("steps", StepRow.class, steps);
    results.table("products", ProductRow.class, products);
    results.table("package-needed", ResistanceRow.class, resistances);
    results.table("blocks", DieRows.BlockRow.class, blocks);
    results.table("heat-map", DieRows.CellRow.class, cells);
    results.table("area", DieRows.PartRow.class, area);
    results.table("platforms", PlatformRow.class, platforms);
    results.table("measured-decode-rates", MeasuredRow.class, measuredRows(accelerators, models));
    results.table(
        "published-claims",
        ClaimRow.class,
        claimRows(published, chips.get(0), area, evaluator.facts()));
    MeasuredDeviceTables.write(results, laboratory.data());
    OffChipUses.write(results, laboratory.data());
    List<ScaleSimRun> scaleSim = validation.scaleSim();
    results.table(
        "finding", FindingRow.class, findings(chips, steps, resistances, hotSpot.runs(), scaleSim));
    results.table("hotspot-runs", HotSpotComparison.Run.class, hotSpot.runs());
    results.table("hotspot-blocks", HotSpotComparison.Block.class, hotSpot.blocks());
    results.table("scale-sim", ScaleSimRun.class, scaleSim);
    List<Headline> headlines = headlines(chips.get(CONTEXTS.length - 1), steps, area);
    results.table("headlines", Headline.class, headlines);
    results.write(
        name(),
        laboratory.quick(),
        settings(),
        (System.nanoTime() - start) / 1e9,
        laboratory.circumstances());
    return headlines;
  }

  private static Map<String, Object> settings() {
    var settings = new LinkedHashMap<String, Object>();
    Janus1Study.addSettings(settings);
    settings.put("thermal_grid", PreparedDesign.GRID);
    return settings;
  }

  private static ChipRow chipRow(PreparedDesign model, ResolvedWorkload load, DesignRun report) {
    ResolvedDesign chip = model.chip();
    Range all = report.totalW(true);
    OperatingPoint point = report.point();
    return new ChipRow(
        chip.design().name(),
        chip.tier2().id(),
        chip.pack().name(),
        model.evenResistance(),
        load.workload().contextTokens(),
        report.roofs().arithmeticTokensPerS(),
        report.roofs().offChipTokensPerS(),
        report.roofs().onChipTokensPerS(),
        report.tokensPerS(),
        report.ratePerS().low(),
        report.ratePerS().high(),
        load.tokensPerStep() * point.stepsPerS(),
        report.roofs().limit().name().toLowerCase(Locale.ROOT),
        report.waitingPercent(),
        chip.tiles().peakTops(),
        report.usedTops(),
        100 * report.usedTops() / chip.tiles().peakTops(),
        report.totalW(false),
        all,
        known(point.stepJ() / load.tokensPerStep()),
        report.outcome().spelling(),
        known(report.full().junctionC()),
        known(point.sustained().junctionC()),
        known(report.dieMeanC()),
        known(point.sustained().skinC()),
        chip.pack().limits().junctionCelsius(),
        chip.pack().limits().skinCelsius(),
        known(point.throttlingW(chip.pack())));
  }

  private static Double known(double value) {
    return Double.isFinite(value) ? (Double) value : null;
  }

  private static List<ResistanceRow> resistanceRows(Facts facts, String tier2) {
    ResolvedDesign chip = facts.resolve(Janus1Study.design(tier2, Janus1Study.lid(1.0)));
    ResolvedWorkload load = facts.resolve(Workload.janus1());
    double commercial = chip.pack().limits().junctionCelsius();
    var rows = new ArrayList<ResistanceRow>();
    rows.add(needs(facts, chip.design(), load, COMMERCIAL, commercial));
    rows.add(needs(facts, chip.design(), load, "highest known temperature", chip.knownToC()));
    return rows;
  }

  private static ResistanceRow needs(
      Facts facts, Design chip, ResolvedWorkload load, String limit, double hottestC) {
    Double theta =
        PreparedDesign.largestResistance(
            resistance -> facts.resolve(chip.withPackage(Janus1Study.lid(resistance))),
            load,
            hottestC,
            1,
            100);
    return new ResistanceRow(chip.name(), limit, hottestC, theta);
  }

  /** The die and power that the published design states, in the same package. */
  private static void addPublished(
      List<DieRows.BlockRow> blocks,
      List<DieRows.CellRow> cells,
      ValidationCatalog validation,
      ThermalGrid grid,
      String pack) {
    HotSpotComparison.Steady published = validation.hotSpotSteady().get(0);
    double[] watts = published.watts().stream().mapToDouble(Double::doubleValue).toArray();
    var inPackage =
        new ThermalGrid(published.floorplan(), grid.settings(), grid.rows(), grid.columns());
    HeatReport report =
        HeatReport.of(inPackage.steady(watts), BlockMapping.AVG, ThermalLimits.NONE);
    String name = "Janus-1, published power";
    blocks.addAll(DieRows.blocks(name, pack, published.floorplan(), report));
    cells.addAll(DieRows.heatMap(name, pack, inPackage, watts));
  }

  private static List<PowerRow> powerRows(ResolvedDesign chip, long context, DesignRun report) {
    return report.power().stream()
        .map(
            row ->
                new PowerRow(
                    chip.design().name(),
                    chip.pack().name(),
                    context,
                    report.point().stepsPerS(),
                    known(report.point().sustained().junctionC()),
                    row.component(),
                    row.cause(),
                    row.onDie(),
                    row.watts()))
        .toList();
  }

  /** Decoding at a context and prefilling as many tokens, with and without limits of memory. */
  private static void addSteps(
      List<StepRow> steps, List<ProductRow> products, PreparedDesign chip, ResolvedWorkload load) {
    TiledArray tiles = chip.chip().tiles();
    long tokens = load.workload().contextTokens();
    StepWork decode = load.decode();
    StepWork prefill = StepWork.prefill(load.model(), tokens);
    add(steps, products, tiles, "decode", tokens, 1, "keeps up", tiles.run(decode, Ports.ENDLESS));
    add(steps, products, tiles, "decode", tokens, 1, "as designed", chip.decode(load));
    add(
        steps,
        products,
        tiles,
        "prefill",
        tokens,
        tokens,
        "keeps up",
        tiles.run(prefill, Ports.ENDLESS));
    add(steps, products, tiles, "prefill", tokens, tokens, "as designed", chip.prefill(load));
  }

  private static void add(
      List<StepRow> steps,
      List<ProductRow> products,
      TiledArray tiles,
      String step,
      long tokens,
      long made,
      String memory,
      TiledArray.StepRun run) {
    steps.add(
        new StepRow(
            step,
            tokens,
            memory,
            run.cycles(),
            run.seconds(),
            made / run.seconds(),
            run.macs(),
            run.tops(),
            tiles.peakTops(),
            run.peakPercent()));
    run.operations().forEach(each -> products.add(new ProductRow(step, tokens, memory, each)));
  }

  private static List<PlatformRow> platformRows(
      AcceleratorCatalog accelerators, Facts facts, ChipRow janus, PublishedClaims published) {
    Design design = Design.janus1();
    DataSize onChip = design.tier1().capacity().plus(design.tier2().capacity());
    double weightsGb = facts.resolve(Janus1Study.load(512)).weightsRead().gb();
    var rows = new ArrayList<PlatformRow>();
    rows.add(
        new PlatformRow(
            "Janus-1, from our models",
            "computed",
            janus.peakTops(),
            janus.withOffChipW().typical(),
            janus.peakTops() / janus.withOffChipW().typical(),
            onChip.mb(),
            onChip.mb() / janus.withOffChipW().typical(),
            janus.roofOffChipTokensPerS() * weightsGb,
            janus.roofOffChipTokensPerS(),
            "with off-chip memory, at 512 tokens"));
    double claimedW = published.claim("power").value();
    double claimedTops = published.claim("peak arithmetic").value();
    double claimedMb = published.claim("on-chip memory").value();
    rows.add(
        new PlatformRow(
            "Janus-1, as published",
            "published claim",
            claimedTops,
            claimedW,
            claimedTops / claimedW,
            claimedMb,
            claimedMb / claimedW,
            Double.NaN,
            Double.NaN,
            "no off-chip memory counted"));
    for (Platform platform : accelerators.platforms()) {
      rows.add(
          new PlatformRow(
              platform.name(),
              "published",
              value(platform.peakInt8()),
              value(platform.power()),
              value(platform.peakInt8()) / value(platform.power()),
              value(platform.onChipMemory()),
              value(platform.onChipMemory()) / value(platform.power()),
              value(platform.dramBandwidth()),
              value(platform.dramBandwidth()) / weightsGb,
              "dense INT8; stated power, of a module where it is one"));
    }
    return rows;
  }

  private static double value(Fact fact) {
    return fact == null ? Double.NaN : fact.typical();
  }

  /** The memory roof says what decoding at batch 1 can reach; measured rates must lie below it. */
  private static List<MeasuredRow> measuredRows(
      AcceleratorCatalog accelerators, ModelCatalog models) {
    var rows = new ArrayList<MeasuredRow>();
    for (Platform platform : accelerators.platforms()) {
      for (Platform.Decode decode : platform.decode()) {
        String name = decode.model().toLowerCase(Locale.ROOT).replace("-chat", "");
        if (!models.names().contains(name) || platform.dramBandwidth() == null) {
          continue;
        }
        double bits =
            decode.weights().toLowerCase(Locale.ROOT).contains("8a8")
                ? 8
                : Workload.janus1().weightBits();
        double gb = models.byName(name).decodeWeights() * bits / 8 / 1e9;
        double roof = platform.dramBandwidth().typical() / gb;
        rows.add(
            new MeasuredRow(
                platform.name(),
                decode.model(),
                decode.weights(),
                decode.rate().typical(),
                roof,
                100 * decode.rate().typical() / roof,
                decode.rate().source()));
      }
    }
    return rows;
  }

  private static List<ClaimRow> claimRows(
      PublishedClaims published, ChipRow row, List<DieRows.PartRow> area, Facts facts) {
    double power = published.claim("power").value();
    double claimedMm2 = published.claim("die area").value();
    Range onChipMb = Range.exactly(published.claim("on-chip memory").value());
    Range total = Range.exactly(0);
    for (DieRows.PartRow part : area) {
      total = part.chip().equals(row.chip()) ? total.plus(part.part().mm2()) : total;
    }
    var claims = new ArrayList<ClaimRow>();
    claims.add(claim(published, "power", row.dieW(), "die alone, at the rate of the cycles"));
    for (String resistance : List.of("published-claim", "bga-still-air")) {
      ResolvedPackage pack = facts.pack(Janus1Study.lid(resistance));
      claims.add(
          claim(
              published,
              "junction temperature",
              pack.thetaJa().range().map(theta -> pack.ambientC() + theta * power),
              "the published power, spread evenly, "
                  + String.format(
                      Locale.ROOT,
                      "%.2f W/mm2, theta_JA %s C/W",
                      power / claimedMm2,
                      pack.thetaJa().typical())));
    }
    claims.add(
        claim(published, "peak arithmetic", Range.exactly(row.peakTops()), "16 x 256 MACs, 1 GHz"));
    claims.add(claim(published, "die area", total, "tier 2 at 14 nm, the last published node"));
    claims.add(
        claim(
            published,
            "memory efficiency",
            new Range(
                onChipMb.low() / row.withOffChipW().high(),
                onChipMb.typical() / row.withOffChipW().typical(),
                onChipMb.high() / row.withOffChipW().low()),
            "the claimed capacity over our power with off-chip memory"));
    claims.add(
        claim(
            published,
            "decode rate of Llama-2-7B in INT4",
            Range.exactly(row.tokensPerS()),
            "from cycles, at 512 tokens; the lowest roof: " + row.limit()));
    return claims;
  }

  private static ClaimRow claim(
      PublishedClaims published, String quantity, Range ours, String note) {
    PublishedClaims.Claim claim = published.claim(quantity);
    return new ClaimRow(quantity, claim.value(), ours, claim.unit(), note);
  }

  private static List<FindingRow> findings(
      List<ChipRow> chips,
      List<StepRow> steps,
      List<ResistanceRow> resistances,
      List<HotSpotComparison.Run> hotSpot,
      List<ScaleSimRun> scaleSim) {
    var findings = new ArrayList<FindingRow>();
    ChipRow chip = chips.get(CONTEXTS.length - 1);
    findings.add(
        new FindingRow(
            String.format(
                Locale.ROOT,
                "With %d tokens in the cache the chip decodes %.1f tokens/s (%.1f to %.1f with what"
                    + " measured devices reach of their memory); its lowest roof, %s, is at %.1f."
                    + " The tiles wait for operands in %.0f %% of the cycles.",
                chip.contextTokens(),
                chip.tokensPerS(),
                chip.lowTokensPerS(),
                chip.highTokensPerS(),
                chip.limit().replace('_', ' '),
                chip.roofOffChipTokensPerS(),
                chip.operandStallPercent()),
            "chips.csv"));
    findings.add(
        new FindingRow(
            String.format(
                Locale.ROOT,
                "Of %.3f TOPS a decode step uses %.2f %% if memories keep up and %.2f %% as"
                    + " designed; a prompt of %d tokens uses %.1f %%.",
                chip.peakTops(),
                step(steps, "decode", chip.contextTokens(), "keeps up").peakPercent(),
                chip.usedPercent(),
                chip.contextTokens(),
                step(steps, "prefill", chip.contextTokens(), "as designed").peakPercent()),
            "steps.csv"));
    findings.add(
        new FindingRow(
            String.format(
                Locale.ROOT,
                "At that rate the die takes %s W and with the memory outside %s W: %.2f J a token.",
                range(chip.dieW()),
                range(chip.withOffChipW()),
                chip.joulePerToken()),
            "power.csv"));
    for (ResistanceRow row : resistances) {
      if (row.limit().equals(COMMERCIAL)) {
        findings.add(
            new FindingRow(
                row.thetaCelsiusPerW() == null
                    ? String.format(
                        Locale.ROOT,
                        "%s stays below %.0f °C in no package.",
                        row.chip(),
                        row.hottestC())
                    : String.format(
                        Locale.ROOT,
                        "%s needs a package of at most %.1f °C/W to stay below %.0f °C.",
                        row.chip(),
                        row.thetaCelsiusPerW(),
                        row.hottestC()),
                "package-needed.csv"));
      }
    }
    double worst =
        hotSpot.stream()
            .filter(run -> run.intervals() == 1)
            .mapToDouble(HotSpotComparison.Run::worstDifferenceK)
            .max()
            .orElseThrow();
    findings.add(
        new FindingRow(
            String.format(
                Locale.ROOT,
                "Over %d runs to a steady state no block differs from HotSpot 7 by more than %.4f"
                    + " K; of %d products %d take the cycles of SCALE-Sim.",
                hotSpot.stream().filter(run -> run.intervals() == 1).count(),
                worst,
                scaleSim.size(),
                scaleSim.stream().filter(ScaleSimRun::equal).count()),
            "hotspot-runs.csv, scale-sim.csv"));
    return findings;
  }

  private static StepRow step(List<StepRow> steps, String kind, long tokens, String memory) {
    return steps.stream()
        .filter(
            step ->
                step.step().equals(kind) && step.tokens() == tokens && step.memory().equals(memory))
        .findFirst()
        .orElseThrow();
  }

  private static List<Headline> headlines(
      ChipRow janus, List<StepRow> steps, List<DieRows.PartRow> area) {
    Range mm2 = Range.exactly(0);
    for (DieRows.PartRow part : area) {
      mm2 = part.chip().equals(janus.chip()) ? mm2.plus(part.part().mm2()) : mm2;
    }
    StepRow fed = step(steps, "decode", janus.contextTokens(), "keeps up");
    return List.of(
        new Headline(
            "decode rate of Llama-2-7B at 4096 tokens, INT4 weights and cache",
            format(janus.tokensPerS()),
            "token/s",
            "computed from cycles; lowest roof: " + janus.limit().replace('_', ' '),
            "5-whole-chip/chips.csv"),
        new Headline(
            "share of the peak that a decode step uses, if memories kept up and as designed",
            format(fed.peakPercent()) + " and " + format(janus.usedPercent()),
            "%",
            "computed from cycles of 16 tiles of 16 x 16",
            "5-whole-chip/steps.csv"),
        new Headline(
            "power with off-chip memory at that rate, typical and range",
            range(janus.withOffChipW()),
            "W",
            "computed from sourced facts",
            "5-whole-chip/power.csv"),
        new Headline(
            "junction temperature, " + janus.pack(),
            janus.junctionC() == null ? "runs away" : format(janus.junctionC()),
            "C",
            "thermal grid over the floorplan, typical power",
            "5-whole-chip/chips.csv"),
        new Headline(
            "area of all parts, tier 2 of eDRAM at 14 nm",
            range(mm2),
            "mm2",
            "computed from published cells and densities",
            "5-whole-chip/area.csv"));
  }

  private static String format(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private static String range(Range range) {
    return String.format(
        Locale.ROOT, "%.2f (%.2f to %.2f)", range.typical(), range.low(), range.high());
  }
}
