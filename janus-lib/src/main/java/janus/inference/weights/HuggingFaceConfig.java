package janus.inference.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import janus.provenance.BadInputException;
import janus.transformer.AttentionShape;
import janus.transformer.FeedForward;
import janus.transformer.LatentAttention;
import janus.transformer.SlidingWindow;
import janus.transformer.TransformerSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A Hugging Face {@code config.json} of a decoder. Field names are those of the {@code
 * transformers} library's configuration classes, and so are the defaults where a field may be left
 * out.
 */
public final class HuggingFaceConfig {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private static final long LARGEST_FILE = 1 << 24;

  /** Families whose feed-forward part has no gate. */
  private static final Set<String> UNGATED =
      Set.of(
          "gpt2",
          "opt",
          "gpt_neox",
          "gptj",
          "gpt_neo",
          "gpt_bigcode",
          "phi",
          "bloom",
          "falcon",
          "mpt",
          "starcoder2",
          "persimmon",
          "nemotron");

  /** Families with a gate whose activation is another than SiLU. */
  private static final Set<String> GATED =
      Set.of("gemma", "gemma2", "gemma3", "gemma3_text", "recurrent_gemma");

  /** Families whose output matrix is the embedding where the file does not say. */
  private static final Set<String> TIED =
      Set.of(
          "gpt2",
          "opt",
          "gpt_neo",
          "gpt_bigcode",
          "bloom",
          "falcon",
          "mpt",
          "gemma",
          "gemma2",
          "gemma3",
          "gemma3_text",
          "cohere",
          "cohere2");

  private final Path path;
  private final JsonNode root;

  private HuggingFaceConfig(Path path, JsonNode root) {
    this.path = path;
    JsonNode text = root.path("text_config");
    this.root = root.has("hidden_size") || !text.isObject() ? root : text;
  }

  /**
   * Reads a file.
   *
   * @throws BadInputException if it cannot be read or is no JSON object
   */
  public static HuggingFaceConfig read(Path path) {
    return new HuggingFaceConfig(path, readObject(path, LARGEST_FILE));
  }

  static HuggingFaceConfig of(String name, JsonNode root) {
    return new HuggingFaceConfig(Path.of(name), root);
  }

  /** A JSON object from a file. */
  static JsonNode readObject(Path path, long largest) {
    if (!Files.isRegularFile(path)) {
      throw new BadInputException(path + ": no such file");
    }
    try {
      if (Files.size(path) > largest) {
        throw new BadInputException(
            path + ": expected at most " + largest + " bytes, found " + Files.size(path));
      }
      return parseObject(path.toString(), Files.readAllBytes(path));
    } catch (IOException e) {
      throw new BadInputException(path + ": cannot be read: " + BadInputException.reason(e), e);
    }
  }

  /**
   * A JSON object from bytes.
   *
   * @throws BadInputException if they are none
   */
  static JsonNode parseObject(String place, byte[] bytes) {
    try {
      JsonNode node = MAPPER.readTree(bytes);
      if (node == null || !node.isObject()) {
        throw new BadInputException(place + ": expected a JSON object");
      }
      return node;
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      throw new BadInputException(
          place
              + ", line "
              + (at == null ? 0 : at.getLineNr())
              + ": expected JSON: "
              + e.getOriginalMessage(),
          e);
    } catch (IOException e) {
      throw new BadInputException(place + ": cannot be read: " + BadInputException.reason(e), e);
    }
  }

  /** {@code model_type}: {@code llama}, {@code mistral}, {@code qwen2}... */
  public String modelType() {
    return text("model_type");
  }

  /**
   * The transformer's shape.
   *
   * @throws BadInputException if a field is missing or impossible, or the model is no decoder
   */
  public TransformerSpec spec() {
    if (root.path("is_encoder_decoder").asBoolean(false)) {
      throw bad("is_encoder_decoder", "a decoder-only model");
    }
    try {
      return TransformerSpec.decoder(
          name(),
          layers(),
          hiddenDim(),
          attention(),
          feedForward(),
          count("vocab_size"),
          contextTokens(),
          tiedEmbeddings());
    } catch (IllegalArgumentException e) {
      throw new BadInputException(path + ": " + e.getMessage(), e);
    }
  }

  /** The last part of {@code _name_or_path}, else the name of the folder. */
  String name() {
    String given = root.path("_name_or_path").asText("").replaceAll(".*/", "").strip();
    if (!given.isEmpty()) {
      return given;
    }
    Path folder = path.toAbsolutePath().normalize().getParent();
    return folder == null || folder.getFileName() == null
        ? modelType()
        : folder.getFileName().toString();
  }

  int layers() {
    return count("num_hidden_layers", "n_layer", "n_layers", "num_layers");
  }

  int hiddenDim() {
    return count("hidden_size", "n_embd", "d_model");
  }

  int heads() {
    return positive("num_attention_heads", "n_head", "n_heads");
  }

  int kvHeads() {
    if (has("num_key_value_heads")) {
      return count("num_key_value_heads");
    }
    if (has("num_kv_heads")) {
      return count("num_kv_heads");
    }
    return root.path("multi_query").asBoolean(false) ? 1 : heads();
  }

  int headDim() {
    return has("head_dim") ? count("head_dim") : hiddenDim() / heads();
  }

  int ffnDim() {
    for (String field :
        new String[] {"intermediate_size", "ffn_dim", "n_inner", "ffn_hidden_size"}) {
      if (has(field)) {
        return count(field);
      }
    }
    if (UNGATED.contains(modelType())) {
      return Math.multiplyExact(4, hiddenDim());
    }
    throw bad("intermediate_size", "a whole number of at least 1");
  }

  int contextTokens() {
    return count("max_position_embeddings", "n_positions", "n_ctx", "max_seq_len", "seq_length");
  }

  boolean tiedEmbeddings() {
    if (has("tie_word_embeddings")) {
      return root.path("tie_word_embeddings").asBoolean();
    }
    return TIED.contains(modelType());
  }

  private AttentionShape attention() {
    LatentAttention latent = null;
    if (has("kv_lora_rank")) {
      latent =
          new LatentAttention(
              count("kv_lora_rank"),
              count("qk_rope_head_dim"),
              has("q_lora_rank") ? count("q_lora_rank") : 0,
              count("qk_nope_head_dim"),
              count("v_head_dim"));
      int headDim = count("qk_nope_head_dim") + count("qk_rope_head_dim");
      return new AttentionShape(heads(), heads(), headDim, SlidingWindow.NONE, latent);
    }
    return new AttentionShape(heads(), kvHeads(), headDim(), slidingWindow(), null);
  }

  private SlidingWindow slidingWindow() {
    int tokens = windowTokens();
    JsonNode types = root.path("layer_types");
    if (tokens == 0) {
      return SlidingWindow.NONE;
    }
    if (types.isArray() && !types.isEmpty()) {
      if (types.size() != layers()) {
        throw bad("layer_types", "as many as layers, " + layers());
      }
      return new SlidingWindow(
          tokens, IntStream.range(0, types.size()).mapToObj(i -> slides(types, i)).toList());
    }
    if (has("sliding_window_pattern")) {
      return SlidingWindow.exceptEvery(count("sliding_window_pattern"), tokens);
    }
    return switch (modelType()) {
      case "gemma2", "gpt_oss" -> SlidingWindow.exceptEvery(2, tokens);
      case "cohere2", "exaone4", "olmo3" -> SlidingWindow.exceptEvery(4, tokens);
      case "gemma3", "gemma3_text" -> SlidingWindow.exceptEvery(6, tokens);
      case "ministral", "mistral", "mixtral", "phi3", "phimoe", "starcoder2" ->
          SlidingWindow.inEveryLayer(tokens);
      case "qwen2", "qwen3" -> {
        int first = root.has("max_window_layers") ? count("max_window_layers") : 28;
        yield new SlidingWindow(
            tokens, IntStream.range(0, layers()).mapToObj(layer -> layer >= first).toList());
      }
      default -> throw bad("layer_types", "which layers slide");
    };
  }

  /** Tokens of the sliding window, 0 where no layer has one. */
  private int windowTokens() {
    String type = modelType();
    boolean isSwitched = type.startsWith("qwen") || type.equals("smollm3");
    boolean isOn = root.path("use_sliding_window").asBoolean(!isSwitched);
    if (!isOn) {
      return 0;
    }
    if (root.has("sliding_window")) {
      return has("sliding_window") ? count("sliding_window") : 0;
    }
    return switch (type) {
      case "gpt_oss" -> 128;
      case "cohere2",
          "exaone4",
          "gemma2",
          "gemma3",
          "gemma3_text",
          "ministral",
          "mistral",
          "olmo3",
          "qwen2",
          "qwen3" ->
          4096;
      default -> 0;
    };
  }

  private boolean slides(JsonNode types, int layer) {
    return switch (types.path(layer).asText()) {
      case "full_attention" -> false;
      case "sliding_attention" -> true;
      default -> throw bad("layer_types", "full_attention or sliding_attention");
    };
  }

  private FeedForward feedForward() {
    int experts =
        firstCount("num_local_experts", "num_experts", "n_routed_experts", "moe_num_experts");
    if (experts == 0) {
      return FeedForward.dense(ffnDim(), gated());
    }
    int expertDim = has("moe_intermediate_size") ? positive("moe_intermediate_size") : ffnDim();
    int shared = firstCount("n_shared_experts");
    if (has("shared_expert_intermediate_size")) {
      shared = count("shared_expert_intermediate_size") / expertDim;
    }
    return new FeedForward(
        ffnDim(),
        gated(),
        experts,
        shared,
        count("num_experts_per_tok", "num_experts_per_token", "moe_top_k"),
        expertDim,
        firstCount("first_k_dense_replace"));
  }

  private int firstCount(String... fields) {
    for (String field : fields) {
      if (has(field)) {
        return count(field);
      }
    }
    return 0;
  }

  private boolean gated() {
    String type = modelType();
    if (UNGATED.contains(type)) {
      return false;
    }
    String activation =
        has("hidden_activation")
            ? text("hidden_activation")
            : root.path("hidden_act").asText("silu");
    if (GATED.contains(type) || activation.equals("silu") || activation.equals("swish")) {
      return true;
    }
    throw bad(
        "model_type", "a family whose feed-forward part is known (its activation is no SiLU)");
  }

  boolean has(String field) {
    return root.hasNonNull(field);
  }

  JsonNode node(String field) {
    return root.path(field);
  }

  /** The text in a field. */
  String text(String field) {
    if (!root.path(field).isTextual()) {
      throw bad(field, "a text");
    }
    return root.path(field).textValue();
  }

  /** The count in the first of the fields that is there. */
  int count(String... fields) {
    for (String field : fields) {
      JsonNode node = root.path(field);
      if (node.isMissingNode() || node.isNull()) {
        continue;
      }
      if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 0) {
        throw bad(field, "a whole number of at least 0");
      }
      return node.intValue();
    }
    throw bad(fields[0], "a whole number");
  }

  private int positive(String... fields) {
    int count = count(fields);
    if (count == 0) {
      throw bad(fields[0], "a whole number of at least 1");
    }
    return count;
  }

  /** The finite number in a field. */
  double number(String field, double otherwise) {
    if (!has(field)) {
      return otherwise;
    }
    JsonNode node = root.path(field);
    if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
      throw bad(field, "a number");
    }
    return node.doubleValue();
  }

  /** The complaint about a field. */
  BadInputException bad(String field, String expected) {
    JsonNode node = root.path(field);
    String found = node.isMissingNode() ? "nothing" : node.toString();
    found = found.length() <= 60 ? found : found.substring(0, 60) + "...";
    return new BadInputException(
        path + ", " + field + ": expected " + expected + ", found " + found);
  }
}
