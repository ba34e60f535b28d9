package janus.technology;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.catalog.TechnologyCatalog;
import janus.progress.Progress;
import janus.units.DataSize;
import janus.units.Range;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class UncertaintyTest {
  private static final TechnologyCatalog CATALOG = TechnologyCatalog.bundled();

  private static MemoryArray array(String name, double celsius) {
    return new MemoryArray(
        CATALOG.byName(name), DataSize.ofMiB(224), 16, 1024, Traffic.published(), celsius, 1);
  }

  @Test
  void latinHypercubePutsOnePointInEverySlice() {
    double[][] points = LatinHypercube.sample(50, 3, new SplittableRandom(7));
    for (int dimension = 0; dimension < 3; dimension++) {
      boolean[] seen = new boolean[50];
      for (double[] point : points) {
        seen[(int) (point[dimension] * 50)] = true;
      }
      boolean[] all = new boolean[50];
      java.util.Arrays.fill(all, true);
      assertArrayEquals(all, seen);
    }
  }

  // f = sin x1 + 7 sin^2 x2 + 0.1 x3^4 sin x1 on (-pi, pi)^3, Ishigami and Homma, 1990:
  // V = 7^2/8 + 0.1 pi^4/5 + 0.1^2 pi^8/18 + 1/2 = 13.8446;
  // S = 0.3139, 0.4424, 0; ST = 0.5576, 0.4424, 0.2437.
  @Test
  void sobolIndicesOfTheIshigamiFunctionAreTheClosedForm() {
    var indices =
        SobolIndices.of(
            List.of("x1", "x2", "x3"),
            u -> {
              double x1 = (2 * u[0] - 1) * Math.PI;
              double x2 = (2 * u[1] - 1) * Math.PI;
              double x3 = (2 * u[2] - 1) * Math.PI;
              return Math.sin(x1)
                  + 7 * Math.sin(x2) * Math.sin(x2)
                  + 0.1 * x3 * x3 * x3 * x3 * Math.sin(x1);
            },
            1 << 14,
            1);
    double[] first = {0.3139, 0.4424, 0};
    double[] total = {0.5576, 0.4424, 0.2437};
    for (int i = 0; i < 3; i++) {
      assertEquals(first[i], indices.get(i).firstOrder(), 0.01);
      assertEquals(total[i], indices.get(i).total(), 0.01);
    }
  }

  // f = 3 x1 + 4 x2 without interaction: S = ST = 9/25 and 16/25; x3 does nothing.
  @Test
  void additiveFunctionHasEqualFirstAndTotalIndices() {
    var indices = SobolIndices.of(List.of("a", "b", "c"), u -> 3 * u[0] + 4 * u[1], 1 << 12, 3);
    assertEquals(0.36, indices.get(0).firstOrder(), 0.005);
    assertEquals(0.36, indices.get(0).total(), 0.005);
    assertEquals(0.64, indices.get(1).firstOrder(), 0.005);
    assertEquals(0, indices.get(2).total());
  }

  @Test
  void rangesOfADecadeAreSampledInTheLogarithm() {
    var wide = MemoryArrayTest.fact(1, 10, 100, "1");
    var narrow = MemoryArrayTest.fact(1, 2, 9, "1");
    assertEquals(Math.sqrt(10), Parameter.quantile(wide, 0.25), 1e-12);
    assertEquals(1.5, Parameter.quantile(narrow, 0.25), 1e-12);
    assertEquals(5.5, Parameter.quantile(narrow, 0.75), 1e-12);
  }

  @Test
  void medianOfWhatIsSampledIsTheTypicalValue() {
    for (MemoryTechnology technology : CATALOG.all()) {
      for (Parameter parameter : Parameter.uncertain(technology)) {
        double median = Parameter.quantile(parameter.factOf(technology), 0.5);
        assertEquals(parameter.factOf(technology).typical(), median, technology.id());
      }
    }
  }

  @Test
  void technologiesShareHowLeakyTheProcessIsAndTheirWires() {
    MemoryTechnology sram = CATALOG.byName("sram-hd");
    MemoryTechnology mram = CATALOG.byName("stt-mram");
    assertEquals(Parameter.STANDBY.drawnAs(sram), Parameter.STANDBY.drawnAs(mram));
    assertEquals(Parameter.WIRE_ENERGY.drawnAs(sram), Parameter.WIRE_ENERGY.drawnAs(mram));
    assertNotEquals(Parameter.READ_ENERGY.drawnAs(sram), Parameter.READ_ENERGY.drawnAs(mram));
  }

  // Beyond 85 C the ends of eDRAM's standby part faster than its typical value: no sample may lie
  // outside the range that the array states.
  @Test
  void rangesHoldEverySampleOfStandbyAtAnyTemperature() {
    for (MemoryTechnology technology : CATALOG.all()) {
      for (double celsius = technology.minTemperatureC();
          celsius <= technology.maxTemperatureC();
          celsius++) {
        MemoryArray array =
            new MemoryArray(
                technology, DataSize.ofMiB(224), 16, 1024, Traffic.published(), celsius, 1);
        Range range = array.estimate().standbyW();
        for (double place = 0; place <= 1; place += 1.0 / 64) {
          double watts = array.at(Map.of(Parameter.STANDBY, place)).standbyW();
          assertTrue(
              watts >= range.low() * (1 - 1e-12) && watts <= range.high() * (1 + 1e-12),
              technology.id() + " at " + celsius + " C: " + watts + " outside " + range);
        }
      }
    }
  }

  // SRAM typically leaks 35 mW/MiB at 85 C: 7.84 W of 224 MiB; a quarter of the samples lie below
  // sqrt(0.35 x 35) of it.
  @Test
  void standbyIsLogUniformAroundItsTypicalValue() {
    var distributions =
        new TechnologyUncertainty(List.of(array("sram-hd", 85)), 2000, 1)
            .distributions(List.of(Quantity.STANDBY_W), Progress.NONE);
    assertEquals(35 * 0.224, distributions.get(0).p50(), 0.05);
    assertEquals(Math.sqrt(0.35 * 35) * 0.224, distributions.get(0).p25(), 0.02);
  }

  @Test
  void rankProbabilitiesAddUpToOnePerRankAndTechnology() {
    var arrays = List.of(array("sram-hd", 85), array("edram", 85), array("stt-mram", 85));
    var ranks = new TechnologyUncertainty(arrays, 500, 1).rankProbabilities(Quantity.TOTAL_W);
    assertEquals(9, ranks.size());
    ranks.stream()
        .collect(
            Collectors.groupingBy(
                TechnologyUncertainty.RankProbability::technology,
                Collectors.summingDouble(TechnologyUncertainty.RankProbability::probability)))
        .values()
        .forEach(sum -> assertEquals(1, sum, 1e-12));
    ranks.stream()
        .collect(
            Collectors.groupingBy(
                TechnologyUncertainty.RankProbability::rank,
                Collectors.summingDouble(TechnologyUncertainty.RankProbability::probability)))
        .values()
        .forEach(sum -> assertEquals(1, sum, 1e-12));
  }

  @Test
  void sameSeedGivesTheSameSamples() {
    var one = new TechnologyUncertainty(List.of(array("edram", 85)), 100, 5);
    var other = new TechnologyUncertainty(List.of(array("edram", 85)), 100, 5);
    var quantities = List.of(Quantity.TOTAL_W, Quantity.AREA_MM2);
    assertEquals(
        one.distributions(quantities, Progress.NONE),
        other.distributions(quantities, Progress.NONE));
  }

  @Test
  void leakageIsTheLongestBarOfSram() {
    var bars =
        new TechnologyUncertainty(List.of(array("sram-hd", 85)), 1, 1).tornado(Quantity.TOTAL_W);
    assertEquals("standby", bars.get(0).parameter());
    assertTrue(bars.get(0).swing() > 10 * bars.get(1).swing());
  }

  // SRAM loses where its leakage makes up the difference: x 224 MiB = P(eDRAM) - P(SRAM) + leakage.
  @Test
  void leakageCrossoverIsTheClosedForm() {
    MemoryArray sram = array("sram-hd", 85);
    MemoryArray edram = array("edram", 85);
    ArrayPoint s = sram.typical();
    double closed = (edram.typical().totalW() - s.totalW() + s.standbyW()) / 224e-3;
    Crossover crossover = Crossover.ofStandby(sram, edram, 50, 1);
    assertEquals(closed, crossover.value(), 1e-6 * closed);
    assertEquals("sram-hd", crossover.betterBelow());
    assertEquals("edram-1t1c", crossover.betterAbove());
    assertTrue(crossover.shareWithCrossing() > 0.5);
  }

  @Test
  void powersAreEqualAtTheTemperatureCrossover() {
    MemoryArray edram = array("edram", 85);
    MemoryArray mram = array("stt-mram", 85);
    Crossover crossover = Crossover.ofTemperature(edram, mram, 20, 1);
    if (crossover.value() != null) {
      assertEquals(
          edram.withTemperatureC(crossover.value()).typical().totalW(),
          mram.withTemperatureC(crossover.value()).typical().totalW(),
          1e-6);
    } else {
      assertEquals(crossover.betterBelow(), crossover.betterAbove());
    }
  }

  @Test
  void aTechnologyThatIsWorseAllAlongHasNoCrossing() {
    MemoryArray edram = array("edram", 85);
    var sram = array("sram-hp", 85);
    Crossover crossover = Crossover.ofTraffic(sram, edram, 10, 1);
    assertNull(crossover.value());
    assertEquals("edram-1t1c", crossover.betterAbove());
  }

  // (x - 1)(x - 3) on 0 to 4.
  @Test
  void zerosAreAllFoundInOrder() {
    var zeros = Crossover.zeros(x -> (x - 1) * (x - 3), 0, 4.1, false);
    assertEquals(2, zeros.size());
    assertEquals(1, zeros.get(0), 1e-9);
    assertEquals(3, zeros.get(1), 1e-9);
  }
}
