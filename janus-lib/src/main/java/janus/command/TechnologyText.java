package janus.command;

import janus.claims.PublishedTable;
import janus.codesign.MemorySurvey;
import janus.technology.ArrayEstimate;
import janus.technology.TechnologyUncertainty;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The tables of {@code janus technology}. */
final class TechnologyText {
  private TechnologyText() {}

  static void print(PrintWriter out, TechnologyCommand.Report report) {
    out.printf(
        Locale.ROOT,
        "%s MiB at %s C, %s GB/s read and %s GB/s written, by total power; typical values%n"
            + "and (ranges)%n%n",
        Text.number(report.capacityMib()),
        Text.number(report.temperatureC()),
        Text.number(report.traffic().readGbPerS()),
        Text.number(report.traffic().writeGbPerS()));
    var table =
        new TextTable(
            "technology", "nm", "dynamic W", "standby W", "refresh W", "total W", "mm2", "MiB/W");
    report.technologies().stream()
        .sorted(Comparator.comparingDouble(e -> e.totalW().typical()))
        .forEach(
            e ->
                table.row(
                    e.technology(),
                    Text.number(e.nodeNm()),
                    Text.watts(e.dynamicW()),
                    Text.watts(e.standbyW()),
                    Text.watts(e.refreshW()),
                    Text.shortRange(e.totalW()),
                    Text.shortRange(e.areaMm2()),
                    e.mibPerW() == null ? "-" : Text.number(e.mibPerW().typical())));
    out.print(table);
    for (ArrayEstimate e : report.technologies()) {
      if (!e.servesTraffic()) {
        out.printf("%n%s sleeps and serves no traffic: its standby alone counts%n", e.technology());
      }
      if (!e.extrapolation().isEmpty()) {
        out.printf("%n%s%n", Text.wrapped(e.technology() + ": " + e.extrapolation()));
      }
    }
    if (!report.outsideTheirRange().isEmpty()) {
      String names = String.join(", ", report.outsideTheirRange());
      out.printf("%n%s%n", Text.wrapped("Not known at this temperature or node: " + names));
    }
    if (!report.publishedBesideRecomputed().isEmpty()) {
      printBeside(out, report.publishedBesideRecomputed());
    }
    if (report.distributions() != null) {
      printUncertainty(out, report);
    }
    if (report.selfHeating() != null) {
      printSelfHeating(out, report.selfHeating());
    }
    report.notes().forEach(note -> out.printf("%n%s%n", Text.wrapped("note: " + note)));
  }

  private static void printBeside(PrintWriter out, List<PublishedTable.Row> rows) {
    out.printf("%nThe published Janus-1 beside its own constants and ours%n%n");
    var beside =
        new TextTable("technology", "quantity", "published", "from its own constants", "ours");
    for (PublishedTable.Row r : rows) {
      beside.row(
          r.technology(),
          r.quantity(),
          Text.number(r.published()),
          Text.number(r.fromPublishedConstants()),
          Text.range(r.ours()));
    }
    out.print(beside);
  }

  private static void printUncertainty(PrintWriter out, TechnologyCommand.Report report) {
    out.printf("%nOver the ranges of the facts%n%n");
    var table = new TextTable("technology", "quantity", "5 %", "median", "95 %");
    for (TechnologyUncertainty.Distribution d : report.distributions()) {
      table.row(
          d.technology(),
          d.quantity(),
          Text.number(d.p05()),
          Text.number(d.p50()),
          Text.number(d.p95()));
    }
    out.print(table);
    out.printf("%nProbability of the least total power%n%n");
    var ranks = new TextTable("technology", "probability");
    report.rankProbabilities().stream()
        .filter(rank -> rank.rank() == 1)
        .forEach(rank -> ranks.row(rank.technology(), Text.share(rank.probability())));
    out.print(ranks);
  }

  private static void printSelfHeating(PrintWriter out, List<MemorySurvey.Settled> settled) {
    out.printf("%nHeating itself in its package%n%n");
    var table = new TextTable("technology", "outcome", "junction C", "total W", "loop gain");
    for (MemorySurvey.Settled s : settled) {
      table.row(
          s.technology(),
          s.point().outcome(),
          Text.number(s.point().temperatureC()),
          Text.number(s.point().powerW()),
          Text.number(s.point().loopGain()));
    }
    out.print(table);
  }
}
