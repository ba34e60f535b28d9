package janus.catalog;

import janus.device.DevicePlatform;
import janus.device.DeviceSoftware;
import janus.device.MeasuredDevices;
import janus.device.MeasuredRun;
import janus.device.WeightFormat;
import janus.provenance.BadInputException;
import janus.provenance.Fact;
import janus.transformer.TransformerSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;

/** Devices of {@code data/devices}, and measurements on them in {@code data/measured}. */
public final class DeviceCatalog {
  private static final String DEVICES = "devices";
  private static final String MEASURED = "measured";

  private final DataFolder data;

  public DeviceCatalog(DataFolder data) {
    this.data = data;
  }

  /**
   * All devices, formats and measured runs.
   *
   * @throws BadInputException if a field is missing or a value impossible
   */
  public MeasuredDevices devices() {
    var models = new ModelCatalog(data);
    var shapes = new LinkedHashMap<String, TransformerSpec>();
    for (String name : models.names()) {
      TransformerSpec spec = models.byName(name);
      if (spec.kind() == TransformerSpec.Kind.DECODER) {
        shapes.put(name, spec);
      }
    }
    return new MeasuredDevices(
        list("platforms", DeviceCatalog::platform),
        list("software", DeviceCatalog::software),
        weightFormats(),
        shapes,
        runs());
  }

  /** Storage formats of weights. */
  public List<WeightFormat> weightFormats() {
    return list("weight-formats", "formats", DeviceCatalog::format);
  }

  /** Share of the peak bandwidth at which decoders read weights. */
  public Fact bandwidthReached() {
    return data.document(DEVICES, "off-chip-use").fact("bandwidthReached", "1");
  }

  /** Fixed time a layer and token of a decoder. */
  public Fact layerTime() {
    return data.document(DEVICES, "off-chip-use").fact("layerTime", "ms");
  }

  private <T> List<T> list(String file, Function<Document, T> reader) {
    return list(file, file, reader);
  }

  private <T> List<T> list(String file, String field, Function<Document, T> reader) {
    return data.document(DEVICES, file).children(field).stream()
        .map(entry -> entry.checked(reader))
        .toList();
  }

  private static DevicePlatform platform(Document entry) {
    String name = entry.text("name");
    return new DevicePlatform(
        name, entry.text("board", name), entry.optionalFact("dramBandwidth", "GB/s"));
  }

  private static DeviceSoftware software(Document entry) {
    return new DeviceSoftware(
        entry.text("name"),
        entry.text("check"),
        entry.count("prefillChunkTokens", 1),
        entry.basis("basis"),
        entry.text("source"));
  }

  private static WeightFormat format(Document entry) {
    return new WeightFormat(
        entry.text("name"),
        entry.text("software", ""),
        bits(entry, "bits"),
        bits(entry, "headBits"),
        entry.count("activationBits"),
        entry.has("mixed") ? mixed(entry.child("mixed")) : null);
  }

  private static WeightFormat.Mixed mixed(Document entry) {
    return new WeightFormat.Mixed(
        bits(entry, "raisedBits"),
        entry.number("raisedShare"),
        entry.count("block"),
        bits(entry, "fallbackBits"),
        bits(entry, "fallbackRaisedBits"));
  }

  private static Fact bits(Document entry, String field) {
    return entry.fact(field, "bit");
  }

  private List<MeasuredRun> runs() {
    var runs = new ArrayList<MeasuredRun>();
    for (String name : data.names(MEASURED)) {
      Document file = data.document(MEASURED, name);
      for (Document entry : file.children("runs")) {
        runs.add(entry.checked(row -> run(file, row)));
      }
    }
    return runs;
  }

  private static MeasuredRun run(Document file, Document row) {
    return new MeasuredRun(
        new MeasuredRun.Setting(
            row.text("platform"),
            row.text("software"),
            row.text("modelAsPublished"),
            row.text("model", null),
            row.text("weights", null),
            tokens(row, "promptTokens"),
            tokens(row, "answerTokens")),
        new MeasuredRun.Reading(
            row.number("decodeTokensPerS"),
            number(row, "timeToFirstTokenMs"),
            number(row, "powerW"),
            row.text("powerScope", null)),
        new MeasuredRun.Origin(
            file.basis("basis"),
            file.text("source"),
            row.text("where"),
            row.confidence("confidence"),
            row.text("note", "")));
  }

  private static Integer tokens(Document row, String field) {
    return row.has(field) ? (Integer) row.count(field) : null;
  }

  private static Double number(Document row, String field) {
    return row.has(field) ? (Double) row.number(field) : null;
  }
}
