package janus.claims;

import com.fasterxml.jackson.databind.JsonNode;
import janus.accelerator.Dataflow;
import janus.accelerator.Gemm;
import janus.accelerator.SystolicArray;
import janus.catalog.DataFolder;
import janus.catalog.Document;
import janus.catalog.PackageCatalog;
import janus.provenance.BadInputException;
import janus.thermal.BlockMapping;
import janus.thermal.Floorplan;
import janus.thermal.PackageSettings;
import janus.thermal.PowerTrace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Results of other tools in {@code data/validation}, beside our results. Their outputs are facts
 * with tool, version and how it was run; ours are computed at every call.
 */
public final class ValidationCatalog {
  private static final String ROOM = "validation";

  private final DataFolder data;
  private final PackageSettings standard;

  public ValidationCatalog(DataFolder data) {
    this.data = data;
    standard = new PackageCatalog(data).standard();
  }

  /** The recorded runs of HotSpot beside ours. */
  public HotSpotComparison.Table hotSpot() {
    return HotSpotComparison.compare(hotSpotSteady(), hotSpotOverTime(), standard);
  }

  /** The runs of HotSpot to a steady state. */
  public List<HotSpotComparison.Steady> hotSpotSteady() {
    return data.document(ROOM, "hotspot").children("cases").stream().map(this::steady).toList();
  }

  /** The runs of HotSpot over time. */
  public List<HotSpotComparison.OverTime> hotSpotOverTime() {
    return data.document(ROOM, "hotspot").children("transient").stream()
        .map(this::overTime)
        .toList();
  }

  /** The recorded products of SCALE-Sim beside ours. */
  public List<ScaleSimRun> scaleSim() {
    Document document = data.document(ROOM, "scale-sim");
    var runs = new ArrayList<ScaleSimRun>();
    for (String list : List.of("runs", "largeRuns")) {
      int index = 0;
      for (JsonNode row : document.node().path(list)) {
        String place = document.place() + ", " + list + "[" + index++ + "]";
        boolean ratios = row.size() == 9;
        if (!ratios && row.size() != 7) {
          throw new BadInputException(place + ": expected 7 or 9 columns, found " + row.size());
        }
        try {
          runs.add(
              ScaleSimRun.compare(
                  new SystolicArray(row.get(0).intValue(), row.get(1).intValue()),
                  Dataflow.parse(row.get(2).textValue()),
                  new Gemm(row.get(3).longValue(), row.get(4).longValue(), row.get(5).longValue()),
                  row.get(6).longValue(),
                  ratios ? row.get(7).doubleValue() : null,
                  ratios ? row.get(8).doubleValue() : null));
        } catch (IllegalArgumentException e) {
          throw new BadInputException(place + ": " + e.getMessage(), e);
        }
      }
    }
    return List.copyOf(runs);
  }

  private HotSpotComparison.Steady steady(Document entry) {
    List<Document> blocks = entry.children("blocks");
    try {
      return new HotSpotComparison.Steady(
          entry.text("label"),
          entry.text("note"),
          floorplan(blocks),
          blocks.stream().map(block -> block.number("powerW")).toList(),
          settings(entry.child("settings")),
          entry.count("grid"),
          BlockMapping.parse(entry.text("mapping")),
          blocks.stream().map(block -> block.number("kelvin")).toList());
    } catch (IllegalArgumentException e) {
      throw new BadInputException(entry.place() + ": " + e.getMessage(), e);
    }
  }

  private HotSpotComparison.OverTime overTime(Document entry) {
    try {
      Floorplan floorplan = floorplan(entry.children("blocks"));
      List<String> names = entry.texts("kelvinNames");
      List<List<Double>> kelvin =
          Arrays.stream(matrix(entry, "kelvin"))
              .map(row -> floorplan.names().stream().map(b -> row[names.indexOf(b)]).toList())
              .toList();
      return new HotSpotComparison.OverTime(
          entry.text("label"),
          floorplan,
          new PowerTrace(entry.texts("powerNames"), matrix(entry, "powerW")).inOrderOf(floorplan),
          settings(entry.child("settings")),
          entry.count("grid"),
          BlockMapping.parse(entry.text("mapping")),
          kelvin);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(entry.place() + ": " + e.getMessage(), e);
    }
  }

  private PackageSettings settings(Document changes) {
    PackageSettings settings = standard;
    for (String name : changes.fields()) {
      settings = settings.with(name, Double.toString(changes.number(name)));
    }
    return settings;
  }

  private static Floorplan floorplan(List<Document> blocks) {
    return new Floorplan(
        blocks.stream()
            .map(
                block ->
                    new Floorplan.Block(
                        block.text("name"),
                        block.number("widthM"),
                        block.number("heightM"),
                        block.number("leftM"),
                        block.number("bottomM")))
            .toList());
  }

  private static double[][] matrix(Document entry, String field) {
    JsonNode rows = entry.node().path(field);
    double[][] matrix = new double[rows.size()][];
    for (int i = 0; i < matrix.length; i++) {
      matrix[i] = new double[rows.get(i).size()];
      for (int j = 0; j < matrix[i].length; j++) {
        matrix[i][j] = rows.get(i).get(j).doubleValue();
      }
    }
    return matrix;
  }
}
