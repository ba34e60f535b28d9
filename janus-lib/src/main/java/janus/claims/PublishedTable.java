package janus.claims;

import janus.technology.ArrayEstimate;
import janus.technology.Traffic;
import janus.units.DataSize;
import java.util.ArrayList;
import java.util.List;

/**
 * The published Janus-1 memory table.
 *
 * @param note how it counts
 * @param capacity the capacity it is for
 * @param gibPerS its traffic
 * @param readShare share of reads in the traffic
 * @param rows one per technology
 */
public record PublishedTable(
    String note, DataSize capacity, double gibPerS, double readShare, List<PublishedMemory> rows) {
  public PublishedTable {
    rows = List.copyOf(rows);
  }

  /**
   * A printed number beside what its own constants give and what we compute.
   *
   * @param technology our technology
   * @param publishedName the published name of it
   * @param quantity dynamic_w, static_w, total_w, mib_per_w or area_mm2
   * @param published the printed value; null where none was printed
   * @param fromPublishedConstants what the published constants give
   * @param ours what our facts give at the same capacity and traffic; null where unknown
   */
  public record Row(
      String technology,
      String publishedName,
      String quantity,
      Double published,
      double fromPublishedConstants,
      janus.units.Range ours) {}

  /**
   * The table side by side. Our static power is standby and refresh together, as the published
   * column is.
   *
   * @param ours our estimates of the technologies it names, at its capacity and traffic
   */
  public List<Row> beside(List<ArrayEstimate> ours) {
    var table = new ArrayList<Row>();
    for (PublishedMemory row : rows) {
      var again = row.recomputed(capacity, gibPerS, readShare);
      ArrayEstimate mine =
          ours.stream()
              .filter(estimate -> estimate.technology().equals(row.technology()))
              .findFirst()
              .orElseThrow(
                  () -> new IllegalArgumentException("no estimate of " + row.technology()));
      table.add(row(row, "dynamic_w", row.dynamic().typical(), again.dynamicW(), mine.dynamicW()));
      table.add(
          row(
              row,
              "static_w",
              row.staticPower().typical(),
              again.staticW(),
              mine.standbyW().plus(mine.refreshW())));
      table.add(row(row, "total_w", row.total().typical(), again.totalW(), mine.totalW()));
      table.add(row(row, "mib_per_w", row.efficiency().typical(), again.mibPerW(), mine.mibPerW()));
      table.add(row(row, "area_mm2", null, again.areaMm2(), mine.areaMm2()));
    }
    return List.copyOf(table);
  }

  private static Row row(
      PublishedMemory row, String quantity, Double printed, double again, janus.units.Range ours) {
    return new Row(row.technology(), row.name(), quantity, printed, again, ours);
  }

  /** The traffic it is for, in decimal gigabytes. */
  public Traffic traffic() {
    double gbPerS = gibPerS * (1L << 30) / 1e9;
    return new Traffic(
        gbPerS * readShare, gbPerS * (1 - readShare), Traffic.published().kvWriteMbPerS());
  }
}
