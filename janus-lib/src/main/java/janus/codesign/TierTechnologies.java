package janus.codesign;

import janus.codesign.HierarchyEnergy.TierEnergy;
import janus.simulator.BankTiming;
import janus.simulator.RefreshSettings;
import janus.simulator.SimulationResult;
import janus.simulator.SimulatorSettings;
import janus.simulator.Tier2Settings;
import janus.technology.ArrayEstimate;
import janus.technology.MemoryArray;
import janus.technology.MemoryTechnology;
import janus.technology.Retention;
import janus.technology.Traffic;
import janus.units.DataSize;
import janus.units.Range;
import java.util.ArrayList;
import java.util.List;

/**
 * What the tiers of a simulated hierarchy are made of: gives tier 2 its timing, and a finished run
 * its energy.
 *
 * @param tier1 of the memory that the core reads
 * @param tier2 of the memory behind it
 * @param tier3 of what does not fit tier 2; null where there is no tier 3
 * @param temperatureC of all of them, in degrees Celsius
 */
public record TierTechnologies(
    MemoryTechnology tier1, MemoryTechnology tier2, MemoryTechnology tier3, double temperatureC) {
  /** Where nothing else is said: a chip at little work, in degrees Celsius. */
  public static final double TEMPERATURE_C = 45;

  private static final Traffic IDLE = new Traffic(0, 0, 0);

  public TierTechnologies {
    check("tier 1", tier1, temperatureC);
    check("tier 2", tier2, temperatureC);
    if (tier3 != null) {
      check("tier 3", tier3, temperatureC);
    }
  }

  /** What the tiers of a design are made of. */
  public static TierTechnologies of(ResolvedDesign chip, double temperatureC) {
    return new TierTechnologies(chip.tier1(), chip.tier2(), chip.offChip(), temperatureC);
  }

  private static void check(String tier, MemoryTechnology technology, double temperatureC) {
    technology.checkServesTraffic(tier);
    technology.checkHoldsAt(temperatureC);
  }

  /**
   * A tier 2 with the latencies and the refresh of its technology, all typical: an array of its
   * capacity answers when wires have carried address and data; a bank is busy for the macro's own
   * access alone, since wires are pipelined. Where the array restores whole rows, a command
   * restores some rows of a bank in one row cycle; where it can only read a word and write it back,
   * a command does that to as many lines.
   *
   * @param tier2 capacity, banks, queue and bus are kept
   * @param rowsPerCommand rows, or lines, that a bank restores at a time
   * @param lineBytes bytes of an access
   * @param clockGhz cycles in a nanosecond
   * @throws IllegalArgumentException where the temperature is none of the technology's, or refresh
   *     leaves no time
   */
  public Tier2Settings timed(
      Tier2Settings tier2, int rowsPerCommand, int lineBytes, double clockGhz) {
    ArrayEstimate estimate =
        array(this.tier2, tier2.capacity(), tier2.banks(), lineBytes, IDLE, clockGhz).estimate();
    int read = (int) estimate.readLatencyCycles().typical();
    int write = (int) estimate.writeLatencyCycles().typical();
    int readBusy = this.tier2.access().readCycles(clockGhz);
    int writeBusy = this.tier2.access().writeCycles(clockGhz);
    return tier2
        .withTiming(new BankTiming(read, write, readBusy, writeBusy))
        .withRefresh(refresh(tier2, rowsPerCommand, lineBytes, clockGhz, readBusy + writeBusy));
  }

  private RefreshSettings refresh(
      Tier2Settings settings, int rowsPerCommand, int lineBytes, double clockGhz, int wordCycles) {
    Retention retention = tier2.retention();
    if (retention == null) {
      return null;
    }
    boolean rows = retention.refreshesRows();
    double unitBits = rows ? retention.rowBits().typical() : 8.0 * lineBytes;
    double units = Math.ceil((double) settings.capacity().bits() / settings.banks() / unitBits);
    double cycles = retention.typicalSecondsAt(temperatureC) * 1e9 * clockGhz;
    return new RefreshSettings(
        (long) cycles,
        (int) Math.min(Integer.MAX_VALUE, units),
        rowsPerCommand,
        rows ? (int) Math.ceil(retention.rowCycle().typical() * clockGhz) : wordCycles);
  }

  /**
   * The energy of a run. Tier 1 is read by every demanded read and every line written back, and
   * written by every line that arrives and every write that it takes; tiers 2 and 3 as the run
   * counted. Leakage and refresh are power times the simulated time.
   *
   * @param settings the machine that ran
   * @param result of the measured accesses
   */
  public HierarchyEnergy of(SimulatorSettings settings, SimulationResult result) {
    return of(settings, result, result.timeUs());
  }

  /**
   * The energy of a run within a longer time, as the reads of a cache within a token: leakage and
   * refresh last for all of it.
   *
   * @param us in microseconds, at least the simulated time
   * @throws IllegalArgumentException if it is shorter
   */
  public HierarchyEnergy of(SimulatorSettings settings, SimulationResult result, double us) {
    if (!(us >= result.timeUs())) {
      throw new IllegalArgumentException(
          "us must be at least the simulated " + result.timeUs() + " us: " + us);
    }
    int line = settings.tier1().lineBytes();
    long below = result.tier3() == null ? 0 : result.tier3().writes();
    long arrived = result.tier2().reads() + (result.tier3() == null ? 0 : result.tier3().reads());
    long passedBy = result.tier2().writes() + below - result.tier1().writeBacks();
    long read = result.tier1().reads().accesses() + result.tier1().writeBacks();
    long written = result.tier1().writes().accesses() - passedBy + arrived;
    var tiers = new ArrayList<TierEnergy>();
    tiers.add(
        energy(
            "1",
            tier1,
            settings.tier1().capacity(),
            settings.tier1().banks(),
            read * line,
            written * line,
            settings,
            us));
    tiers.add(
        energy(
            "2",
            tier2,
            settings.tier2().capacity(),
            settings.tier2().banks(),
            result.tier2().bytesRead(),
            result.tier2().bytesWritten(),
            settings,
            us));
    if (result.tier3() != null) {
      tiers.add(
          energy(
              "3",
              tier3,
              settings.tier3().capacity(),
              settings.tier3().channels(),
              result.tier3().bytesRead(),
              result.tier3().bytesWritten(),
              settings,
              us));
    }
    Range total = tiers.stream().map(TierEnergy::totalUj).reduce(Range.exactly(0), Range::plus);
    double demandedBits = 8.0 * line * result.accesses();
    return new HierarchyEnergy(
        temperatureC,
        List.copyOf(tiers),
        total,
        demandedBits == 0 ? null : total.times(1e6 / demandedBits));
  }

  private TierEnergy energy(
      String tier,
      MemoryTechnology technology,
      DataSize capacity,
      int banks,
      long bytesRead,
      long bytesWritten,
      SimulatorSettings settings,
      double us) {
    // A byte in a microsecond is a megabyte in a second.
    var traffic = us == 0 ? IDLE : new Traffic(bytesRead / us * 1e-3, bytesWritten / us * 1e-3, 0);
    ArrayEstimate power =
        array(
                technology,
                capacity,
                banks,
                settings.tier1().lineBytes(),
                traffic,
                settings.clockGhz())
            .estimate();
    Range total = power.totalW().times(us);
    double bits = 8.0 * (bytesRead + bytesWritten);
    return new TierEnergy(
        tier,
        technology.id(),
        bytesRead,
        bytesWritten,
        power.dynamicW().times(us),
        power.standbyW().times(us),
        power.refreshW().times(us),
        total,
        bits == 0 ? null : power.dynamicW().times(us * 1e6 / bits),
        bits == 0 ? null : total.times(1e6 / bits),
        power.weakestBasis(),
        power.confidence());
  }

  private MemoryArray array(
      MemoryTechnology technology,
      DataSize capacity,
      int banks,
      int lineBytes,
      Traffic traffic,
      double clockGhz) {
    return new MemoryArray(
        technology, capacity, banks, 8 * lineBytes, traffic, temperatureC, clockGhz);
  }
}
