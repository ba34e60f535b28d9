package janus.codesign;

import com.fasterxml.jackson.annotation.JsonProperty;
import janus.provenance.BadInputException;
import janus.simulator.BankTiming;
import janus.simulator.SimulatorSettings;
import janus.simulator.Tier1Banks;
import janus.simulator.Tier2Settings;
import janus.simulator.prefetch.Prefetcher;
import janus.simulator.prefetch.Prefetchers;
import janus.simulator.prefetch.StreamPrefetcher;
import janus.technology.MemoryArray;
import janus.units.Bounds;
import janus.units.DataSize;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A chip in names and numbers: everything a designer chooses, and no fact. {@link Facts} turns its
 * names to facts, {@link DesignEvaluator} says what it reaches, {@link DesignJson} reads and writes
 * it.
 *
 * @param name for tables
 * @param tier1 memory next to the arrays
 * @param tier2 memory that holds keys and values; what does not fit is kept off chip
 * @param prefetcher fetches from tier 2 and from off chip into tier 1
 * @param compute the arrays
 * @param offChip memory beside the die, which holds the weights
 * @param pack what the die sits in
 * @param market at what prices, and how many are made
 */
public record Design(
    String name,
    Tier tier1,
    Tier tier2,
    Prefetching prefetcher,
    Compute compute,
    OffChip offChip,
    @JsonProperty("package") Packaging pack,
    Market market) {
  private static final double MOST_MIB = 1 << 30;

  public Design {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(tier1, "tier1");
    Objects.requireNonNull(tier2, "tier2");
    Objects.requireNonNull(prefetcher, "prefetcher");
    Objects.requireNonNull(compute, "compute");
    Objects.requireNonNull(offChip, "offChip");
    Objects.requireNonNull(pack, "package");
    Objects.requireNonNull(market, "market");
  }

  /**
   * A tier of memory on the die.
   *
   * @param technology a name of {@code data/technologies}
   * @param capacityMib all banks together; 0 for a die without this tier
   * @param banks that work independently
   * @param wordBits bits a bank delivers in a cycle
   * @param latencyCycles of a simulated read or write
   * @param refreshRowsPerCommand rows a bank restores at a time, where cells forget
   */
  public record Tier(
      String technology,
      double capacityMib,
      int banks,
      int wordBits,
      int latencyCycles,
      int refreshRowsPerCommand) {
    public Tier {
      Objects.requireNonNull(technology, "technology");
      Bounds.within("capacityMib", 0, MOST_MIB, "MiB", capacityMib);
      Bounds.within("banks", 1, MemoryArray.MOST_BANKS, banks);
      Bounds.within("wordBits", 1, MemoryArray.MOST_WORD_BITS, wordBits);
      Bounds.within("latencyCycles", 1, Integer.MAX_VALUE, latencyCycles);
      Bounds.within("refreshRowsPerCommand", 1, Integer.MAX_VALUE, refreshRowsPerCommand);
    }

    public DataSize capacity() {
      return DataSize.ofMiB(capacityMib);
    }

    /** Whether the die has this tier. */
    public boolean exists() {
      return capacity().bytes() > 0;
    }

    /** Bytes a second that all banks deliver at a clock. */
    public double bytesPerS(double clockGhz) {
      return (double) banks * wordBits / 8 * clockGhz * 1e9;
    }

    public Tier withTechnology(String value) {
      return new Tier(value, capacityMib, banks, wordBits, latencyCycles, refreshRowsPerCommand);
    }

    public Tier withCapacityMib(double value) {
      return new Tier(technology, value, banks, wordBits, latencyCycles, refreshRowsPerCommand);
    }
  }

  /**
   * The prefetcher.
   *
   * @param policy a spelling of {@link Prefetchers}, with numbers in parentheses where wanted
   * @param lookAheadLines lines it runs ahead; null for the policy's default
   * @param issueWidth prefetches a cycle; null for the policy's default
   * @param trigger steps that start a stream; null for the policy's default
   * @param streams streams it follows; null for the policy's default
   */
  public record Prefetching(
      String policy, Integer lookAheadLines, Integer issueWidth, Integer trigger, Integer streams) {
    public Prefetching {
      Objects.requireNonNull(policy, "policy");
    }

    /** The values given, by the names that {@link Prefetchers} knows. */
    public Map<String, Integer> given() {
      var given = new HashMap<String, Integer>();
      given.put("lookAhead", lookAheadLines);
      given.put("issueWidth", issueWidth);
      given.put("trigger", trigger);
      given.put("streams", streams);
      given.values().removeIf(Objects::isNull);
      return given;
    }

    private Prefetcher prefetcher() {
      return Prefetchers.parse(policy, given());
    }
  }

  /**
   * The arithmetic: equal systolic arrays under one clock, joined by a mesh as square as their
   * number allows.
   *
   * @param tiles arrays on the die
   * @param tileRows rows of an array
   * @param tileColumns columns of an array
   * @param clockGhz clock of arrays and memories
   * @param macEnergy name of the energy of a multiply-accumulate; {@link Facts#macEnergyNames}
   * @param operandBits bits of an operand in the arrays
   * @param resultBits bits of a result that leaves them
   * @param logicNm process node of arrays and network
   */
  public record Compute(
      int tiles,
      int tileRows,
      int tileColumns,
      double clockGhz,
      String macEnergy,
      int operandBits,
      int resultBits,
      double logicNm) {
    private static final int MOST = 1 << 20;

    public Compute {
      Bounds.within("tiles", 1, MOST, tiles);
      Bounds.within("tileRows", 1, MOST, tileRows);
      Bounds.within("tileColumns", 1, MOST, tileColumns);
      Bounds.clockGhz("clockGhz", clockGhz);
      Objects.requireNonNull(macEnergy, "macEnergy");
      Bounds.within("operandBits", 1, 64, operandBits);
      Bounds.within("resultBits", 1, 64, resultBits);
    }
  }

  /**
   * The memory beside the die.
   *
   * @param technology a name of {@code data/technologies}, off chip
   * @param capacityMib of all channels
   * @param bandwidthGbPerS peak, 10<sup>9</sup> bytes a second; null for the technology's own
   */
  public record OffChip(String technology, double capacityMib, Double bandwidthGbPerS) {
    public OffChip {
      Objects.requireNonNull(technology, "technology");
      Bounds.within("capacityMib", 0, MOST_MIB, "MiB", capacityMib);
      if (bandwidthGbPerS != null) {
        Bounds.within("bandwidthGbPerS", 1e-3, 1e6, "GB/s", bandwidthGbPerS);
      }
    }

    public DataSize capacity() {
      return DataSize.ofMiB(capacityMib);
    }
  }

  /**
   * What the die sits in.
   *
   * @param layers a grid package of {@code data/packages}
   * @param resistance a package of {@code data/packages} whose published resistance from junction
   *     to ambient the convection is fitted to; null to take the layers as they are
   * @param thetaJaCPerW such a resistance as a number, in place of a published one; null for none
   */
  public record Packaging(String layers, String resistance, Double thetaJaCPerW) {
    public Packaging {
      Objects.requireNonNull(layers, "layers");
      if (thetaJaCPerW != null) {
        Bounds.within("thetaJaCPerW", 1e-3, 1e4, "C/W", thetaJaCPerW);
      }
    }
  }

  /**
   * Prices that change from year to year and customer to customer.
   *
   * @param dramDate a date of {@code data/cost/dram.json}; null for the latest
   * @param packaging a kind of {@code data/cost/packages.json}; null for flip-chip-bga with one
   *     die, system-in-package with two
   * @param volume chips over which a set of masks is spread
   */
  public record Market(String dramDate, String packaging, long volume) {
    /** The latest price of memory, and 10 million chips. */
    public static final Market LATEST = new Market(null, null, 10_000_000);

    public Market {
      Bounds.within("volume", 1, 1L << 40, volume);
    }
  }

  /**
   * The published Janus-1, the only statement of it: 16 tiles of 16 x 16 at 1 GHz and 3 nm, 32 MiB
   * of SRAM, 224 MiB of eDRAM, LPDDR5X beside the die. What the simulator needs as well, it says in
   * {@link SimulatorSettings#janus1}, and this reads it from there. Ours, because nothing is
   * published: the package, and four rows a refresh command, since the banks of 16 MiB would
   * otherwise do nothing else.
   */
  public static Design janus1() {
    SimulatorSettings machine = SimulatorSettings.janus1();
    var stream = (StreamPrefetcher) machine.prefetcher();
    int wordBits = 8 * machine.tier1().lineBytes();
    return new Design(
        "Janus-1",
        new Tier(
            "sram-hd",
            machine.tier1().capacity().mib(),
            machine.tier1().banks(),
            wordBits,
            machine.tier1().latencyCycles(),
            1),
        new Tier(
            "edram-1t1c",
            machine.tier2().capacity().mib(),
            machine.tier2().banks(),
            wordBits,
            machine.tier2().timing().readLatencyCycles(),
            4),
        new Prefetching(
            "stream", stream.lookAhead(), stream.issueWidth(), stream.trigger(), stream.streams()),
        new Compute(16, 16, 16, machine.clockGhz(), Facts.DELIVERED_INT8, 8, 32, 3),
        new OffChip("lpddr5x", machine.tier3().capacity().mib(), null),
        new Packaging("bga-lid", "published-claim", null),
        Market.LATEST);
  }

  /**
   * The machine that the simulator runs: Janus-1 with the capacities, banks, lines, latencies,
   * clock and prefetcher of this design. Refresh is that of Janus-1, none; {@link
   * TierTechnologies#timed} adds it.
   *
   * @throws BadInputException if the prefetcher is unknown
   * @throws IllegalArgumentException if a tier is missing, or the word of tier 1 is no line
   */
  public SimulatorSettings simulator() {
    SimulatorSettings machine = SimulatorSettings.janus1();
    Tier2Settings second =
        machine
            .tier2()
            .withCapacity(tier2.capacity())
            .withBanks(tier2.banks())
            .withTiming(BankTiming.of(tier2.latencyCycles()));
    return machine
        .withClockGhz(compute.clockGhz())
        .withTier1(
            machine
                .tier1()
                .withCapacity(tier1.capacity())
                .withLineBytes(tier1.wordBits() / 8)
                .withArray(
                    new Tier1Banks(tier1.banks(), machine.tier1().ports(), tier1.latencyCycles())))
        .withTier2(second)
        .withTier3(machine.tier3().withCapacity(offChip.capacity()))
        .withPrefetcher(prefetcher.prefetcher());
  }

  public Design withName(String value) {
    return new Design(value, tier1, tier2, prefetcher, compute, offChip, pack, market);
  }

  public Design withTier1(Tier value) {
    return new Design(name, value, tier2, prefetcher, compute, offChip, pack, market);
  }

  public Design withTier2(Tier value) {
    return new Design(name, tier1, value, prefetcher, compute, offChip, pack, market);
  }

  public Design withCompute(Compute value) {
    return new Design(name, tier1, tier2, prefetcher, value, offChip, pack, market);
  }

  public Design withOffChip(OffChip value) {
    return new Design(name, tier1, tier2, prefetcher, compute, value, pack, market);
  }

  public Design withPackage(Packaging value) {
    return new Design(name, tier1, tier2, prefetcher, compute, offChip, value, market);
  }

  public Design withMarket(Market value) {
    return new Design(name, tier1, tier2, prefetcher, compute, offChip, pack, value);
  }
}
