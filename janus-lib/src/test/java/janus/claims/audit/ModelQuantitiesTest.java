package janus.claims.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.catalog.DataFolder;
import janus.provenance.BadInputException;
import janus.units.Range;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelQuantitiesTest {
  private static final ModelQuantities MODELS = new ModelQuantities(DataFolder.bundled());

  private static Range range(String formula) {
    return Value.rangeOf(Formula.parse("test", formula).value(MODELS));
  }

  // 2 x 32 layers x 4096 channels x 4096 tokens: x 2 B = 2^31 B. Llama-2-70B: 2 x 80 x 1024 x 4096.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kv_mib('llama-2-7b', 'f16', 4096)   | 2048",
        "kv_mib('llama-2-7b', 'int4-token', 4096) | 512",
        "kv_total_mib('llama-2-7b', 'int4-token', 4096) | 528",
        "kv_mib('llama-2-70b', 'f16', 4096)  | 1280",
        "chip(512, 'use.peakTops')           | 8.192",
        "least(3, 2, 4)                      | 2",
        "rank(2, 1, 3)                       | 2",
        "whole(15.6)                         | 15",
        "fact('packages/fcpbga-21-imx8x', 'thetaJa') | 15.2",
      })
  void quantitiesHaveTheirKnownValues(String formula, double expected) {
    assertEquals(expected, range(formula).typical(), 1e-9);
  }

  // First is [1, 5]: below both others at its low end, above both at its high end.
  @Test
  void aRankReachesFromTheBestToTheWorstPlace() {
    assertEquals(new Range(1, 2, 3), range("rank(range(1, 3, 5), range(2, 2, 2), range(4, 4, 4))"));
  }

  @Test
  void aHullReachesOverAllAndKeepsTheFirstTypical() {
    assertEquals(new Range(1, 3, 9), range("hull(range(2, 3, 4), 1, 9)"));
  }

  // Of the published rows at 4 bits KVQuant-4bit-1% loses least, 5.13 of 5.12, int4 most, 5.66.
  @Test
  void publishedLossesReachFromTheBestToTheWorstMethod() {
    Range loss = range("kv_loss_percent('Llama-2-7B', 4)");
    assertEquals(100 * (5.13 / 5.12 - 1), loss.low(), 1e-9);
    assertEquals(100 * (5.66 / 5.12 - 1), loss.high(), 1e-9);
  }

  // Printed by the published Python simulator, commit 96ff355, for its own generators' traces.
  @ParameterizedTest
  @CsvSource({
    "sequential, 65536, 1, 66.6659885051625, 65535",
    "sequential, 65536, 2, 74.9994277997757, 65536",
    "sequential, 65536, 4, 99.99694833531692, 65538",
    "sequential, 65536, 16, 99.99694833531692, 65550",
    "sequential, 65536, 64, 99.99694833531692, 65598",
    "strided, 2048, 16, 50.0, 0",
    "llm, 64, 16, 99.9508116084604, 0",
    "llm, 128, 16, 99.98774659968142, 0",
  })
  void thePublishedSimulatorGivesItsOwnFigures(
      String trace, int size, int lookAhead, double hitRate, double prefetches) {
    String call = "reference('" + trace + "', " + size + ", " + lookAhead + ", ";
    assertEquals(hitRate, range(call + "'hitRatePercent')").typical(), 1e-10);
    assertEquals(prefetches, range(call + "'prefetchBandwidth')").typical());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "frob(1)",
        "kv_mib('frob', 'f16', 1)",
        "kv_mib(1, 'f16', 1)",
        "kv_mib('llama-2-7b', 'f16')",
        "kv_mib('llama-2-7b', 'f16', 1.5)",
        "fact('packages', 'thetaJa')",
        "fact('packages/frob', 'thetaJa')",
        "chip(512, 'frob')",
        "chip(512, 'area.frob.mm2')",
        "chip(512, 'design')",
        "reference('frob', 1, 1, 'p99')",
        "kv_loss_percent('frob', 4)",
        "hull()"
      })
  void whatIsUnknownIsSaid(String formula) {
    var mistake = assertThrows(BadInputException.class, () -> range(formula));
    assertTrue(mistake.getMessage().length() > 10, mistake.getMessage());
  }
}
