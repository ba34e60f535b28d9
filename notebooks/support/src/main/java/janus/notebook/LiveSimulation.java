package janus.notebook;

import janus.simulator.Simulator;
import janus.simulator.SimulatorSettings;
import janus.simulator.prefetch.Prefetchers;
import janus.trace.Trace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import tech.tablesaw.api.Table;

/** Runs a trace through the two tiers of Janus-1 in a notebook, with a line of progress each. */
public final class LiveSimulation {
  private LiveSimulation() {}

  private record Row(
      String prefetcher, long reads, long readHits, long useful, long late, long totalCycles) {}

  /**
   * One run for each prefetcher.
   *
   * @param spellings prefetchers as {@code janus simulate} takes them: {@code stream}
   * @return a row a run: {@code prefetcher, reads, read_hits, useful, late, total_cycles}
   * @throws janus.provenance.BadInputException if a spelling is unknown
   */
  public static Table run(Trace trace, String... spellings) throws IOException {
    List<Row> rows = new ArrayList<>();
    for (String spelling : spellings) {
      rows.add(run(trace, spelling));
    }
    return Tables.of(rows);
  }

  private static Row run(Trace trace, String spelling) throws IOException {
    var settings = SimulatorSettings.janus1().withPrefetcher(Prefetchers.parse(spelling));
    try (var progress = new LiveProgress("Simulating " + spelling)) {
      var outcome = new Simulator(settings).run(trace, progress);
      var reads = outcome.tier1().reads();
      return new Row(
          spelling,
          reads.accesses(),
          reads.hits(),
          outcome.prefetch().useful(),
          outcome.prefetch().late(),
          outcome.totalCycles());
    }
  }
}
