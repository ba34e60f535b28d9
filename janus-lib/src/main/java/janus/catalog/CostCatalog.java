package janus.catalog;

import janus.cost.CostFacts;
import janus.cost.DieRules;
import janus.cost.PinFacts;
import janus.cost.WaferProcess;
import janus.provenance.BadInputException;
import janus.provenance.Fact;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The prices of {@code data/cost}. */
public final class CostCatalog {
  private static final String ROOM = "cost";

  private static final Pattern DATE = Pattern.compile("\\d{4}(-(0[1-9]|1[0-2]))?");

  private CostCatalog() {}

  /**
   * The prices of a folder.
   *
   * @throws janus.provenance.BadInputException if a file is not as expected
   */
  public static CostFacts of(DataFolder data) {
    var processes = new LinkedHashMap<Double, WaferProcess>();
    for (Document node : data.document(ROOM, "wafers").children("nodes")) {
      double nm = node.number("nodeNm");
      processes.put(
          nm,
          new WaferProcess(
              nm,
              node.fact("waferPrice", "USD/wafer"),
              node.fact("defectDensity", "1/cm2"),
              node.fact("maskSet", "MUSD")));
    }
    Document dies = data.document(ROOM, "dies");
    var rules =
        new DieRules(
            dies.fact("yieldAlpha", "1"),
            dies.fact("edgeExclusion", "mm"),
            dies.fact("scribeLane", "mm"),
            dies.fact("bondingYield", "1"),
            dies.fact("finalTest", "USD/unit"));
    return new CostFacts(
        processes,
        rules,
        named(data.document(ROOM, "packages").child("packages"), "USD/unit"),
        pins(data.document(ROOM, "pins")),
        named(data.document(ROOM, "embedded").child("adders"), "percent"),
        dated(data.document(ROOM, "dram").child("prices")));
  }

  private static Map<String, Fact> dated(Document prices) {
    var dated = new LinkedHashMap<String, Fact>();
    for (String date : prices.fields()) {
      if (!DATE.matcher(date).matches()) {
        throw new BadInputException(
            prices.place() + ": expected the date of each price, as 2026-03, found '" + date + "'");
      }
      dated.put(date, prices.fact(date, "USD/GB"));
    }
    return dated;
  }

  private static PinFacts pins(Document pins) {
    return new PinFacts(
        pins.fact("price", "USD/pin"),
        pins.fact("supply", "1"),
        named(pins.child("signals"), "pin"));
  }

  private static Map<String, Fact> named(Document facts, String unit) {
    var named = new LinkedHashMap<String, Fact>();
    facts.fields().forEach(name -> named.put(name, facts.fact(name, unit)));
    return named;
  }
}
