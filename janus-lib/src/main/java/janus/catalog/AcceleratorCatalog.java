package janus.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import janus.accelerator.Platform;
import janus.provenance.BadInputException;
import janus.provenance.Fact;
import janus.provenance.Names;
import java.util.ArrayList;
import java.util.List;

/** The platforms of {@code data/accelerators}, and the energy of arithmetic. */
public final class AcceleratorCatalog {
  private static final String ROOM = "accelerators";

  private final DataFolder data;

  public AcceleratorCatalog(DataFolder data) {
    this.data = data;
  }

  /** Every platform, in alphabetical order of the files. */
  public List<Platform> platforms() {
    return data.names(ROOM).stream().map(this::platform).toList();
  }

  /**
   * A platform by its file's name.
   *
   * @throws BadInputException if there is none; lists the valid names
   */
  public Platform platform(String name) {
    if (!data.names(ROOM).contains(name)) {
      throw new BadInputException(
          "platform '"
              + name
              + "' is unknown"
              + Names.suggestion(name, data.names(ROOM))
              + "; valid names: "
              + String.join(", ", data.names(ROOM)));
    }
    Document document = data.document(ROOM, name);
    return new Platform(
        name,
        document.text("name"),
        document.text("vendor"),
        fact(document, "peakInt8", "TOPS"),
        fact(document, "power", "W"),
        fact(document, "onChipMemory", "MB"),
        fact(document, "dramBandwidth", "GB/s"),
        fact(document, "dramCapacity", "GB"),
        decode(document));
  }

  /** Energy of an INT8 multiply-accumulate at 3 nm, operands delivered, in pJ/MAC. */
  public Fact int8MacDelivered() {
    return data.document("energy", "mac").fact("int8MacDelivered3nm", "pJ/MAC");
  }

  private static Fact fact(Document document, String field, String unit) {
    return document.has(field) ? document.fact(field, unit) : null;
  }

  private static List<Platform.Decode> decode(Document document) {
    var rates = new ArrayList<Platform.Decode>();
    int index = 0;
    for (JsonNode node : document.node().path("decode")) {
      var row = new Document(document.place() + ", decode " + index++, node);
      rates.add(
          new Platform.Decode(row.text("model"), row.text("weights"), row.fact("rate", "token/s")));
    }
    return rates;
  }
}
