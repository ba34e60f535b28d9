package janus.technology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.provenance.Basis;
import janus.provenance.Confidence;
import janus.provenance.Fact;
import janus.units.DataSize;
import janus.units.Range;
import java.util.EnumMap;
import org.junit.jupiter.api.Test;

class MemoryArrayTest {
  private static final double EPS = 1e-12;

  static Fact fact(double low, double typical, double high, String unit) {
    return new Fact(new Range(low, typical, high), unit, Basis.ASSUMED, "a test", "");
  }

  static Fact exactly(double value, String unit) {
    return fact(value, value, value, unit);
  }

  /** A made-up eDRAM in round numbers. */
  static MemoryTechnology edram() {
    return new MemoryTechnology(
        "round-edram",
        "eDRAM in round numbers",
        "eDRAM",
        Placement.ON_DIE,
        new ProcessNode(14, 14, 65),
        0,
        125,
        new Layout(
            null,
            fact(10, 20, 40, "Mbit/mm2"),
            64,
            DensityRule.EDRAM_CELL,
            true,
            exactly(0.2, "pJ/bit/mm"),
            exactly(0.5, "ns/mm")),
        new Access(
            fact(0.1, 0.5, 1, "pJ/bit"),
            fact(0.2, 1, 2, "pJ/bit"),
            fact(1, 2.5, 6, "ns"),
            exactly(3, "ns")),
        new Standby(fact(1, 2, 4, "mW/MiB"), fact(4, 8, 16, "mW/MiB")),
        new Retention(
            fact(50e-6, 100e-6, 200e-6, "s"),
            85,
            exactly(10, "C"),
            0,
            fact(0.01, 0.02, 0.04, "pJ/bit"),
            exactly(1024, "bit"),
            exactly(4, "ns")),
        null,
        null,
        null,
        true,
        Confidence.LOW,
        "",
        "");
  }

  private static MemoryArray array(double temperatureC) {
    return new MemoryArray(
        edram(), DataSize.ofMiB(64), 16, 1024, new Traffic(10, 1, 1), temperatureC, 1);
  }

  // 10 GB/s x 8 x 0.5 pJ = 40 mW; 1 GB/s x 8 x 1 pJ = 8 mW.
  @Test
  void dynamicPowerIsTrafficTimesEnergy() {
    var estimate = array(85).estimate();
    assertEquals(0.040, estimate.dynamicReadW().typical(), EPS);
    assertEquals(0.008, estimate.dynamicWriteW().typical(), EPS);
    assertEquals(0.008 + 0.0016, estimate.dynamicW().low(), EPS);
    assertEquals(0.080 + 0.016, estimate.dynamicW().high(), EPS);
  }

  // 64 MiB x 8 mW = 512 mW at 85 C; half way, at 55 C, the geometric mean of 2 and 8 is 4.
  @Test
  void standbyIsExponentialInTemperature() {
    assertEquals(0.512, array(85).estimate().standbyW().typical(), EPS);
    assertEquals(0.256, array(55).estimate().standbyW().typical(), EPS);
    assertEquals(0.128, array(25).estimate().standbyW().typical(), EPS);
  }

  // 64 x 2^23 bit x 0.02 pJ / 100 us = 107.4 mW; 10 C hotter forgets twice as fast.
  @Test
  void refreshFollowsFromRetention() {
    double bits = 64.0 * (1 << 23);
    assertEquals(bits * 0.02e-12 / 100e-6, array(85).estimate().refreshW().typical(), EPS);
    assertEquals(bits * 0.02e-12 / 50e-6, array(95).estimate().refreshW().typical(), EPS);
    assertEquals(bits * 0.04e-12 / 50e-6, array(85).estimate().refreshW().high(), EPS);
    assertEquals(bits * 0.01e-12 / 200e-6, array(85).estimate().refreshW().low(), EPS);
  }

  // Word by word costs a read and a write of each bit, 1.5 pJ instead of 0.02.
  @Test
  void wordWiseRefreshIsTheUpperBound() {
    var estimate = array(85).estimate();
    assertEquals(
        1.5 / 0.02, estimate.refreshWordWiseW().typical() / estimate.refreshW().typical(), 1e-9);
  }

  // 64 MiB / 16 banks / 1024 bit = 32768 rows, x 4 ns = 131.072 us in every 100 us.
  @Test
  void refreshThatTakesLongerThanRetentionShowsAsBusyAboveOne() {
    assertEquals(1.31072, array(85).estimate().refreshBusyShare().typical(), EPS);
  }

  // 536.87 Mbit at 20 Mbit/mm2; the densest gives the smallest area.
  @Test
  void areaIsBitsOverDensity() {
    var area = array(85).estimate().areaMm2();
    assertEquals(536.870912 / 20, area.typical(), 1e-9);
    assertEquals(536.870912 / 40, area.low(), 1e-9);
    assertEquals(536.870912 / 10, area.high(), 1e-9);
  }

  @Test
  void latencyIsWholeCyclesRoundedUp() {
    assertEquals(3, array(85).estimate().readLatencyCycles().typical());
    assertEquals(1, array(85).estimate().readLatencyCycles().low());
  }

  // At 0.2 GHz, with 5.181 ns of wires: 2.5 + 5.181 ns are 2 cycles, and so are the fastest read of
  // 1 ns alone (6.2 ns) and the densest array alone, of 3.664 ns (6.2 ns); both are 4.7 ns, 1
  // cycle.
  @Test
  void fewestCyclesAreThoseOfTheShortestLatency() {
    var large =
        new MemoryArray(edram(), DataSize.ofMiB(256), 16, 1024, new Traffic(10, 1, 1), 85, 0.2);
    assertEquals(2, large.estimate().readLatencyCycles().typical());
    assertEquals(1, large.estimate().readLatencyCycles().low());
  }

  // 256 MiB at 20 Mbit/mm2 is 107.37 mm2, 10.362 mm a side; the macro of 64 MiB is half that side.
  // 5.181 mm x 0.2 pJ/bit/mm x 11 GB/s x 8 = 91.2 mW, and 2 x 5.181 mm x 0.5 ns/mm = 5.181 ns.
  @Test
  void largerArraysAddWires() {
    var large =
        new MemoryArray(edram(), DataSize.ofMiB(256), 16, 1024, new Traffic(10, 1, 1), 85, 1);
    double mm = Math.sqrt(2147.483648 / 20) / 2;
    assertEquals(mm * 0.2 * 88e9 * 1e-12, large.estimate().wireW().typical(), EPS);
    assertEquals(2.5 + mm, large.estimate().readLatencyNs().typical(), 1e-9);
    assertEquals(0, array(85).estimate().wireW().typical());
  }

  @Test
  void sharesAddUpToOne() {
    var e = array(85).estimate();
    assertEquals(
        1,
        e.readShare() + e.writeShare() + e.wireShare() + e.standbyShare() + e.refreshShare(),
        EPS);
  }

  @Test
  void cellsThatDoNotWearHaveNoLifetime() {
    assertNull(array(85).estimate().lifetimeYears());
  }

  // 131072 B a token, 10 tokens/s into 512 MiB: a cell is written every 409.6 s, so 1e6 writes
  // last 4.096e8 s = 12.98 years.
  @Test
  void lifetimeIsEnduranceTimesTheTimeRoundTheRing() {
    var t = edram();
    var worn =
        new MemoryTechnology(
            "worn",
            "worn",
            t.family(),
            t.placement(),
            t.node(),
            0,
            125,
            t.layout(),
            t.access(),
            t.standby(),
            null,
            exactly(1e6, "cycles"),
            null,
            null,
            true,
            Confidence.LOW,
            "",
            "");
    var traffic = Traffic.decode(DataSize.ofMiB(512), DataSize.ofBytes(131072), 10);
    var array = new MemoryArray(worn, DataSize.ofMiB(512), 1, 1024, traffic, 85, 1);
    assertEquals(4.096e8 / (365.25 * 86400), array.estimate().lifetimeYears().typical(), 1e-9);
  }

  // 10 years at 150 C is a barrier of ln(3.15e8 / 1e-9) = 40.29 kT; at 85 C it is 47.61.
  @Test
  void barrierRetentionGrowsAsTheArrheniusLaw() {
    var retention = new Retention(exactly(3.15e8, "s"), 150, null, 1e-9, null, null, null);
    double barrier = Math.log(3.15e17) * 423.15 / 358.15;
    assertEquals(1, retention.typicalSecondsAt(85) / (1e-9 * Math.exp(barrier)), 1e-9);
    assertEquals(3.15e8, retention.typicalSecondsAt(150), 1);
  }

  @Test
  void rangesAreNeverNarrowerThanAnySample() {
    var array = array(70);
    var total = array.estimate().totalW();
    var random = new java.util.SplittableRandom(1);
    for (int i = 0; i < 1000; i++) {
      var u = new EnumMap<Parameter, Double>(Parameter.class);
      for (Parameter parameter : Parameter.values()) {
        u.put(parameter, random.nextDouble());
      }
      double sample = array.at(u).totalW();
      assertTrue(total.low() <= sample && sample <= total.high());
    }
  }

  @Test
  void temperatureOutsideTheTechnologysRangeIsRefused() {
    var e = assertThrows(IllegalArgumentException.class, () -> array(126));
    assertTrue(e.getMessage().contains("between 0.0 and 125.0 C: 126.0"), e.getMessage());
  }
}
