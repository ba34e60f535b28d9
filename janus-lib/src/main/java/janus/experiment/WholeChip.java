package janus.experiment;

import janus.accelerator.Dataflow;
import janus.accelerator.Gemm;
import janus.accelerator.Platform;
import janus.accelerator.SystolicArray;
import janus.catalog.AcceleratorCatalog;
import janus.catalog.Document;
import janus.catalog.ModelCatalog;
import janus.catalog.PublishedClaims;
import janus.catalog.TechnologyCatalog;
import janus.codesign.ChipDesign;
import janus.codesign.ChipReport;
import janus.codesign.DecodeLoad;
import janus.kvcache.KvCodecs;
import janus.provenance.Fact;
import janus.results.ResultsFolder;
import janus.technology.AreaModel;
import janus.transformer.TransformerSpec;
import janus.units.DataSize;
import janus.units.Range;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Step 5: the published chip as a whole, from the models of the steps before. */
public final class WholeChip implements Experiment {
  private static final String MODEL = "llama-2-7b";
  private static final String CODEC = "int4-token";
  private static final double WEIGHT_BITS = 4.125;
  private static final long[] CONTEXTS = {512, 1024, 2048, 4096};
  private static final double AMBIENT_C = 25;

  /** NAND2 equivalents of an INT8 MAC with its registers; assumed, nothing is published. */
  private static final double GATES_PER_MAC = 1000;

  /** Power of one component in one case. */
  record PowerRow(
      String chip,
      long contextTokens,
      double tokensPerS,
      double junctionC,
      String component,
      String cause,
      boolean onDie,
      Range watts) {}

  /** One case: what the chip reaches. */
  record ChipRow(
      String chip,
      String tier2,
      double packageCPerW,
      String packageSource,
      long contextTokens,
      double arithmeticTokensPerS,
      double offChipTokensPerS,
      double onChipTokensPerS,
      double tokensPerS,
      String limit,
      Range dieW,
      Range withOffChipW,
      double junctionC,
      boolean settled,
      double joulePerToken,
      double peakTops,
      double usedTops,
      double usedPercent) {}

  /** Area of one part. */
  record AreaRow(
      String part, String technology, double nodeNm, Range mm2, String basis, String note) {}

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
    var technologies = new TechnologyCatalog(laboratory.data());
    var accelerators = new AcceleratorCatalog(laboratory.data());
    var models = new ModelCatalog(laboratory.data());
    var published = new PublishedClaims(laboratory.data());
    TransformerSpec model = models.byName(MODEL);
    Fact still = resistance(laboratory, "bga-still-air");
    Fact claimed = resistance(laboratory, "published-claim");

    var chips = new ArrayList<ChipRow>();
    var power = new ArrayList<PowerRow>();
    for (String tier2 : List.of("edram-1t1c", "sram-hd", "stt-mram", "gain-cell")) {
      for (Fact theta : List.of(claimed, still)) {
        ChipDesign chip = janus1(technologies, accelerators, tier2, theta);
        for (long context : CONTEXTS) {
          DecodeLoad load = load(model, context);
          ChipReport report = ChipReport.of(chip, load, mappingEfficiency(chip, model));
          chips.add(chipRow(chip, theta, load, report));
          for (ChipReport.PowerRow row : report.power()) {
            power.add(
                new PowerRow(
                    chip.name() + ", " + theta.typical() + " C/W",
                    context,
                    report.tokensPerS(),
                    report.junctionC(),
                    row.component(),
                    row.cause(),
                    row.onDie(),
                    row.watts()));
          }
        }
      }
    }
    List<AreaRow> area = areaRows(technologies);
    List<PlatformRow> platforms = platformRows(accelerators, model, chips.get(0), published);
    List<ClaimRow> claims = claimRows(published, chips.get(0), area, claimed, still);

    var results = new ResultsFolder(laboratory.results().resolve(name()));
    results.table("chips", ChipRow.class, chips);
    results.table("power", PowerRow.class, power);
    results.table("area", AreaRow.class, area);
    results.table("platforms", PlatformRow.class, platforms);
    results.table("measured-decode-rates", MeasuredRow.class, measuredRows(accelerators, models));
    results.table("published-claims", ClaimRow.class, claims);
    List<Headline> headlines = headlines(chips.get(3), area);
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
    settings.put("model", MODEL);
    settings.put("codec", CODEC);
    settings.put("weight_bits", WEIGHT_BITS);
    settings.put("ambient_c", AMBIENT_C);
    settings.put("gates_per_mac_assumed", GATES_PER_MAC);
    return settings;
  }

  private static Fact resistance(Laboratory laboratory, String name) {
    Document document = laboratory.data().document("packages", name);
    return document.fact("thetaJa", "C/W");
  }

  /** The published Janus-1: 16 tiles of 16 x 16 at 1 GHz, 32 and 224 MiB, LPDDR5X beside it. */
  private static ChipDesign janus1(
      TechnologyCatalog technologies, AcceleratorCatalog accelerators, String tier2, Fact theta) {
    return new ChipDesign(
        "Janus-1 with " + tier2,
        new ChipDesign.Tier(technologies.byName("sram-hd"), DataSize.ofMiB(32L), 4, 1024),
        new ChipDesign.Tier(technologies.byName(tier2), DataSize.ofMiB(224L), 14, 1024),
        technologies.byName("lpddr5x"),
        DataSize.ofMiB(8192L),
        new ChipDesign.Compute(new SystolicArray(16, 16), 16, 1, accelerators.int8MacDelivered()),
        theta,
        AMBIENT_C);
  }

  private static DecodeLoad load(TransformerSpec model, long context) {
    return new DecodeLoad(
        model, WEIGHT_BITS, KvCodecs.parse(CODEC), KvCodecs.parse(CODEC), context);
  }

  /**
   * Utilization of an array on the largest product of a decode step, one row by the hidden size.
   */
  private static double mappingEfficiency(ChipDesign chip, TransformerSpec model) {
    var gemv = new Gemm(1, model.feedForward().ffnDim(), model.hiddenDim());
    double best = 0;
    for (Dataflow dataflow : Dataflow.values()) {
      best = Math.max(best, chip.compute().array().utilizationPercent(gemv, dataflow));
    }
    return best / 100;
  }

  private static ChipRow chipRow(ChipDesign chip, Fact theta, DecodeLoad load, ChipReport report) {
    double usedTops = 2 * load.macs() * report.tokensPerS() / 1e12;
    Range all = report.totalW(true);
    return new ChipRow(
        chip.name(),
        chip.tier2().technology().id(),
        theta.typical(),
        theta.source(),
        load.contextTokens(),
        report.rate().arithmeticTokensPerS(),
        report.rate().offChipTokensPerS(),
        report.rate().onChipTokensPerS(),
        report.tokensPerS(),
        report.rate().limit().name().toLowerCase(Locale.ROOT),
        report.totalW(false),
        all,
        report.junctionC(),
        report.settled(),
        all.typical() / report.tokensPerS(),
        chip.compute().peakTops(),
        usedTops,
        100 * usedTops / chip.compute().peakTops());
  }

  private static List<AreaRow> areaRows(TechnologyCatalog technologies) {
    AreaModel area = technologies.area();
    AreaModel.Block tier1 = area.sram(DataSize.ofMiB(32L), 3);
    AreaModel.Block tier2 = area.edram(DataSize.ofMiB(224L), 14);
    AreaModel.Block extrapolated = area.edramExtrapolated(DataSize.ofMiB(224L), 3);
    AreaModel.Block logic = area.logic(16 * 256 * GATES_PER_MAC, 3);
    return List.of(
        areaRow("tier 1, 32 MiB SRAM", "sram-hd", tier1, ""),
        areaRow("tier 2, 224 MiB eDRAM, published node", "edram-1t1c", tier2, "a die of its own"),
        areaRow(
            "tier 2, 224 MiB eDRAM, extrapolated to 3 nm",
            "edram-1t1c",
            extrapolated,
            extrapolated.extrapolation()),
        areaRow(
            "4096 MACs",
            "logic",
            logic,
            "assumed " + (int) GATES_PER_MAC + " gates a MAC with its registers"));
  }

  private static AreaRow areaRow(
      String part, String technology, AreaModel.Block block, String note) {
    return new AreaRow(part, technology, block.nodeNm(), block.mm2(), block.basis(), note);
  }

  private static List<PlatformRow> platformRows(
      AcceleratorCatalog accelerators,
      TransformerSpec model,
      ChipRow janus,
      PublishedClaims published) {
    double weightsGb = load(model, 512).weightsRead().gb();
    var rows = new ArrayList<PlatformRow>();
    rows.add(
        new PlatformRow(
            "Janus-1, from our models",
            "computed",
            janus.peakTops(),
            janus.withOffChipW().typical(),
            janus.peakTops() / janus.withOffChipW().typical(),
            DataSize.ofMiB(256L).mb(),
            DataSize.ofMiB(256L).mb() / janus.withOffChipW().typical(),
            janus.offChipTokensPerS() * weightsGb,
            janus.offChipTokensPerS(),
            "with off-chip memory, at 512 tokens"));
    double claimedW = published.claim("power").value();
    double claimedTops = published.claim("peak arithmetic").value();
    rows.add(
        new PlatformRow(
            "Janus-1, as published",
            "published claim",
            claimedTops,
            claimedW,
            claimedTops / claimedW,
            256,
            256 / claimedW,
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
        double bits = decode.weights().toLowerCase(Locale.ROOT).contains("8a8") ? 8 : WEIGHT_BITS;
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
      PublishedClaims published, ChipRow janus, List<AreaRow> area, Fact claimed, Fact still) {
    Range total = area.get(0).mm2().plus(area.get(1).mm2()).plus(area.get(3).mm2());
    double power = published.claim("power").value();
    return List.of(
        claim(published, "power", janus.dieW(), "die alone, at the roof's token rate"),
        claim(
            published,
            "junction temperature",
            Range.exactly(AMBIENT_C + claimed.typical() * power),
            "the published power in the published package"),
        claim(
            published,
            "junction temperature",
            still.range().map(theta -> AMBIENT_C + theta * power),
            "the published power in a ball grid array in still air"),
        claim(
            published, "peak arithmetic", Range.exactly(janus.peakTops()), "16 x 256 MACs, 1 GHz"),
        claim(published, "die area", total, "tier 2 at the smallest published eDRAM node, 14 nm"),
        claim(
            published,
            "memory efficiency",
            new Range(
                256 / janus.withOffChipW().high(),
                256 / janus.withOffChipW().typical(),
                256 / janus.withOffChipW().low()),
            "256 MiB over power with off-chip memory"),
        claim(
            published,
            "decode rate of Llama-2-7B in INT4",
            Range.exactly(janus.tokensPerS()),
            "the lowest roof: " + janus.limit()));
  }

  private static ClaimRow claim(
      PublishedClaims published, String quantity, Range ours, String note) {
    PublishedClaims.Claim claim = published.claim(quantity);
    return new ClaimRow(quantity, claim.value(), ours, claim.unit(), note);
  }

  private static List<Headline> headlines(ChipRow janus, List<AreaRow> area) {
    return List.of(
        new Headline(
            "decode rate of Llama-2-7B at 4096 tokens, INT4 weights and cache",
            format(janus.tokensPerS()),
            "token/s",
            "computed; limited by " + janus.limit().replace('_', ' '),
            "5-whole-chip/chips.csv"),
        new Headline(
            "share of the peak arithmetic that a decode step can use",
            format(janus.usedPercent()),
            "%",
            "computed",
            "5-whole-chip/chips.csv"),
        new Headline(
            "power with off-chip memory at that rate, typical and range",
            range(janus.withOffChipW()),
            "W",
            "computed from sourced facts",
            "5-whole-chip/power.csv"),
        new Headline(
            "area of 32 MiB SRAM at 3 nm and 224 MiB eDRAM at 14 nm",
            range(area.get(0).mm2().plus(area.get(1).mm2())),
            "mm2",
            "computed from published cells",
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
