package janus.inference.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import janus.provenance.BadInputException;
import janus.provenance.JsonReason;
import janus.transformer.AttentionShape;
import janus.transformer.CacheShape;
import janus.transformer.FeedForward;
import janus.transformer.LatentAttention;
import janus.transformer.SlidingWindow;
import janus.transformer.TransformerSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A Hugging Face {@code config.json} of a decoder. Field names are those of the {@code
 * transformers} library's configuration classes, and so are the defaults where a field may be left
 * out.
 */
public final class HuggingFaceConfig {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private static final long LARGEST_FILE = 1 << 24;
  private static final List<String> TEXT_PARTS =
      List.of("text_config", "llm_config", "language_config", "thinker_config");

  private final Path path;
  private final JsonNode wrapper;
  private final boolean isNested;
  private final JsonNode root;

  private HuggingFaceConfig(Path path, JsonNode root) {
    this.path = path;
    this.wrapper = root;
    this.root = text(root);
    this.isNested = TEXT_PARTS.stream().anyMatch(part -> root.path(part).isObject());
  }

  /** The part that describes the language model: itself, or what a wrapper nests. */
  private static JsonNode text(JsonNode root) {
    for (String part : TEXT_PARTS) {
      if (root.path(part).isObject()) {
        return text(root.path(part));
      }
    }
    return root;
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
    GitLfs.reject(place, bytes);
    try {
      JsonNode node = MAPPER.readTree(bytes);
      if (node == null || !node.isObject()) {
        throw new BadInputException(place + ": expected a JSON object");
      }
      return node;
    } catch (JsonProcessingException e) {
      throw new BadInputException(
          place + ", line " + JsonReason.line(e) + ": expected JSON: " + JsonReason.of(e), e);
    } catch (IOException e) {
      throw new BadInputException(place + ": cannot be read: " + BadInputException.reason(e), e);
    }
  }

  /** {@code model_type}: {@code llama}, {@code mistral}, {@code qwen2}... */
  public String modelType() {
    HuggingFaceDefaults wrapping = HuggingFaceDefaults.of(wrapper.path("model_type").asText(""));
    boolean named = isNested && root.path("model_type").isTextual();
    return wrapping == null || wrapping.text() == null || named
        ? text("model_type")
        : wrapping.text();
  }

  /** The file's name, for messages. */
  String place() {
    return path.toString();
  }

  /** Every field of the part that describes the language model. */
  List<String> fields() {
    var names = new ArrayList<String>();
    root.fieldNames().forEachRemaining(names::add);
    return names;
  }

  boolean hasField(String field) {
    return root.has(field);
  }

  /**
   * The cache of a sequence.
   *
   * @throws BadInputException as {@link HuggingFaceCache#of}
   */
  public CacheShape cache() {
    return HuggingFaceCache.of(this);
  }

  /**
   * The transformer's shape.
   *
   * @throws BadInputException if a field is missing or impossible, or the model is no decoder
   */
  public TransformerSpec spec() {
    if (flag("is_encoder_decoder", false)) {
      throw bad("is_encoder_decoder", "a decoder-only model");
    }
    try {
      TransformerSpec spec = decoder();
      CacheShape cache = cache();
      if (!spec.cache().layers().equals(cache.layers())) {
        throw bad("model_type", "a model whose layers cache alike");
      }
      return spec;
    } catch (IllegalArgumentException e) {
      throw new BadInputException(path + ": " + e.getMessage(), e);
    }
  }

  private TransformerSpec decoder() {
    return TransformerSpec.decoder(
        name(),
        layers(),
        hiddenDim(),
        attention(),
        feedForward(),
        count("vocab_size"),
        contextTokens(),
        tiedEmbeddings());
  }

  /** The last part of {@code _name_or_path}, else the name of the folder. */
  String name() {
    String given = wrapper.path("_name_or_path").asText("").replaceAll(".*/", "").strip();
    if (!given.isEmpty()) {
      return given;
    }
    Path folder = path.toAbsolutePath().normalize().getParent();
    return folder == null || folder.getFileName() == null
        ? modelType()
        : folder.getFileName().toString();
  }

  private HuggingFaceFamily family() {
    HuggingFaceFamily family = HuggingFaceFamily.of(modelType());
    if (family == null) {
      throw bad("model_type", "a family whose weights are known");
    }
    return family;
  }

  int layers() {
    return count("num_hidden_layers", "n_layer", "n_layers", "num_layers");
  }

  int hiddenDim() {
    return count("hidden_size", "n_embd", "n_embed", "d_model");
  }

  int heads() {
    return positive("num_attention_heads", "n_head", "n_heads", "num_heads");
  }

  int kvHeads() {
    return switch (modelType()) {
      case "gpt_bigcode" -> flag("multi_query", true) ? 1 : heads();
      case "falcon" -> {
        boolean grouped = flag("new_decoder_architecture", false);
        int heads = flag("multi_query", true) ? 1 : heads();
        yield grouped ? countOr(heads(), "num_kv_heads") : heads;
      }
      default -> countOr(heads(), "num_key_value_heads");
    };
  }

  int headDim() {
    return countOr(hiddenDim() / heads(), "head_dim");
  }

  int ffnDim() {
    for (String field :
        new String[] {"intermediate_size", "ffn_dim", "n_inner", "ffn_hidden_size"}) {
      if (has(field)) {
        return count(field);
      }
    }
    switch (modelType()) {
      case "bloom", "codegen", "falcon", "gpt2", "gpt_bigcode", "gpt_neo", "gptj" -> {
        return Math.multiplyExact(4, hiddenDim());
      }
      case "mpt" -> {
        return Math.multiplyExact(countOr(4, "expansion_ratio"), hiddenDim());
      }
      default -> throw bad("intermediate_size", "a whole number of at least 1");
    }
  }

  int contextTokens() {
    return count("max_position_embeddings", "n_positions", "n_ctx", "max_seq_len", "seq_length");
  }

  boolean tiedEmbeddings() {
    return flag("tie_word_embeddings", family().tied());
  }

  private AttentionShape attention() {
    LatentAttention latent = null;
    requireUsualAttention();
    if (has("kv_lora_rank") || modelType().startsWith("deepseek_v")) {
      latent =
          new LatentAttention(
              count("kv_lora_rank"),
              count("qk_rope_head_dim"),
              countOr(0, "q_lora_rank"),
              count("qk_nope_head_dim"),
              count("v_head_dim"));
      int headDim = count("qk_nope_head_dim") + count("qk_rope_head_dim");
      return new AttentionShape(heads(), heads(), headDim, SlidingWindow.NONE, latent);
    }
    return new AttentionShape(heads(), kvHeads(), headDim(), slidingWindow(), null);
  }

  private void requireUsualAttention() {
    for (String field : new String[] {"attn_type", "kv_n_heads"}) {
      JsonNode found = root.path("attn_config").path(field);
      if (!found.isMissingNode() && !found.asText().equals("multihead_attention")) {
        throw bad("attn_config", "multi-head attention");
      }
    }
    if (has("word_embed_proj_dim") && count("word_embed_proj_dim") != hiddenDim()) {
      throw bad("word_embed_proj_dim", "the hidden size " + hiddenDim());
    }
  }

  private SlidingWindow slidingWindow() {
    int tokens = windowTokens();
    JsonNode types = root.path("layer_types");
    if (tokens == 0) {
      for (int layer = 0; layer < types.size(); layer++) {
        if (slides(types, layer)) {
          throw bad("layer_types", "full_attention alone, for there is no sliding_window");
        }
      }
      return SlidingWindow.NONE;
    }
    if (types.isArray() && !types.isEmpty()) {
      if (types.size() != layers()) {
        throw bad("layer_types", "as many as layers, " + layers());
      }
      return new SlidingWindow(
          tokens, IntStream.range(0, types.size()).mapToObj(i -> slides(types, i)).toList());
    }
    int every = countOr(-1, "sliding_window_pattern");
    if (every >= 0) {
      return SlidingWindow.exceptEvery(every, tokens);
    }
    if (!family().defaults().containsKey("max_window_layers")) {
      throw bad("layer_types", "which layers slide");
    }
    int first = count("max_window_layers");
    return new SlidingWindow(
        tokens, IntStream.range(0, layers()).mapToObj(layer -> layer >= first).toList());
  }

  /** Tokens of the sliding window, 0 where no layer has one. */
  private int windowTokens() {
    boolean isSwitched = modelType().startsWith("qwen") || modelType().equals("smollm3");
    return flag("use_sliding_window", !isSwitched) ? countOr(0, "sliding_window") : 0;
  }

  private boolean slides(JsonNode types, int layer) {
    return switch (types.path(layer).asText()) {
      case "full_attention" -> false;
      case "sliding_attention" -> true;
      default -> throw bad("layer_types", "full_attention or sliding_attention");
    };
  }

  private FeedForward feedForward() {
    boolean gated = family().gated();
    int experts = countOr(0, "num_local_experts", "num_experts", "n_routed_experts");
    if (experts == 0) {
      return FeedForward.dense(ffnDim(), gated);
    }
    for (String step : new String[] {"decoder_sparse_step", "moe_layer_freq"}) {
      if (countOr(1, step) != 1) {
        throw bad(step, "1, experts in every layer");
      }
    }
    int expertDim = countOr(0, "moe_intermediate_size");
    expertDim = expertDim == 0 ? ffnDim() : expertDim;
    int shared = countOr(0, "n_shared_experts");
    int sharedDim = countOr(0, "shared_expert_intermediate_size");
    if (sharedDim % expertDim != 0) {
      throw bad("shared_expert_intermediate_size", "a multiple of an expert's, " + expertDim);
    }
    return new FeedForward(
        ffnDim(),
        gated,
        experts,
        shared + sharedDim / expertDim,
        count("num_experts_per_tok", "num_experts_per_token"),
        expertDim,
        countOr(denseFirst(), "first_k_dense_replace"));
  }

  /** Layers listed as dense, which must be the first ones. */
  private int denseFirst() {
    JsonNode listed = root.path("mlp_only_layers");
    for (int i = 0; i < listed.size(); i++) {
      if (!listed.get(i).isInt() || listed.get(i).intValue() != i) {
        throw bad("mlp_only_layers", "the first layers, if any");
      }
    }
    return listed.size();
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

  /** The yes or no in a field. */
  boolean flag(String field, boolean otherwise) {
    if (!has(field)) {
      return otherwise;
    }
    if (!root.path(field).isBoolean()) {
      throw bad(field, "true or false");
    }
    return root.path(field).booleanValue();
  }

  /** The count in the first of the fields that is there; null means the other number. */
  private int countOr(int otherwise, String... fields) {
    for (String field : fields) {
      if (has(field) || (!root.has(field) && family().defaults().containsKey(field))) {
        return count(field);
      }
    }
    return otherwise;
  }

  /** The count in the first of the fields that is there, or what the family says. */
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
    HuggingFaceFamily family = HuggingFaceFamily.of(modelType());
    for (String field : fields) {
      if (family != null && !root.has(field) && family.defaults().containsKey(field)) {
        return family.defaults().get(field);
      }
    }
    HuggingFaceDefaults defaults = HuggingFaceDefaults.of(modelType());
    if (defaults != null && !root.has(fields[0]) && defaults.values().containsKey(fields[0])) {
      return defaults.values().get(fields[0]);
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
