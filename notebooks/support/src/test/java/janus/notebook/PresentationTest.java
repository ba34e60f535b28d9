package janus.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

class PresentationTest {
  record Ranged(String name, double areaMm2Low, double areaMm2, double areaMm2High, long count) {}

  @Test
  void unitsComeFromColumnNames() {
    assertEquals(new Labels("read energy", "pJ/bit"), Labels.of("read_energy_pj_per_bit"));
    assertEquals(new Labels("KV cache", "MiB"), Labels.of("kv_cache_mib"));
    assertEquals(new Labels("hit rate", "%"), Labels.of("hit_rate_percent"));
    assertEquals(new Labels("prefetcher", ""), Labels.of("prefetcher"));
    assertEquals("Standby power, high (mW)", Labels.of("standby_power_mw_high").axis());
  }

  @Test
  void numbersKeepFourDigits() {
    assertEquals("157.2", Formats.number(157.2481));
    assertEquals("0.001235", Formats.number(0.00123456));
    assertEquals("1.235e-4", Formats.number(0.000123456));
    assertEquals("2048", Formats.number(2048));
    assertEquals("1,142,309", Formats.number(1142309));
    assertEquals("16,384", Formats.number(16383.7));
    assertEquals("−∞", Formats.number(Double.NEGATIVE_INFINITY));
    assertEquals("", Formats.number(Double.NaN));
    assertEquals("10<sup>6</sup>", Formats.tick(1e6, false));
    assertEquals("5×10<sup>-4</sup>", Formats.tick(5e-4, false));
    assertEquals("1,024", Formats.tick(1024, true));
    assertEquals("0.0005", Formats.tick(5e-4, true));
  }

  @Test
  void tablesShowRangesInOneCellAndEscapeText() {
    String html =
        TableHtml.of(
            Tables.of(List.of(new Ranged("a<b", 1, 2, 3, 7), new Ranged("c", 4, 4, 4, 8))));
    assertTrue(html.contains("a&lt;b"), html);
    assertTrue(html.contains(">2</td>") && html.contains("<small>1 to 3</small>"), html);
    assertTrue(html.contains(">4</td>") && html.contains("<small></small>"), html);
    assertFalse(html.contains("area mm2 low") || html.contains("area, low"), html);
    assertTrue(html.contains("<small>mm²</small>"), html);
  }

  // 100 rows show the first 20 and the last 5 and say that 75 are not shown.
  @Test
  void longTablesSayWhatTheyLeaveOut() {
    Table table =
        Tables.of(
            java.util.stream.IntStream.range(0, 100)
                .mapToObj(i -> new Ranged("row" + i, 1, 1, 1, i))
                .toList());
    String html = TableHtml.of(table);
    assertTrue(html.contains("75 more rows"), html);
    assertTrue(html.contains("row19<") && html.contains("row95<"), html);
    assertFalse(html.contains("row20<") || html.contains("row94<"), html);
  }

  // 24 characters in lines of at most 20: not 19 and 4.
  @Test
  void linesOfATitleAreOfAboutOneLength() {
    assertEquals(
        List.of("one two three", "four five 6\u00a0%"),
        Style.wrap("one two three four five 6 %", 20));
    assertEquals(List.of("short"), Style.wrap("short", 20));
    assertEquals(List.of(), Style.wrap("", 20));
  }

  record Mean(String scheme, Double nats, Double errorNats) {}

  @Test
  void aStandardErrorMakesARange() {
    Table means = Tables.of(List.of(new Mean("exact", null, null), new Mean("coded", 0.5, 0.125)));
    Table ranged = Tables.withRange(means, "nats", "error_nats");
    assertEquals(0.375, Tables.value(ranged, "nats_low", "scheme", "coded"));
    assertEquals(0.625, Tables.value(ranged, "nats_high", "scheme", "coded"));
    assertTrue(ranged.doubleColumn("nats_low").isMissing(0));
    assertFalse(means.containsColumn("nats_low"));
  }

  // The largest, 33.34, needs two decimals for four digits, and the smallest, 0.1, two digits.
  @Test
  void aColumnHasOneNotation() {
    var percent = Formats.column(new double[] {33.3398, 0.1, 7});
    assertEquals(List.of("33.34", "0.10", "7.00"), each(percent, 33.3398, 0.1, 7));
    var counts = Formats.column(new double[] {1950, 1085440});
    assertEquals(List.of("1,950", "1,085,440", "0"), each(counts, 1950, 1085440, 0));
    var far = Formats.column(new double[] {1e-9, 250});
    assertEquals(List.of("1.000e-9", "2.500e+2", "0"), each(far, 1e-9, 250, 0));
    assertEquals(List.of("5", "−∞", ""), each(Formats.column(new double[0]), 5, -1 / 0.0, 0 / 0.0));
  }

  private static List<String> each(
      java.util.function.DoubleFunction<String> notation, double... values) {
    return java.util.Arrays.stream(values).mapToObj(notation).toList();
  }

  @Test
  void sourcesAreLinksWhereTheyHaveAnAddress() {
    assertEquals(
        "https://doi.org/10.1145/3695053.3731073", Sources.address("10.1145/3695053.3731073"));
    assertEquals("https://arxiv.org/abs/2401.18079", Sources.address("arXiv 2401.18079"));
    assertEquals(
        "https://github.com/quic/ai-hub-models", Sources.address("github quic/ai-hub-models @1"));
    assertEquals("", Sources.address("news 55741"));
    assertTrue(Sources.html("hooper2024kvquant").startsWith("<a href=\"https://arxiv.org/abs/"));
    assertEquals("a&lt;b", Sources.html("a<b"));
  }

  @Test
  void shortNamesOfSchemesTellThemApart() {
    Table sweep = Results.of("2-quantization").everyTable("study/smollm2*/*/sweep/perplexity");
    Table brief = Schemes.brief(sweep);
    assertEquals(
        sweep.stringColumn("scheme").unique().size(), brief.stringColumn("scheme").unique().size());
    assertEquals(sweep.stringColumn("scheme").asList(), brief.stringColumn("spelling").asList());
    assertEquals(
        "KIVI int4, window 32",
        Schemes.brief("int4-asym-channel-g32 / int4-asym-token-g32 kivi(32)"));
    assertEquals("SmolLM2-135M-Instruct", sweep.getString(0, "model"));
  }

  record Bin(String scheme, int fromToken, double perplexity) {}

  // 11 is a tenth above 10, and 30 a half above 20.
  @Test
  void aboveComparesWithinOneBin() {
    Table bins =
        Tables.of(
            List.of(
                new Bin("f32", 0, 10),
                new Bin("f32", 32, 20),
                new Bin("int4", 0, 11),
                new Bin("int4", 32, 30)));
    double[] percent = Schemes.above(bins, "f32").doubleColumn("above_percent").asDoubleArray();
    assertEquals(
        List.of(0.0, 0.0, 10.0, 50.0),
        java.util.Arrays.stream(percent).map(v -> Math.round(v * 1e6) / 1e6).boxed().toList());
  }

  record Called(String id, String name) {}

  record Fact(String technology, String parameter, double bits) {}

  @Test
  void namesAreWrittenOut() {
    Table facts = Tables.of(List.of(new Fact("edram", "read_energy", 4.375)));
    Table names = Tables.of(List.of(new Called("edram", "eDRAM 1T1C")));
    assertEquals(
        "eDRAM 1T1C", Tables.named(facts, "technology", names, "id", "name").getString(0, 0));
    assertEquals("read energy", Tables.words(facts, "parameter").getString(0, 1));
    assertEquals(
        "edram, 4.38 bits", Tables.with(facts, "technology", "bits", "bits").getString(0, 0));
    assertEquals("edram", facts.getString(0, 0));
  }

  @Test
  void everySchemeOfTheStudyHasAFamily() {
    Table sweep = Results.of("2-quantization").everyTable("study/*/*/sweep/perplexity");
    Table told = Schemes.withFamily(sweep);
    assertEquals(sweep.rowCount(), told.stringColumn("family").size());
    assertEquals("keys by channel", Schemes.family("int4-channel-g32 / int4-token"));
    assertEquals("by token", Schemes.family("int4-token window(4,32)"));
    assertEquals("by token", Schemes.family("int4-token + values:hadamard"));
    assertEquals("tokens thrown away", Schemes.family("f16 snapkv(96,32)"));
    assertEquals("other", Schemes.family("abacus"));
  }

  @Test
  void picturesSayThatTheyHave300DotsAnInch() throws IOException {
    var plain = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB), "png", plain);
    byte[] png = Kaleido.withResolution(plain.toByteArray());
    assertEquals(3, ImageIO.read(new ByteArrayInputStream(png)).getWidth());
    try (var in = ImageIO.createImageInputStream(new ByteArrayInputStream(png))) {
      var reader = ImageIO.getImageReaders(in).next();
      reader.setInput(in);
      var tree = reader.getImageMetadata(0).getAsTree("javax_imageio_png_1.0");
      var phys =
          (org.w3c.dom.Element) ((org.w3c.dom.Element) tree).getElementsByTagName("pHYs").item(0);
      assertEquals("11811", phys.getAttribute("pixelsPerUnitXAxis"));
      assertEquals("meter", phys.getAttribute("unitSpecifier"));
    }
  }

  @Test
  void progressIsSilentOutsideANotebook() {
    try (var progress = new LiveProgress("counting")) {
      progress.update(1, 2, "half way");
    }
  }

  // Three updates at once: the first shows, the next two are too soon, and the end replaces it.
  @Test
  void progressIsThrottledAndEndsTheSameOnEveryRun() {
    var shown = new ArrayList<String>();
    LiveProgress.showOn(
        (id, bundle, first) -> shown.add(id + " " + first + " " + bundle.data().get(Bundle.PLAIN)));
    try (var progress = new LiveProgress("Counting sheep")) {
      progress.update(1, 3, "12.3 s left");
      progress.update(2, 3, "11.1 s left");
      progress.update(3, 3, "0.1 s left");
    } finally {
      LiveProgress.showOn(null);
    }
    assertEquals(
        List.of(
            "progress-counting-sheep true Counting sheep: 1 of 3, 12.3 s left",
            "progress-counting-sheep false Counting sheep: 3 of 3"),
        shown);
  }

  @Test
  void headingsSayWhatTheyAre() {
    assertEquals(
        new Labels("cycles per access at a look-ahead of 16 lines", ""),
        Labels.of("cycles_per_access_at16"));
    assertEquals(
        new Labels("loss at a look-ahead of 16 lines", "%"), Labels.of("loss_at16_percent"));
    assertEquals(new Labels("M", "rows, tokens"), Labels.of("run_m"));
    assertEquals(new Labels("cycles", ""), Labels.of("run_cycles"));
    assertEquals(new Labels("operand stall", "cycles"), Labels.of("run_operand_stall_cycles"));
    assertEquals(new Labels("part", ""), Labels.of("part_part"));
    assertEquals(new Labels("area, low", "mm²"), Labels.of("part_mm2_low"));
    assertEquals(new Labels("theta", "°C/W"), Labels.of("point_theta_celsius_per_w"));
  }

  @Test
  void aColumnCanBeRenamedInACopy() {
    Table facts = Tables.of(List.of(new Fact("edram", "read_energy", 4.375)));
    assertEquals(
        List.of("technology", "parameter", "size_bits"),
        Tables.renamed(facts, "bits", "size_bits").columnNames());
    assertTrue(facts.containsColumn("bits"));
  }

  // The two ends of WCAG's scale, and the grey that just fails on white: (1.05) / (0.1845 + 0.05).
  @Test
  void contrastIsThatOfWcag() {
    assertEquals(21, Contrast.ratio("#000000", "#FFFFFF"), 1e-12);
    assertEquals(1, Contrast.ratio("#0072B2", "#0072B2"), 1e-12);
    assertEquals(4.478, Contrast.ratio("#777777", "#FFFFFF"), 5e-4);
    assertEquals(4.478, Contrast.ratio("#FFFFFF", "#777777"), 5e-4);
  }

  // WCAG 2.2, 1.4.3: 4.5 for small text.
  @Test
  void textIsReadableOnEveryColourOfTheMap() {
    for (int i = 0; i <= 1000; i++) {
      String colour = Cividis.color(i / 1000.0);
      double ratio = Contrast.ratio(Contrast.ink(colour), colour);
      assertTrue(ratio >= 4.5, colour + ": " + ratio);
    }
    assertEquals("#FFFFFF", Contrast.ink(Cividis.color(0)));
    assertEquals("#000000", Contrast.ink(Cividis.color(1)));
  }

  @Test
  void colourMapRunsFromDarkToLight() {
    assertEquals("#00204C", Cividis.color(0));
    assertEquals("#FFE945", Cividis.color(1));
    assertEquals("#FFE945", Cividis.color(7));
  }

  @Test
  void aFindingWritesItsNumbersAndRefusesAMissingOne() {
    assertEquals(
        "INT8 costs **0.11 %**, INT4 33.34 % of 19.13",
        Finding.of("INT8 costs **%.2f %%**, %s %s %% of %s", 0.11004, "INT4", 33.3398, 19.131049)
            .markdown());
    assertThrows(IllegalArgumentException.class, () -> Finding.of("%s", Double.NaN));
  }
}
