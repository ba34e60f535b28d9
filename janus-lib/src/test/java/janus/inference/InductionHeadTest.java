package janus.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.inference.arithmetic.Kernels;
import janus.inference.scoring.RecallBin;
import janus.inference.scoring.RecallRecipe;
import janus.inference.scoring.WindowScores;
import janus.inference.weights.GgufBuilder;
import janus.kvcache.KvScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A model whose recall is known in closed form: one induction head. Its hidden state holds the
 * current word, the one before, the predicted one (one number a word each) and a constant. The head
 * of layer 0 attends to the token before by the rotary position alone and copies its word; the head
 * of layer 1 looks for the token whose predecessor is the current word and copies its word to the
 * prediction. See Olsson et al., "In-context Learning and Induction Heads", 2022.
 */
class InductionHeadTest {
  private static final int WORDS = 48;
  private static final int FIRST_WORD = 259;
  private static final int HIDDEN = 3 * WORDS + 2;
  private static final int PREVIOUS = WORDS;
  private static final int PREDICTED = 2 * WORDS;
  private static final int CONSTANT = 3 * WORDS;

  /** Of tokens that are no words, so that all embeddings have one length. */
  private static final int NO_WORD = 3 * WORDS + 1;

  private static final int TURNED = 8;
  private static final int HEAD = TURNED + WORDS;
  private static final int PASSAGE = 8;
  private static final int CONTEXT = WORDS + PASSAGE;

  /** Logit of the predicted word; all others have 0. */
  private static final double LOGIT = 8;

  /** Exponent by which attention prefers what it looks for, at least. */
  private static final double SHARPNESS = 60;

  @TempDir private static Path folder;

  private static Path model;

  /** Every word once a window, in an order of its own, so that each has one predecessor. */
  private static int[] text(int windows) {
    var random = new Random(4);
    List<Integer> words = IntStream.range(0, WORDS).boxed().collect(Collectors.toList());
    var text = new int[windows * WORDS];
    for (int i = 0; i < text.length; i++) {
      if (i % WORDS == 0) {
        Collections.shuffle(words, random);
      }
      text[i] = FIRST_WORD + words.get(i % WORDS);
    }
    return text;
  }

  /** A matrix (outputs, inputs) with numbers at some places. */
  private static final class Sparse {
    final float[] numbers;
    final int inputs;

    Sparse(int outputs, int inputs) {
      this.numbers = new float[outputs * inputs];
      this.inputs = inputs;
    }

    Sparse put(int output, int input, double number) {
      numbers[output * inputs + input] = (float) number;
      return this;
    }

    /** Copies each word from one place to another. */
    Sparse words(int output, int input, double factor) {
      for (int w = 0; w < WORDS; w++) {
        put(output + w, input + w, factor);
      }
      return this;
    }
  }

  @BeforeAll
  static void write() throws IOException {
    var file = new GgufBuilder(3);
    file.text("general.architecture", "llama").text("general.name", "one induction head");
    file.number("llama.context_length", 512).number("llama.embedding_length", HIDDEN);
    file.number("llama.block_count", 2).number("llama.feed_forward_length", 4);
    file.number("llama.attention.head_count", 1).number("llama.attention.head_count_kv", 1);
    file.number("llama.attention.key_length", HEAD).number("llama.attention.value_length", HEAD);
    file.number("llama.rope.dimension_count", TURNED).real("llama.rope.freq_base", 10000);
    file.real("llama.attention.layer_norm_rms_epsilon", 0);
    SyntheticModel.vocabulary(file);
    var embedding = new Sparse(SyntheticModel.VOCABULARY, HIDDEN);
    for (int token = 0; token < SyntheticModel.VOCABULARY; token++) {
      boolean word = token >= FIRST_WORD && token < FIRST_WORD + WORDS;
      embedding.put(token, CONSTANT, 1).put(token, NO_WORD, word ? 0 : 1);
    }
    embedding.words(FIRST_WORD, 0, 1);
    add(file, "token_embd", embedding);
    norm(file, "output_norm");
    // Current, previous and predicted word and the constant: a norm of 2 before the last product.
    double last = Math.sqrt(HIDDEN) / 2;
    add(
        file,
        "output",
        new Sparse(SyntheticModel.VOCABULARY, HIDDEN).words(FIRST_WORD, PREDICTED, LOGIT / last));
    previousTokenHead(file);
    inductionHead(file);
    model = folder.resolve("induction.gguf");
    Files.write(model, file.build());
  }

  /**
   * Scores are {@code a sum_i cos((t - j - 1) theta_i)}: with theta = 1, 0.1, 0.01 and 0.001 they
   * are 4 a at the token before and at most 3.79 a elsewhere.
   */
  private static void previousTokenHead(GgufBuilder file) {
    double scale = Math.sqrt(HIDDEN / 2.0);
    double a = SHARPNESS / 0.2 * Math.sqrt(HEAD) / (scale * scale);
    var query = new Sparse(HEAD, HIDDEN);
    var key = new Sparse(HEAD, HIDDEN);
    for (int pair = 0; pair < TURNED / 2; pair++) {
      double theta = Math.pow(10000, -2.0 * pair / TURNED);
      query.put(2 * pair, CONSTANT, a * Math.cos(theta));
      query.put(2 * pair + 1, CONSTANT, -a * Math.sin(theta));
      key.put(2 * pair, CONSTANT, 1);
    }
    var value = new Sparse(HEAD, HIDDEN).words(TURNED, 0, 1 / scale);
    layer(file, 0, query, key, value, new Sparse(HIDDEN, HEAD).words(PREVIOUS, TURNED, 1));
  }

  private static void inductionHead(GgufBuilder file) {
    double scale = Math.sqrt(HIDDEN / 3.0);
    double a = SHARPNESS * Math.sqrt(HEAD) / (scale * scale);
    var query = new Sparse(HEAD, HIDDEN).words(TURNED, 0, a);
    var key = new Sparse(HEAD, HIDDEN).words(TURNED, PREVIOUS, 1);
    var value = new Sparse(HEAD, HIDDEN).words(TURNED, 0, 1 / scale);
    layer(file, 1, query, key, value, new Sparse(HIDDEN, HEAD).words(PREDICTED, TURNED, 1));
  }

  private static void layer(
      GgufBuilder file, int index, Sparse query, Sparse key, Sparse value, Sparse output) {
    String block = "blk." + index + ".";
    norm(file, block + "attn_norm");
    add(file, block + "attn_q", query);
    add(file, block + "attn_k", key);
    add(file, block + "attn_v", value);
    add(file, block + "attn_output", output);
    norm(file, block + "ffn_norm");
    add(file, block + "ffn_gate", new Sparse(4, HIDDEN));
    add(file, block + "ffn_up", new Sparse(4, HIDDEN));
    add(file, block + "ffn_down", new Sparse(HIDDEN, 4));
  }

  private static void add(GgufBuilder file, String name, Sparse matrix) {
    int outputs = matrix.numbers.length / matrix.inputs;
    file.tensor(name + ".weight", matrix.numbers, matrix.inputs, outputs);
  }

  private static void norm(GgufBuilder file, String name) {
    var ones = new float[HIDDEN];
    Arrays.fill(ones, 1);
    file.tensor(name + ".weight", ones, HIDDEN);
  }

  private static List<RecallBin> recall(String rule) {
    KvScheme scheme =
        KvScheme.parse("keys=f16 values=f16 rotation=none queries=none semantics=" + rule);
    var recipe = new RecallRecipe(PASSAGE);
    var settings = new Evaluation.Settings(recipe, CONTEXT, 0, List.of(scheme), null, false);
    try (var language = LanguageModel.open(model, 1, Kernels.best())) {
      var evaluation = new Evaluation(language, text(12), settings);
      List<WindowScores> scores =
          evaluation.run(evaluation.windows()).stream().map(window -> window.get(0)).toList();
      return RecallBin.of(recipe, CONTEXT, scores);
    }
  }

  // One logit of 8 and 319 of 0: a hit costs ln(1 + 319 e^-8) nats, a miss 8 more.
  private static final double HIT = Math.log1p((SyntheticModel.VOCABULARY - 1) * Math.exp(-LOGIT));

  @Test
  void wholeCachesRecallAtEveryDistance() {
    List<RecallBin> bins = recall("all");
    assertEquals(4, bins.size());
    for (RecallBin bin : bins.subList(0, 3)) {
      assertEquals(100, bin.accuracyPercent(), "distance " + bin.distance());
      assertEquals(HIT, bin.meanLossNats(), 1e-5, bins.toString());
      assertEquals(3 * (PASSAGE - 1), bin.tokens());
    }
    // Words of a control follow each other as in the window by chance alone.
    assertTrue(bins.get(3).accuracyPercent() < 10);
    assertEquals(HIT + LOGIT, bins.get(3).meanLossNats(), 0.5);
  }

  // What lies d tokens back is found at distance d - 1 from the query, and kept if that is within
  // the window.
  @Test
  void evictedPassagesAreLost() {
    List<RecallBin> bins = recall("evict(0,16)");
    assertEquals(100, bins.get(0).accuracyPercent());
    assertEquals(100, bins.get(1).accuracyPercent());
    assertEquals(0, bins.get(2).accuracyPercent());
    assertTrue(bins.get(2).meanLossNats() > 4);
    List<RecallBin> fewer = recall("evict(0,14)");
    assertEquals(100, fewer.get(0).accuracyPercent());
    assertEquals(0, fewer.get(1).accuracyPercent());
  }
}
