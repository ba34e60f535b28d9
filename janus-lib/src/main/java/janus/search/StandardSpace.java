package janus.search;

import janus.codesign.Facts;
import janus.technology.MemoryTechnology;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The space that is searched where none is given. Its ranges are choices, not facts. */
public final class StandardSpace {
  /** Shares of the bandwidth of a memory package that a chip may use, by channels. */
  private static final double[] CHANNEL_SHARES = {0.25, 0.5, 1, 2};

  private static final List<String> OFF_CHIP = List.of("lpddr4x", "lpddr5", "lpddr5x");
  private static final List<Map<String, String>> PACKAGES =
      List.of(
          pack("bga-lid", "fcpbga-17-imx8m"),
          pack("bga-lid", "lfbga-289"),
          pack("handheld", "null"));

  private StandardSpace() {}

  /** Every measured scheme, and a few values of every choice that the evaluator knows. */
  public static List<Variable> of(Facts facts, Accuracy accuracy) {
    Stream<String> schemes = accuracy.schemes().stream().map(m -> m.scheme().spelling());
    return List.of(
        Variable.of("scheme", schemes.toList()),
        values("compute.tiles", "4", "8", "16", "32", "64"),
        new Variable("compute", List.of(shape(8), shape(16), shape(32), shape(64))),
        values("compute.clockGhz", "0.4", "0.6", "0.8", "1", "1.2"),
        new Variable("offChip", offChip(facts)),
        values("tier1.capacityMib", "0.25", "0.5", "1", "2", "4", "8", "16", "32"),
        Variable.of("tier2.technology", onChip(facts)),
        values("tier2.capacityMib", "0", "8", "16", "32", "64", "128", "224"),
        values("tier2.banks", "4", "8", "16", "32"),
        new Variable("package", PACKAGES));
  }

  private static Variable values(String field, String... values) {
    return Variable.of(field, List.of(values));
  }

  private static Map<String, String> shape(int side) {
    String units = Integer.toString(side);
    return Map.of("compute.tileRows", units, "compute.tileColumns", units);
  }

  private static Map<String, String> pack(String layers, String resistance) {
    return Map.of("package.layers", layers, "package.resistance", resistance);
  }

  private static List<Map<String, String>> offChip(Facts facts) {
    var choices = new ArrayList<Map<String, String>>();
    for (String name : OFF_CHIP) {
      double whole = facts.technologies().byName(name).bandwidth().typical();
      for (double share : CHANNEL_SHARES) {
        String bandwidth = SpaceFile.text(share * whole);
        choices.add(Map.of("offChip.technology", name, "offChip.bandwidthGbPerS", bandwidth));
      }
    }
    return choices;
  }

  private static List<String> onChip(Facts facts) {
    return facts.technologies().all().stream()
        .filter(technology -> technology.onChip() && technology.servesTraffic())
        .map(MemoryTechnology::id)
        .toList();
  }
}
