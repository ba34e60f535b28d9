package janus.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.codesign.Facts;
import janus.codesign.Workload;
import janus.search.Accuracy;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ChangeTablesTest {
  private static final Facts FACTS = Facts.bundled();

  // Memory costs 2.13 dollars a GB in 2024 and 8 in March 2026, and no other price has a date.
  @Test
  void bitsSaveTheMemoryThatHoldsThem() {
    Map<String, List<DollarTable.Row>> byDate =
        new DollarTable(FACTS)
            .of(List.of("llama-3.2-3b")).stream()
                .collect(Collectors.groupingBy(DollarTable.Row::dramDate));
    List<DollarTable.Row> then = byDate.get("2024");
    List<DollarTable.Row> now = byDate.get("2026-03");
    for (int i = 0; i < then.size(); i++) {
      DollarTable.Row row = then.get(i);
      boolean bits = row.bought().startsWith("fewer bits");
      double times = bits ? 8 / 2.13 : 1;
      assertEquals(times * row.addedUsd(), now.get(i).addedUsd(), 1e-9, row.change());
      assertEquals(row.gainedPercent(), now.get(i).gainedPercent(), 1e-9, row.change());
      assertTrue(!bits || row.addedUsd() <= 0, row.change());
    }
    // 4 bits of 3.2 billion weights are 1.5 GiB: of 4 GiB, 2 are left.
    assertEquals(-2 * 2.13, then.get(then.size() - 1).addedUsd(), 1e-9);
  }

  // The published chip's memory on the die is what the null designs show to cost most.
  @Test
  void threeChangesTogetherGainAtLeastWhatTheBestAloneDoes() {
    List<ChangeTable.Row> rows = new ChangeTable(FACTS, accuracy()).rows(1);
    ChangeTable.Row single = rows.get(0);
    ChangeTable.Row three =
        rows.stream().filter(row -> row.changes() == 3).findFirst().orElseThrow();
    assertEquals("tier2.capacityMib 224 -> 0", single.change());
    assertTrue(three.gain() >= single.gain(), three.toString());
    assertEquals("helps", three.verdict());
  }

  /** A variable needs a value: the scheme that the published chip has. */
  private static Accuracy accuracy() {
    var scheme = Workload.janus1().scheme();
    return Accuracy.of(
        "made up", List.of(new Accuracy.Measurement("int4", scheme, 1, "made up", "made up", 512)));
  }
}
