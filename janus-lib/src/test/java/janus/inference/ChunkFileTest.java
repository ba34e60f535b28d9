package janus.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.inference.arithmetic.Kernels;
import janus.inference.scoring.LlamaCppRecipe;
import janus.inference.scoring.WindowScores;
import janus.inference.weights.TokenizedText;
import janus.kvcache.KvCodecs;
import janus.kvcache.KvScheme;
import janus.progress.Progress;
import janus.provenance.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is stopped and started again gives the same bits and repeats nothing. */
class ChunkFileTest {
  private static final int CHUNKS = 5;
  @TempDir private Path folder;

  /** Runs and returns losses and divergences; counts the windows that had to be run. */
  private double[] run(String codec, int chunks, Path checkpoint, List<Integer> ran)
      throws IOException {
    Path file = SyntheticModel.write("llama", folder);
    Path words = SyntheticModel.writeText(folder);
    try (var model = LanguageModel.open(file, 1, Kernels.best())) {
      var text = TokenizedText.read(words, model.tokenizer());
      var some = KvScheme.of(KvCodecs.parse(codec), KvCodecs.parse("int4-token"));
      var settings =
          new Evaluation.Settings(
              new LlamaCppRecipe(), 64, chunks, List.of(some), KvScheme.uncompressed(), false);
      var evaluation = new Evaluation(model, text, settings);
      try (var journal = evaluation.checkpoint(checkpoint, text)) {
        var counting =
            new ChunkJournal() {
              @Override
              public List<WindowScores> finished(int window) {
                return journal.finished(window);
              }

              @Override
              public void add(int window, List<WindowScores> scores) {
                ran.add(window);
                journal.add(window, scores);
              }
            };
        return numbers(evaluation.run(counting, Progress.NONE));
      }
    }
  }

  private static double[] numbers(List<List<WindowScores>> scores) {
    var all = new ArrayList<Double>();
    for (WindowScores window : scores.get(0)) {
      for (int i = 0; i < window.count(); i++) {
        all.add(window.loss(i));
        all.add(window.divergence(i));
        all.add(window.probabilityChange(i));
        all.add(window.isSameTop(i) ? 1.0 : 0.0);
      }
    }
    return all.stream().mapToDouble(Double::doubleValue).toArray();
  }

  @Test
  void cutAnywhereItGivesTheSameBitsAndRepeatsNoFinishedChunk() throws IOException {
    Path whole = folder.resolve("whole");
    double[] expected = run("int4-token", CHUNKS, whole, new ArrayList<>());
    byte[] bytes = Files.readAllBytes(whole);
    int header = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("method");
    assertTrue(header > 0);
    for (int length : new int[] {0, 5, header + 3, bytes.length / 2, bytes.length - 1}) {
      Path cut = folder.resolve("cut" + length);
      Files.write(cut, Arrays.copyOf(bytes, length));
      var ran = new ArrayList<Integer>();
      assertArrayEquals(expected, run("int4-token", CHUNKS, cut, ran));
      assertArrayEquals(bytes, Files.readAllBytes(cut), "cut at " + length);
    }
    // One byte short: the last record alone is run again.
    var ran = new ArrayList<Integer>();
    Path cut = folder.resolve("last");
    Files.write(cut, Arrays.copyOf(bytes, bytes.length - 1));
    run("int4-token", CHUNKS, cut, ran);
    assertEquals(List.of(CHUNKS - 1), ran);
  }

  @Test
  void aFlippedBitCostsTheRecordsBehindIt() throws IOException {
    Path file = folder.resolve("flipped");
    double[] expected = run("int4-token", CHUNKS, file, new ArrayList<>());
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 10] ^= 1;
    Files.write(file, bytes);
    var ran = new ArrayList<Integer>();
    assertArrayEquals(expected, run("int4-token", CHUNKS, file, ran));
    assertEquals(List.of(CHUNKS - 1), ran);
  }

  @Test
  void aLongerRunGoesOnWhereAShorterOneEnded() throws IOException {
    Path file = folder.resolve("longer");
    run("int4-token", 2, file, new ArrayList<>());
    var ran = new ArrayList<Integer>();
    run("int4-token", 4, file, ran);
    assertEquals(List.of(2, 3), ran);
  }

  // A closed file stands for a full disk.
  @Test
  void aFileThatCannotBeWrittenIsNamed() {
    Path path = folder.resolve("full");
    ChunkFile file = ChunkFile.open(path, "run", List.of(), 0);
    file.close();
    assertEquals(
        "--resume " + path + ": cannot be written: no reason is known",
        assertThrows(BadInputException.class, () -> file.add(0, List.of())).getMessage());
  }

  @Test
  void anotherRunsFileIsRefused() throws IOException {
    Path file = folder.resolve("other");
    run("int4-token", 2, file, new ArrayList<>());
    byte[] before = Files.readAllBytes(file);
    var e =
        assertThrows(BadInputException.class, () -> run("int8-token", 2, file, new ArrayList<>()));
    assertTrue(e.getMessage().contains("int8-token"), e.getMessage());
    assertArrayEquals(before, Files.readAllBytes(file));
    Path notes = Files.writeString(folder.resolve("notes.txt"), "a text of someone, not a journal");
    assertThrows(BadInputException.class, () -> run("int8-token", 2, notes, new ArrayList<>()));
    assertEquals("a text of someone, not a journal", Files.readString(notes));
  }

  @Test
  void interruptionIsHeard() throws IOException {
    Path file = SyntheticModel.write("llama", folder);
    Path words = SyntheticModel.writeText(folder);
    try (var model = LanguageModel.open(file, 2, Kernels.best())) {
      var text = TokenizedText.read(words, model.tokenizer());
      var settings =
          new Evaluation.Settings(
              new LlamaCppRecipe(), 64, 2, List.of(KvScheme.uncompressed()), null, false);
      var evaluation = new Evaluation(model, text, settings);
      Thread.currentThread().interrupt();
      assertThrows(
          CancellationException.class, () -> evaluation.run(ChunkJournal.NONE, Progress.NONE));
      assertTrue(Thread.interrupted());
    }
  }

  @Test
  void aContextThatDoesNotFitIsRefusedBeforeACheckpointIsBegun() throws IOException {
    try (var model = LanguageModel.open(SyntheticModel.write("llama", folder), 1, Kernels.best())) {
      model.requireFits(64);
      var refusal =
          assertThrows(BadInputException.class, () -> model.requireFits(Integer.MAX_VALUE));
      assertTrue(
          refusal.getMessage().contains("llama.gguf: this context needs"), refusal::toString);
    }
  }
}
