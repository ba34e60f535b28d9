package janus.inference;

import janus.inference.weights.GgufBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Small models with random weights, one for each architecture, written as GGUF with a vocabulary of
 * their own. The same call writes the same bytes everywhere, so that values another program
 * computed from such a file stay comparable.
 */
public final class SyntheticModel {
  static final int VOCABULARY = 320;
  static final int HIDDEN = 64;
  static final int HEADS = 4;
  static final int KV_HEADS = 2;
  static final int FFN = 96;

  private final String architecture;
  private final boolean biased;
  private final int layers;
  private final int headDim;
  private final SplittableRandom random = new SplittableRandom(7);
  private final GgufBuilder builder = new GgufBuilder(3);

  private SyntheticModel(String kind, int layers, int headDim) {
    this.architecture = kind.startsWith("llama-") ? "llama" : kind;
    this.biased = kind.equals("llama-biased");
    this.layers = layers;
    this.headDim = headDim;
  }

  /**
   * Every kind there is; {@code llama-wide} has heads of 64 channels, others of 16 or 32, and in
   * {@code llama-biased} every product has a bias.
   */
  static final List<String> KINDS =
      List.of("llama", "llama-wide", "llama-biased", "qwen2", "qwen3", "gemma3");

  /** Writes one. */
  public static Path write(String kind, Path folder) throws IOException {
    return write(kind, folder.resolve(kind + ".gguf"), builder -> {});
  }

  /** Writes one with more keys or tensors behind its own. */
  static Path write(String kind, Path file, Consumer<GgufBuilder> more) throws IOException {
    int headDim =
        switch (kind) {
          case "llama", "llama-biased", "qwen2" -> 16;
          case "llama-wide" -> 64;
          default -> 32;
        };
    var model = new SyntheticModel(kind, kind.equals("gemma3") ? 7 : 2, headDim);
    model.describe();
    more.accept(model.builder);
    Files.write(file, model.builder.build());
    return file;
  }

  /** Words of pseudo-random letters, a line feed now and then. */
  public static Path writeText(Path folder) throws IOException {
    var letters = new SplittableRandom(11);
    var text = new StringBuilder();
    while (text.length() < 6000) {
      int length = letters.nextInt(1, 8);
      for (int i = 0; i < length; i++) {
        text.append((char) ('a' + Math.min(letters.nextInt(26), letters.nextInt(26))));
      }
      text.append(letters.nextInt(12) == 0 ? '\n' : ' ');
    }
    Path file = folder.resolve("words.txt");
    Files.writeString(file, text);
    return file;
  }

  private void describe() {
    String prefix = architecture + ".";
    builder.text("general.architecture", architecture);
    builder.text("general.name", "random " + architecture);
    builder.number(prefix + "context_length", 512);
    builder.number(prefix + "embedding_length", HIDDEN);
    builder.number(prefix + "block_count", layers);
    builder.number(prefix + "feed_forward_length", FFN);
    builder.number(prefix + "attention.head_count", HEADS);
    builder.number(prefix + "attention.head_count_kv", KV_HEADS);
    builder.real(prefix + "attention.layer_norm_rms_epsilon", 1e-6f);
    builder.real(prefix + "rope.freq_base", architecture.equals("llama") ? 10000f : 1000000f);
    if (architecture.equals("llama")) {
      builder.number(prefix + "rope.dimension_count", headDim);
    }
    if (headDim != HIDDEN / HEADS) {
      builder.number(prefix + "attention.key_length", headDim);
      builder.number(prefix + "attention.value_length", headDim);
    }
    if (architecture.equals("gemma3")) {
      builder.number(prefix + "attention.sliding_window", 24);
    }
    vocabulary(builder);
    tensors();
  }

  /** The keys of a tokenizer with {@link #VOCABULARY} tokens. */
  static void vocabulary(GgufBuilder builder) {
    var tokens = new ArrayList<String>(List.of("<unk>", "<s>", "</s>"));
    var types = new ArrayList<Integer>(List.of(2, 3, 3));
    for (int i = 0; i < 256; i++) {
      tokens.add(String.format("<0x%02X>", i));
      types.add(6);
    }
    tokens.add("\u2581");
    for (char letter = 'a'; letter <= 'z'; letter++) {
      tokens.add(String.valueOf(letter));
    }
    for (char letter = 'a'; tokens.size() < VOCABULARY; letter++) {
      tokens.add("\u2581" + letter);
      if (tokens.size() < VOCABULARY) {
        tokens.add(letter + "a");
      }
    }
    var scores = new float[VOCABULARY];
    for (int i = 259; i < VOCABULARY; i++) {
      scores[i] = -i;
      types.add(1);
    }
    builder.text("tokenizer.ggml.model", "llama");
    builder.texts("tokenizer.ggml.tokens", tokens);
    builder.reals("tokenizer.ggml.scores", scores);
    builder.numbers(
        "tokenizer.ggml.token_type", types.stream().mapToInt(Integer::intValue).toArray());
    builder.number("tokenizer.ggml.bos_token_id", 1);
    builder.number("tokenizer.ggml.eos_token_id", 2);
    builder.number("tokenizer.ggml.unknown_token_id", 0);
    builder.flag("tokenizer.ggml.add_bos_token", true);
    builder.flag("tokenizer.ggml.add_eos_token", false);
  }

  private void tensors() {
    int queries = HEADS * headDim;
    int keys = KV_HEADS * headDim;
    boolean gemma = architecture.equals("gemma3");
    matrix("token_embd.weight", HIDDEN, VOCABULARY, 0.25);
    vector("output_norm.weight", HIDDEN, 1, 0.2);
    if (architecture.equals("llama")) {
      matrix("output.weight", HIDDEN, VOCABULARY, 0.25);
      vector("rope_freqs.weight", headDim / 2, 1.5, 0.5);
    }
    for (int i = 0; i < layers; i++) {
      String block = "blk." + i + ".";
      vector(block + "attn_norm.weight", HIDDEN, 1, 0.2);
      matrix(block + "attn_q.weight", HIDDEN, queries, 0.2);
      matrix(block + "attn_k.weight", HIDDEN, keys, 0.2);
      matrix(block + "attn_v.weight", HIDDEN, keys, 0.2);
      if (biased || architecture.equals("qwen2")) {
        vector(block + "attn_q.bias", queries, 0, 0.5);
        vector(block + "attn_k.bias", keys, 0, 0.5);
        vector(block + "attn_v.bias", keys, 0, 0.5);
      }
      if (architecture.equals("qwen3") || gemma) {
        vector(block + "attn_q_norm.weight", headDim, 1, 0.2);
        vector(block + "attn_k_norm.weight", headDim, 1, 0.2);
      }
      matrix(block + "attn_output.weight", queries, HIDDEN, 0.2);
      if (gemma) {
        vector(block + "post_attention_norm.weight", HIDDEN, 1, 0.2);
        vector(block + "post_ffw_norm.weight", HIDDEN, 1, 0.2);
      }
      vector(block + "ffn_norm.weight", HIDDEN, 1, 0.2);
      matrix(block + "ffn_gate.weight", HIDDEN, FFN, 0.2);
      matrix(block + "ffn_up.weight", HIDDEN, FFN, 0.2);
      matrix(block + "ffn_down.weight", FFN, HIDDEN, 0.2);
      if (biased) {
        vector(block + "attn_output.bias", HIDDEN, 0, 0.5);
        vector(block + "ffn_gate.bias", FFN, 0, 0.5);
        vector(block + "ffn_up.bias", FFN, 0, 0.5);
        vector(block + "ffn_down.bias", HIDDEN, 0, 0.5);
      }
    }
  }

  private void matrix(String name, int columns, int rows, double deviation) {
    builder.tensor(name, numbers(columns * rows, 0, deviation), columns, rows);
  }

  private void vector(String name, int length, double mean, double deviation) {
    builder.tensor(name, numbers(length, mean, deviation), length);
  }

  /** Sums of three uniform numbers, which every JDK adds alike. */
  private float[] numbers(int count, double mean, double deviation) {
    var numbers = new float[count];
    for (int i = 0; i < count; i++) {
      double sum = random.nextDouble() + random.nextDouble() + random.nextDouble();
      numbers[i] = (float) (mean + deviation * 2 * (sum - 1.5));
    }
    return numbers;
  }

  /** Writes every model and the text into a folder, to run another program on them. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    for (String kind : KINDS) {
      write(kind, folder);
    }
    writeText(folder);
  }
}
