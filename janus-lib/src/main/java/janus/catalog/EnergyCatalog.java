package janus.catalog;

import janus.provenance.BadInputException;
import janus.provenance.Fact;
import janus.provenance.Names;
import janus.technology.Sleep;
import java.util.List;

/** The energies of {@code data/energy}: arithmetic by precision and node, and data movement. */
public final class EnergyCatalog {
  private static final String ROOM = "energy";

  private final DataFolder data;

  public EnergyCatalog(DataFolder data) {
    this.data = data;
  }

  /** The energies inside the jar. */
  public static EnergyCatalog bundled() {
    return new EnergyCatalog(DataFolder.bundled());
  }

  /** Names for {@link #mac}, as {@code int8-7nm}, in file order. */
  public List<String> macNames() {
    return data.document(ROOM, "mac-arithmetic").child("macs").fields();
  }

  /**
   * Energy of a multiply-accumulate in pJ/MAC, by precision and node: {@code int8-7nm}.
   *
   * @throws BadInputException if there is none of that name; lists the valid ones
   */
  public Fact mac(String name) {
    return named(
        data.document(ROOM, "mac-arithmetic").child("macs"), "multiply-accumulate", name, "pJ/MAC");
  }

  /**
   * Energy of one arithmetic operation in pJ/op.
   *
   * @param operation as {@code int8Multiply}
   * @param nodeNm 45 or 7
   * @throws BadInputException if there is none; lists the valid ones
   */
  public Fact operation(String operation, int nodeNm) {
    String name = "arithmetic-" + nodeNm + "nm";
    if (!data.names(ROOM).contains(name)) {
      throw new BadInputException("arithmetic at " + nodeNm + " nm is unknown; valid: 45, 7");
    }
    return named(data.document(ROOM, name).child("operations"), "operation", operation, "pJ/op");
  }

  /**
   * Energy of data movement, for example {@code meshHop} in {@code pJ/bit/hop}.
   *
   * @throws BadInputException if no fact has the name and unit
   */
  public Fact movement(String name, String unit) {
    return named(data.document(ROOM, "movement").child("movement"), "movement", name, unit);
  }

  /**
   * Energy of one operation of the KV decoder: {@code add}, {@code multiply} or {@code lookup}, in
   * pJ/op.
   *
   * @throws BadInputException if there is none of that name; lists the valid ones
   */
  public Fact decoder(String operation) {
    return named(data.document(ROOM, "kv-decoder"), "operation", operation, "pJ/op");
  }

  /** States of memories that sleep. */
  public Sleep sleep() {
    Document facts = data.document(ROOM, "sleep");
    return new Sleep(
        facts.fact("retentionShare", "1"),
        facts.fact("offShare", "1"),
        facts.fact("retentionWakeUp", "ns"),
        facts.fact("offWakeUp", "ns"));
  }

  /** Share of the power that leaves the voltage regulators of a chip and its memory. */
  public Fact regulatorEfficiency() {
    return data.document(ROOM, "supply").fact("regulatorEfficiency", "1");
  }

  private static Fact named(Document document, String what, String name, String unit) {
    if (!document.has(name)) {
      throw Names.unknown(what, name, document.fields());
    }
    return document.fact(name, unit);
  }
}
