package janus.claims;

import janus.catalog.DataFolder;
import janus.catalog.Document;
import janus.catalog.TechnologyCatalog;
import janus.provenance.BadInputException;
import janus.provenance.Fact;
import janus.units.DataSize;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Computed, built and published memory arrays of others, beside our results. */
public final class TechnologyClaims {
  private final DataFolder data;
  private final TechnologyCatalog catalog;

  public TechnologyClaims(DataFolder data, TechnologyCatalog catalog) {
    this.data = data;
    this.catalog = catalog;
  }

  /** The claims that travel with the jar. */
  public static TechnologyClaims bundled() {
    return new TechnologyClaims(DataFolder.bundled(), TechnologyCatalog.bundled());
  }

  /** Arrays that others computed or built, from {@code data/validation}. */
  public List<ValidationCase> validationCases() {
    Document document = data.document("validation", "memory-arrays");
    var cases = new ArrayList<ValidationCase>();
    for (Document entry : document.children("cases")) {
      Document values = entry.child("quantities");
      var quantities = new TreeMap<String, Double>();
      values.fields().forEach(field -> quantities.put(field, values.number(field)));
      try {
        cases.add(
            new ValidationCase(
                entry.text("label"),
                entry.text("kind"),
                entry.text("technology"),
                entry.number("nodeNm"),
                entry.number("capacityMib"),
                entry.number("temperatureC"),
                entry.text("grownFrom", null),
                quantities,
                catalog.source(entry),
                entry.text("where")));
      } catch (IllegalArgumentException e) {
        throw new BadInputException(entry.place() + ": " + e.getMessage(), e);
      }
    }
    return List.copyOf(cases);
  }

  /** Our models against those arrays. */
  public List<TechnologyValidation.Point> validate() {
    var points = new ArrayList<TechnologyValidation.Point>();
    points.addAll(
        new TechnologyValidation(catalog.processes(), catalog::byName).compare(validationCases()));
    points.addAll(TechnologyValidation.compareTemperature(leakageCases()));
    return List.copyOf(points);
  }

  private List<TechnologyValidation.Leakage> leakageCases() {
    return data.document("validation", "memory-arrays").children("temperature").stream()
        .map(
            entry ->
                new TechnologyValidation.Leakage(
                    entry.text("label"),
                    entry.text("technology"),
                    entry.number("capacityMib"),
                    entry.number("mwPerMibAt27C"),
                    entry.number("mwPerMibAt57C"),
                    entry.number("mwPerMibAt87C"),
                    catalog.source(entry),
                    entry.text("where")))
        .toList();
  }

  /** The memory table that the published Janus-1 printed, as published. */
  public PublishedTable published() {
    Document document = data.document("published", "janus-1-memory-power");
    Document rows = document.child("rows");
    var memories = new ArrayList<PublishedMemory>();
    for (String field : rows.fields()) {
      Document row = rows.child(field);
      Document constants = row.child("constants");
      Document table = row.child("table");
      memories.add(
          new PublishedMemory(
              row.text("name"),
              row.text("technology"),
              fact(constants, "readEnergy", "pJ/bit"),
              fact(constants, "writeEnergy", "pJ/bit"),
              fact(constants, "standby", "mW/MiB"),
              fact(constants, "area", "mm2/Mibit"),
              fact(constants, "readLatency", "cycles"),
              fact(table, "dynamic", "W"),
              fact(table, "static", "W"),
              fact(table, "total", "W"),
              fact(table, "efficiency", "MiB/W")));
    }
    return new PublishedTable(
        document.text("note"),
        DataSize.ofMiB(document.count("capacityMib")),
        document.number("bandwidthGibPerS"),
        document.number("readShare"),
        memories);
  }

  private Fact fact(Document document, String field, String unit) {
    catalog.source(document.child(field));
    return document.fact(field, unit);
  }
}
