package janus.notebook;

import java.util.List;
import tech.tablesaw.api.Table;

/** The steps on one page: nine panels from committed results. */
public final class Summary {
  private static final String CHIP = "Janus-1 with edram-1t1c";
  private static final String PACKAGE = "lid, theta_JA 15.0 C/W";

  private final Figures figures;
  private final Results chip = Results.of("5-whole-chip");

  private Summary(Figures figures) {
    this.figures = figures;
  }

  /**
   * The panels, in the order of the steps.
   *
   * @throws janus.provenance.BadInputException if a step has no results
   */
  public static Panels of(Figures figures) {
    var summary = new Summary(figures);
    return figures.panels(
        3,
        List.of(
            summary.sizes(),
            summary.accuracy(),
            summary.memories(),
            summary.lookAhead(),
            summary.power(),
            summary.use(),
            summary.heat(),
            summary.packages(),
            summary.platforms()));
  }

  private Figure sizes() {
    Table sizes =
        Tables.only(
            Results.of("1-problem-sizing").where("kv-cache-sizes", "model", "Llama-2-7B"),
            "context_tokens",
            512,
            1024,
            2048,
            4096);
    return figures
        .lines(sizes, "context_tokens", "total_mib")
        .by("codec")
        .logX()
        .logY()
        .level(256, "256 MiB")
        .y("KV cache (MiB)")
        .title("256 MiB hold half the context")
        .figure();
  }

  private Figure accuracy() {
    Table measured = Results.of("2-quantization").everyTable("*/perplexity");
    Table last = Tables.only(measured, "text", measured.getString(measured.rowCount() - 1, "text"));
    Table shown =
        Tables.only(last, "scheme", "int4-token", "int4-token + hadamard", "int8-token", "f16");
    return figures
        .rows(shown, "scheme", "difference_percent")
        .x("Perplexity of " + shown.getString(0, "model") + " (+%)")
        .title("8 bits cost little, naive 4 a third")
        .figure();
  }

  private Figure memories() {
    Table memories =
        Tables.only(
            Results.of("3-technology-choice").table("arrays"),
            "technology",
            "sram-hd",
            "edram-1t1c",
            "stt-mram",
            "gain-cell");
    return figures
        .ranges(memories.sortOn("total_w"), "technology", "total_w")
        .logX()
        .x("Power of 224 MiB (W)")
        .title("The ranges overlap")
        .figure();
  }

  private Figure lookAhead() {
    Table ahead = Sweeps.of(Results.of("4-prefetcher-design")).of("look-ahead", "look_ahead_lines");
    return figures
        .lines(
            Tables.between(ahead, "look_ahead_lines", 0, 24),
            "look_ahead_lines",
            "cycles_per_access")
        .yRange(0, 4.3)
        .title("A few lines ahead suffice")
        .figure();
  }

  private Figure power() {
    Table power =
        PowerParts.of(chip.where("power", "context_tokens", 4096, "pack", PACKAGE, "chip", CHIP));
    double tiers = PowerParts.watts(power, "tier");
    double outside = PowerParts.watts(power, "off-chip");
    return figures
        .rows(power, "component", "watts")
        .by("cause")
        .stacked()
        .title("Tiers on the die: %.1f W, memory outside: %.1f W", tiers, outside)
        .figure();
  }

  private Figure use() {
    return figures
        .columns(
            chip.where("steps", "tokens", 4096, "memory", "as designed"), "step", "peak_percent")
        .values()
        .yRange(0, 115)
        .y("Share of the peak (%)")
        .title("A token leaves the arrays idle")
        .figure();
  }

  private Figure heat() {
    return figures
        .heatMap(chip.where("heat-map", "chip", CHIP), "x_mm", "y_mm", "celsius")
        .over(chip.where("blocks", "chip", CHIP))
        .x("x (mm)")
        .y("y (mm)")
        .value("°C")
        .title("An even heat, in a good package")
        .figure();
  }

  private Figure packages() {
    return figures
        .rows(
            chip.where("package-needed", "limit", "commercial junction")
                .sortOn("-theta_celsius_per_w"),
            "chip",
            "theta_celsius_per_w")
        .x("Largest package resistance (°C/W)")
        .title("The package each memory needs")
        .figure();
  }

  private Figure platforms() {
    Table shown =
        Tables.only(
            chip.table("platforms"),
            "platform",
            "Janus-1, from our models",
            "Coral Edge TPU (USB / M.2)",
            "Jetson AGX Orin 64GB",
            "Jetson Orin Nano 8GB (Super)");
    return figures
        .rows(shown.sortOn("-tops_per_w"), "platform", "tops_per_w")
        .x("Peak INT8 (TOPS/W)")
        .title("Peak efficiency is ordinary")
        .figure();
  }
}
