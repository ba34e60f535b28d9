package janus.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Something of ours and something of a peer, both timed within one run of a command.
 *
 * @param what is done
 * @param unit of both figures; more is faster
 * @param peer that does the same, or bounds it
 * @param command words after {@code janus}, which print one JSON object
 * @param ours the figure of ours in that object
 * @param theirs the figure of the peer
 */
record Comparison(
    String what,
    String unit,
    String peer,
    List<String> command,
    ToDoubleFunction<JsonNode> ours,
    ToDoubleFunction<JsonNode> theirs) {

  /** Two figures of one round. */
  record Round(double ours, double theirs) {
    double ratio() {
      return ours / theirs;
    }
  }

  Round of(JsonNode answer) {
    return new Round(ours.applyAsDouble(answer), theirs.applyAsDouble(answer));
  }

  /**
   * A row of the table.
   *
   * @param what is done
   * @param jdk that runs it
   * @param vectors of the processor that it may use
   * @param rounds each in a process of its own
   * @param unit of both figures; more is faster
   * @param ours median over rounds
   * @param peer that does the same, or bounds it
   * @param theirs median over rounds
   * @param ratioLow least ratio of a round
   * @param ratio median over rounds of ours / theirs
   * @param ratioHigh largest ratio of a round
   * @param command that times both
   */
  record Row(
      String what,
      String jdk,
      String vectors,
      int rounds,
      String unit,
      double ours,
      String peer,
      double theirs,
      double ratioLow,
      double ratio,
      double ratioHigh,
      String command) {}

  Row row(Setting setting, List<Round> rounds) {
    double[] ratios = rounds.stream().mapToDouble(Round::ratio).sorted().toArray();
    return new Row(
        what,
        setting.jdk(),
        setting.vectors(),
        rounds.size(),
        unit,
        median(rounds.stream().mapToDouble(Round::ours).sorted().toArray()),
        peer,
        median(rounds.stream().mapToDouble(Round::theirs).sorted().toArray()),
        ratios[0],
        median(ratios),
        ratios[ratios.length - 1],
        "janus " + String.join(" ", command));
  }

  private static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
