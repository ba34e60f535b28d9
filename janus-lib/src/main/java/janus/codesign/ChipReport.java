package janus.codesign;

import janus.codesign.ChipDesign.Tier;
import janus.technology.ArrayEstimate;
import janus.technology.MemoryArray;
import janus.technology.MemoryTechnology;
import janus.technology.Traffic;
import janus.units.DataSize;
import janus.units.Range;
import java.util.ArrayList;
import java.util.List;

/**
 * A chip at work on a decode load: rate, power by component, junction temperature.
 *
 * <p>Each token, the weights come from off chip and the cache from tier 2; both pass through tier 1
 * once, written and read. What of the cache does not fit tier 2 comes from off chip as well.
 *
 * @param rate the roofs
 * @param tokensPerS the rate all power is for
 * @param junctionC junction temperature at typical values
 * @param settled whether power and temperature reached a fixed point; if not, leakage runs away or
 *     leaves the range in which the technologies are known, and {@code junctionC} is the last
 *     temperature tried
 * @param power by component, at {@code junctionC}
 */
public record ChipReport(
    DecodeRate rate, double tokensPerS, double junctionC, boolean settled, List<PowerRow> power) {

  /**
   * Power of one component.
   *
   * @param component what consumes it
   * @param cause reads and writes, standby, refresh, or arithmetic
   * @param onDie whether it heats the die
   * @param watts power with its range
   */
  public record PowerRow(String component, String cause, boolean onDie, Range watts) {}

  private static final int MAX_ITERATIONS = 200;
  private static final double TOLERANCE_C = 1e-6;

  public ChipReport {
    power = List.copyOf(power);
  }

  /** Power of the die, or with the memory beside it. */
  public Range totalW(boolean withOffChip) {
    Range total = Range.exactly(0);
    for (PowerRow row : power) {
      if (row.onDie() || withOffChip) {
        total = total.plus(row.watts());
      }
    }
    return total;
  }

  /**
   * Evaluates a chip on a load, as fast as the lowest roof allows.
   *
   * @param mappingEfficiency share of the peak that the arrays reach on this load, above 0, at most
   *     1
   */
  public static ChipReport of(ChipDesign chip, DecodeLoad load, double mappingEfficiency) {
    if (!(mappingEfficiency > 0 && mappingEfficiency <= 1)) {
      throw new IllegalArgumentException(
          "mappingEfficiency must be above 0 and at most 1: " + mappingEfficiency);
    }
    DecodeRate rate = rate(chip, load, mappingEfficiency);
    return at(chip, load, rate, rate.tokensPerS());
  }

  /** The roofs of a chip on a load. */
  public static DecodeRate rate(ChipDesign chip, DecodeLoad load, double mappingEfficiency) {
    Tier tier2 = chip.tier2();
    double onChipGbPerS = (double) tier2.banks() * tier2.wordBits() / 8 * chip.compute().clockGhz();
    return DecodeRate.of(
        load,
        chip.compute().peakMacsPerS() * mappingEfficiency,
        chip.offChip().bandwidth().typical(),
        tier2.capacity(),
        onChipGbPerS);
  }

  /**
   * Evaluates a chip at a given rate: junction temperature T = ambient + resistance x P(T), found
   * by iteration from the ambient on.
   */
  public static ChipReport at(
      ChipDesign chip, DecodeLoad load, DecodeRate rate, double tokensPerS) {
    double celsius = chip.ambientC();
    double limit = hottest(chip);
    for (int i = 0; i < MAX_ITERATIONS; i++) {
      if (celsius > limit) {
        return new ChipReport(
            rate, tokensPerS, celsius, false, power(chip, load, tokensPerS, limit));
      }
      List<PowerRow> power = power(chip, load, tokensPerS, celsius);
      double watts =
          power.stream().filter(PowerRow::onDie).mapToDouble(row -> row.watts().typical()).sum();
      double next = chip.ambientC() + chip.thermalResistance().typical() * watts;
      if (Math.abs(next - celsius) < TOLERANCE_C) {
        return new ChipReport(rate, tokensPerS, celsius, true, power);
      }
      celsius = next;
    }
    return new ChipReport(
        rate, tokensPerS, celsius, false, power(chip, load, tokensPerS, Math.min(celsius, limit)));
  }

  private static double hottest(ChipDesign chip) {
    return Math.min(
        chip.tier1().technology().maxTemperatureC(), chip.tier2().technology().maxTemperatureC());
  }

  private static List<PowerRow> power(
      ChipDesign chip, DecodeLoad load, double tokensPerS, double celsius) {
    long cache = load.cache().bytes();
    DataSize kept = DataSize.ofBytes(Math.min(cache, chip.tier2().capacity().bytes()));
    DataSize spilled = DataSize.ofBytes(cache - kept.bytes());
    DataSize weights = load.weightsRead();
    DataSize written = load.cacheWritten();
    double throughTier1Gb = (weights.gb() + load.cache().gb()) * tokensPerS;
    var rows = new ArrayList<PowerRow>();
    var tier1 = array(chip.tier1(), new Traffic(throughTier1Gb, throughTier1Gb, 0), celsius, chip);
    addArray(rows, "tier 1 " + chip.tier1().technology().id(), tier1);
    var tier2 = array(chip.tier2(), Traffic.decode(kept, written, tokensPerS), celsius, chip);
    addArray(rows, "tier 2 " + chip.tier2().technology().id(), tier2);
    rows.add(
        new PowerRow(
            "arithmetic",
            "arithmetic",
            true,
            chip.compute().macEnergy().range().times(load.macs() * tokensPerS * 1e-12)));
    MemoryTechnology offChip = chip.offChip();
    double offChipBits = (weights.bytes() + (double) spilled.bytes()) * 8 * tokensPerS;
    rows.add(
        new PowerRow(
            "off-chip " + offChip.id(),
            "reads and writes",
            false,
            offChip.access().readEnergy().range().times(offChipBits * 1e-12)));
    var idle =
        new MemoryArray(
            offChip,
            chip.offChipCapacity(),
            1,
            64,
            new Traffic(0, 0, 0),
            Math.min(chip.ambientC(), offChip.maxTemperatureC()),
            chip.compute().clockGhz());
    addIdle(rows, "off-chip " + offChip.id(), idle.estimate());
    return rows;
  }

  private static ArrayEstimate array(Tier tier, Traffic traffic, double celsius, ChipDesign chip) {
    MemoryTechnology technology = tier.technology();
    double known = Math.max(celsius, technology.minTemperatureC());
    return new MemoryArray(
            technology,
            tier.capacity(),
            tier.banks(),
            tier.wordBits(),
            traffic,
            known,
            chip.compute().clockGhz())
        .estimate();
  }

  private static void addArray(List<PowerRow> rows, String component, ArrayEstimate estimate) {
    rows.add(new PowerRow(component, "reads and writes", true, estimate.dynamicW()));
    rows.add(new PowerRow(component, "standby", true, estimate.standbyW()));
    rows.add(new PowerRow(component, "refresh", true, estimate.refreshW()));
  }

  private static void addIdle(List<PowerRow> rows, String component, ArrayEstimate estimate) {
    rows.add(
        new PowerRow(component, "standby", false, estimate.standbyW().plus(estimate.refreshW())));
  }
}
