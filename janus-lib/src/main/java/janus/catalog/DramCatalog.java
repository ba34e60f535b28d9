package janus.catalog;

import janus.provenance.BadInputException;
import janus.provenance.Fact;
import janus.provenance.Names;
import janus.technology.DramPart;
import janus.technology.DramTiming;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;

/** The DRAM parts of {@code data/dram}, by file name. */
public final class DramCatalog {
  private static final String ROOM = "dram";

  private final DataFolder data;

  public DramCatalog(DataFolder data) {
    this.data = data;
  }

  /** The parts inside the jar. */
  public static DramCatalog bundled() {
    return new DramCatalog(DataFolder.bundled());
  }

  /** Names of the parts, in alphabetical order. */
  public List<String> names() {
    return data.names(ROOM).stream().sorted().toList();
  }

  /**
   * The part of a name.
   *
   * @throws BadInputException if there is none of that name, or a field of it is missing
   */
  public DramPart byName(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    if (!names().contains(wanted)) {
      throw Names.unknown("DRAM part", name, names());
    }
    return data.document(ROOM, wanted).checked(document -> part(wanted, document));
  }

  private static DramPart part(String id, Document document) {
    var timings = new EnumMap<DramTiming, Fact>(DramTiming.class);
    Document listed = document.child("timings");
    for (DramTiming timing : DramTiming.values()) {
      timings.put(timing, listed.fact(timing.field(), "ns"));
    }
    return new DramPart(
        id,
        document.text("technology"),
        document.count("banksPerChannel"),
        document.count("rowBytes"),
        document.fact("bandwidth", "GB/s"),
        timings);
  }
}
