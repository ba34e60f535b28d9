package janus.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import janus.inference.arithmetic.Kernels;
import janus.inference.arithmetic.RowTiles;
import janus.inference.scoring.DivergenceSummary;
import janus.inference.scoring.LlamaCppRecipe;
import janus.inference.scoring.PerplexityEstimate;
import janus.inference.weights.TokenizedText;
import janus.kvcache.KvCodecs;
import janus.kvcache.KvScheme;
import janus.kvcache.KvSemanticsParser;
import janus.kvcache.QueryCodec;
import janus.kvcache.Rotation;
import janus.progress.Progress;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Perplexities of llama.cpp, met: recorded ones for random models of every architecture; those of
 * the folder beside the checkout where it is there; and, where {@code llama-perplexity} is on the
 * path or named by the environment variable JANUS_LLAMA_PERPLEXITY, every recorded value computed
 * again by that program, whose version the tests then name.
 *
 * <p>The recorded values were made by llama.cpp 0.5.0-dev (commit 0c1e570), gcc 12, AVX2, on the
 * files that {@link SyntheticModel#main} writes: {@code llama-perplexity -m MODEL.gguf -f words.txt
 * -c 64 -b 64 -t 1 -fa on|off -ctk KEYS -ctv VALUES}, with LLAMA_ATTN_ROT_DISABLE=1 where rotation
 * is none. Recorded divergences are of the same commit on AVX-512, with {@code
 * --kl-divergence-base} written by a run with FP32 keys and values and {@code -fa off}.
 */
class LlamaCppParityTest {
  @TempDir private static Path folder;

  /** One value of llama.cpp. */
  private record Row(
      String model, String keys, String values, String rotation, String flash, String expected) {
    double perplexity() {
      return Double.parseDouble(expected);
    }

    /** 1e-5 without any rounding, 1e-4 for f16, 5e-4 for ggml's types, 5e-3 with rotation. */
    double tolerance() {
      if (keys.equals("f32")) {
        return 1e-5;
      }
      return keys.equals("f16") ? 1e-4 : rotation.equals("none") ? 5e-4 : 5e-3;
    }

    KvScheme scheme() {
      return new KvScheme(
          KvCodecs.parse(keys),
          KvCodecs.parse(values),
          Rotation.parse(rotation),
          keys.equals("f32") ? QueryCodec.NONE : QueryCodec.GGML,
          KvSemanticsParser.parse("all"));
    }

    String name(String what) {
      return what
          + ": "
          + model
          + ", keys "
          + keys
          + ", values "
          + values
          + ", rotation "
          + rotation;
    }
  }

  private static List<Row> recorded() throws IOException {
    return lines("llama-cpp-random-models.csv").map(LlamaCppParityTest::row).toList();
  }

  private static Row row(String[] cells) {
    return new Row(cells[0], cells[1], cells[2], cells[3], cells[4], cells[5]);
  }

  /** The cells of every line of a table but the first. */
  private static Stream<String[]> lines(String table) throws IOException {
    try (InputStream in = LlamaCppParityTest.class.getResourceAsStream(table)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .skip(1)
          .map(line -> line.split(",", -1));
    }
  }

  private static double ours(Row row, Path model, Path text, int contextTokens, int chunks) {
    try (var language = LanguageModel.open(model, 2, Kernels.best())) {
      var tokens = TokenizedText.read(text, language.tokenizer());
      var settings =
          new Evaluation.Settings(
              new LlamaCppRecipe(), contextTokens, chunks, List.of(row.scheme()), null, false);
      var scores = new Evaluation(language, tokens, settings).run(ChunkJournal.NONE, Progress.NONE);
      return PerplexityEstimate.of(scores.get(0)).perplexity();
    }
  }

  @TestFactory
  Stream<DynamicTest> recordedValuesAreMet() throws IOException {
    Path text = SyntheticModel.writeText(folder);
    for (String kind : SyntheticModel.KINDS) {
      SyntheticModel.write(kind, folder);
    }
    return recorded().stream()
        .map(
            row ->
                dynamicTest(
                    row.name("recorded"),
                    () ->
                        assertEquals(
                            row.perplexity(),
                            ours(row, folder.resolve(row.model() + ".gguf"), text, 64, 0),
                            row.tolerance() * row.perplexity())));
  }

  @TestFactory
  Stream<DynamicTest> recordedDivergencesAndTheirStandardErrorsAreMet() throws IOException {
    Path text = SyntheticModel.writeText(folder);
    for (String kind : SyntheticModel.KINDS) {
      SyntheticModel.write(kind, folder);
    }
    return lines("llama-cpp-divergences.csv")
        .map(
            cells ->
                dynamicTest(
                    row(cells).name("divergence"),
                    () -> {
                      DivergenceSummary ours = divergence(row(cells), text);
                      // Six digits are printed, the last one rounded.
                      double mean = Double.parseDouble(cells[5]);
                      assertEquals(mean, ours.mean(), 1.5e-6 + 1e-3 * mean);
                      double error = Double.parseDouble(cells[6]);
                      assertEquals(error, ours.meanError(), 1e-6 + 1e-3 * error);
                    }));
  }

  private static DivergenceSummary divergence(Row row, Path text) {
    Path model = folder.resolve(row.model() + ".gguf");
    try (var language = LanguageModel.open(model, 2, Kernels.best())) {
      var tokens = TokenizedText.read(text, language.tokenizer());
      var settings =
          new Evaluation.Settings(
              new LlamaCppRecipe(), 64, 0, List.of(row.scheme()), KvScheme.uncompressed(), true);
      var scores = new Evaluation(language, tokens, settings).run(ChunkJournal.NONE, Progress.NONE);
      return DivergenceSummary.of(scores.get(0));
    }
  }

  /** What {@code hidden_states.cpp} got from llama.cpp built as it comes, on AVX-512. */
  @TestFactory
  Stream<DynamicTest> hiddenStatesAreLlamaCppsBitForBit() throws IOException {
    for (String kind : SyntheticModel.KINDS) {
      SyntheticModel.write(kind, folder);
    }
    Path shared = Path.of(System.getProperty("janus.root"), "..", "shared", "models").normalize();
    return lines("llama-cpp-hidden-states.csv")
        .map(
            cells -> {
              Path own = folder.resolve(cells[0] + ".gguf");
              Path model = Files.exists(own) ? own : shared.resolve(cells[0] + ".gguf");
              String name = String.join(" ", List.of(cells).subList(0, 4));
              return Files.exists(model)
                  ? dynamicTest(name, () -> assertEquals(cells[4], sha256OfHidden(model, cells)))
                  : dynamicTest(name + ": shared folder is not here, not checked", () -> {});
            });
  }

  private static String sha256OfHidden(Path model, String[] cells) throws Exception {
    int[] ids = IntStream.range(0, 100).map(t -> 259 + (7 * t * t + 3 * t) % 61).toArray();
    ids[0] = 1;
    var scheme =
        new KvScheme(
            KvCodecs.parse(cells[1]),
            KvCodecs.parse(cells[2]),
            Rotation.parse(cells[3]),
            QueryCodec.GGML,
            KvSemanticsParser.parse("all"));
    try (var language = LanguageModel.open(model, 2, Kernels.best())) {
      float[] hidden = language.hidden(ids, 0, scheme);
      int width = language.weights().spec().shape().hiddenDim();
      int r = Kernels.best().rowTile();
      var bytes = ByteBuffer.allocate(Float.BYTES * ids.length * width);
      bytes.order(ByteOrder.LITTLE_ENDIAN);
      for (int t = 0; t < ids.length; t++) {
        for (int k = 0; k < width; k++) {
          bytes.putFloat(hidden[RowTiles.index(t, width, r) + k * r]);
        }
      }
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes.array());
      return HexFormat.of().formatHex(digest);
    }
  }

  @TestFactory
  Stream<DynamicTest> valuesOfTheFolderBesideTheCheckoutAreMet() {
    Path shared = Path.of(System.getProperty("janus.root"), "..", "shared").normalize();
    Path text = shared.resolve("data/wikitext-103.valid.tokens");
    Path models = shared.resolve("models");
    if (!Files.exists(text) || !Files.exists(models.resolve("stories260K-f32.gguf"))) {
      return Stream.of(
          dynamicTest("shared folder is not here: 2 oracle cases not checked", () -> {}));
    }
    // From the reference table there, 64 chunks of 512.
    return Stream.of(
            new Row("stories260K-f32", "f32", "f32", "none", "off", "157.2481"),
            new Row("stories260K-hd64-f32", "q4_0", "q4_0", "hadamard", "on", "177.2870"))
        .map(
            row ->
                dynamicTest(
                    row.name("shared"),
                    () ->
                        assertEquals(
                            row.perplexity(),
                            ours(row, models.resolve(row.model() + ".gguf"), text, 512, 64),
                            row.tolerance() * row.perplexity())));
  }

  @TestFactory
  Stream<DynamicTest> llamaCppItselfIsMetWhereItIsInstalled() throws IOException {
    Path program = program();
    if (program == null) {
      return Stream.of(
          dynamicTest(
              "llama-perplexity is not installed: " + recorded().size() + " cases not repeated",
              () -> {}));
    }
    String version = version(program);
    Path text = SyntheticModel.writeText(folder);
    for (String kind : SyntheticModel.KINDS) {
      SyntheticModel.write(kind, folder);
    }
    return recorded().stream()
        .map(
            row ->
                dynamicTest(
                    row.name(version),
                    () -> {
                      Path model = folder.resolve(row.model() + ".gguf");
                      double theirs = theirs(program, row, model, text);
                      assertEquals(theirs, ours(row, model, text, 64, 0), row.tolerance() * theirs);
                    }));
  }

  private static Path program() {
    String named = System.getenv("JANUS_LLAMA_PERPLEXITY");
    if (named != null) {
      return Path.of(named);
    }
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .map(place -> Path.of(place.isEmpty() ? "." : place, "llama-perplexity"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }

  private static String version(Path program) throws IOException {
    var version =
        Pattern.compile("version: .*")
            .matcher(output(new ProcessBuilder(program.toString(), "--version")));
    return "llama.cpp " + (version.find() ? version.group() : "of unknown version");
  }

  private static double theirs(Path program, Row row, Path model, Path text) throws IOException {
    var command =
        new ArrayList<>(List.of(program.toString(), "-m", model.toString(), "-f", text.toString()));
    command.addAll(List.of("-c", "64", "-b", "64", "-t", "1", "-fa", row.flash()));
    command.addAll(List.of("-ctk", row.keys(), "-ctv", row.values()));
    var builder = new ProcessBuilder(command);
    if (row.rotation().equals("none")) {
      builder.environment().put("LLAMA_ATTN_ROT_DISABLE", "1");
    }
    String output = output(builder);
    var estimate = Pattern.compile("PPL = ([0-9.]+)").matcher(output);
    if (!estimate.find()) {
      throw new IllegalStateException("no estimate in what llama-perplexity printed: " + output);
    }
    return Double.parseDouble(estimate.group(1));
  }

  private static String output(ProcessBuilder builder) throws IOException {
    Process process = builder.redirectErrorStream(true).start();
    try (InputStream in = process.getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
