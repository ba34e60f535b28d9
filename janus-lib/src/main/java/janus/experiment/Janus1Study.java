package janus.experiment;

import janus.codesign.Design;
import janus.codesign.Workload;
import java.util.List;
import java.util.Map;

/** The published Janus-1 as the steps vary it: tier 2 of other technologies, other packages. */
final class Janus1Study {
  /** Two published resistances under a lid, and a hand-held device. */
  static final List<Design.Packaging> PACKAGES =
      List.of(
          lid("published-claim"),
          lid("bga-still-air"),
          new Design.Packaging("handheld", null, null));

  private static final String LID = "bga-lid";

  private Janus1Study() {}

  /** A lid whose convection is fitted to a published resistance. */
  static Design.Packaging lid(String resistance) {
    return new Design.Packaging(LID, resistance, null);
  }

  /** A lid whose convection is fitted to any resistance from junction to ambient. */
  static Design.Packaging lid(double thetaJaCPerW) {
    return new Design.Packaging(LID, null, thetaJaCPerW);
  }

  /** The chip with tier 2 of a technology, in a package. */
  static Design design(String tier2, Design.Packaging pack) {
    Design janus = Design.janus1();
    return janus
        .withName(janus.name() + " with " + tier2)
        .withTier2(janus.tier2().withTechnology(tier2))
        .withPackage(pack);
  }

  /** The published work at a context that is all prompt. */
  static Workload load(long context) {
    return Workload.janus1().atContext(context);
  }

  /** Everything that was chosen, for {@code run.json}. */
  static void addSettings(Map<String, Object> settings) {
    Design janus = Design.janus1();
    Workload work = Workload.janus1();
    settings.put("model", work.model());
    settings.put("codec", work.scheme().keys().spelling());
    settings.put("weight_bits", work.weightBits());
    settings.put("tiles", janus.compute().tiles());
    settings.put("tile_rows", janus.compute().tileRows());
    settings.put("tile_columns", janus.compute().tileColumns());
    settings.put("clock_ghz", janus.compute().clockGhz());
    settings.put("tier1_mib", janus.tier1().capacityMib());
    settings.put("tier2_mib", janus.tier2().capacityMib());
    settings.put("logic_nm", janus.compute().logicNm());
  }
}
