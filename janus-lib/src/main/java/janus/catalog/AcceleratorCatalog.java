package janus.catalog;

import janus.accelerator.Platform;
import janus.provenance.BadInputException;
import janus.provenance.Fact;
import janus.provenance.Names;
import java.util.List;

/** The platforms of {@code data/accelerators}, and the energy of arithmetic. */
public final class AcceleratorCatalog {
  private static final String ROOM = "accelerators";

  private final DataFolder data;

  public AcceleratorCatalog(DataFolder data) {
    this.data = data;
  }

  /** Every platform, in alphabetical order of file names. */
  public List<Platform> platforms() {
    return data.names(ROOM).stream().map(this::platform).toList();
  }

  /**
   * A platform by file name.
   *
   * @throws BadInputException if there is none; lists the valid names
   */
  public Platform platform(String name) {
    if (!data.names(ROOM).contains(name)) {
      throw Names.unknown("platform", name, data.names(ROOM));
    }
    Document document = data.document(ROOM, name);
    return new Platform(
        name,
        document.text("name"),
        document.text("vendor"),
        document.optionalFact("peakInt8", "TOPS"),
        document.optionalFact("power", "W"),
        document.optionalFact("onChipMemory", "MB"),
        document.optionalFact("dramBandwidth", "GB/s"),
        document.optionalFact("dramCapacity", "GB"),
        decode(document));
  }

  /** Energy of an INT8 multiply-accumulate at 3 nm, including operand delivery, in pJ/MAC. */
  public Fact int8MacDelivered() {
    return data.document("energy", "mac").fact("int8MacDelivered3nm", "pJ/MAC");
  }

  private static List<Platform.Decode> decode(Document document) {
    return document.optionalChildren("decode").stream()
        .map(
            row ->
                new Platform.Decode(
                    row.text("model"), row.text("weights"), row.fact("rate", "token/s")))
        .toList();
  }
}
