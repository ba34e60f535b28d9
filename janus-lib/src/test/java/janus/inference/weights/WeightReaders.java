package janus.inference.weights;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The readers of models on bytes in memory, and small valid inputs of each. */
public final class WeightReaders {
  /** What stands for a path in messages. */
  public static final String NAME = "fuzz.bin";

  private static final byte[][] TEXTS = {
    utf8(""),
    utf8("a a"),
    utf8("a<x> ab\uD83D\uDE00"),
    utf8("  a's 1234\r\n\t▁[EMPTY_3]"),
    {(byte) 0xc3, 'a', (byte) 0xff, (byte) 0xf0}
  };

  private WeightReaders() {}

  public static List<byte[]> ggufs() {
    return List.of(
        GgufBuilder.tinyModel().build(),
        new GgufBuilder(2)
            .text("general.architecture", "qwen2")
            .number("general.alignment", 32)
            .raw("nested", 9, nested())
            .text("tokenizer.ggml.model", "gpt2")
            .text("tokenizer.ggml.pre", "qwen2")
            .texts("tokenizer.ggml.tokens", List.of("a", "b", "ab", "Ġ", "<x>"))
            .texts("tokenizer.ggml.merges", List.of("a b"))
            .numbers("tokenizer.ggml.token_type", 1, 1, 1, 1, 4)
            .tensor("token_embd.weight", 8, new byte[34 * 5], 32, 5)
            .tensor("q", 14, new byte[210], 256)
            .build(),
        new GgufBuilder(3)
            .text("general.architecture", "llama")
            .text("general.name", "phi-3")
            .text("tokenizer.ggml.model", "gpt2")
            .text("tokenizer.ggml.pre", "llama-bpe")
            .texts("tokenizer.ggml.tokens", List.of("a", "aa", "Ġ", "Ġa", "1", "<x>", "</s>", ""))
            .texts("tokenizer.ggml.merges", List.of("a a", "Ġ a", "Ġ aa", " 1", "1"))
            .numbers("tokenizer.ggml.token_type", 1, 1, 1, 1, 1, 4, 4, 1)
            .number("tokenizer.ggml.bos_token_id", 6)
            .number("tokenizer.ggml.eos_token_id", 6)
            .flag("tokenizer.ggml.add_eos_token", true)
            .build());
  }

  private static byte[] nested() {
    var value = GgufBuilder.array(9, 2);
    value.writeBytes(GgufBuilder.array(0, 2).toByteArray());
    value.write(1);
    value.write(2);
    value.writeBytes(GgufBuilder.array(8, 0).toByteArray());
    return value.toByteArray();
  }

  /** Opens a GGUF file. */
  public static ModelFile gguf(byte[] bytes) {
    return GgufFile.of(NAME, bytes);
  }

  /** All there is to read in a model: its shape, the end of each tensor, its tokenizer. */
  public static List<Runnable> uses(ModelFile file) {
    var uses = new ArrayList<Runnable>();
    uses.add(() -> file.spec().matrixWeights());
    for (TensorInfo tensor : file.tensors().values()) {
      int count = (int) Math.min(tensor.elements(), 300);
      uses.add(() -> file.read(tensor, tensor.elements() - count, count, new float[count], 0));
    }
    for (byte[] text : TEXTS) {
      uses.add(() -> file.tokenizer().encode(text, true));
    }
    return uses;
  }

  /** Texts of any bytes, encoded. */
  public static List<Runnable> uses(Tokenizer tokenizer) {
    return Arrays.stream(TEXTS).<Runnable>map(text -> () -> tokenizer.encode(text, true)).toList();
  }

  public static List<byte[]> safetensors() {
    String json =
        "{\"__metadata__\":{\"format\":\"pt\"},\"a\":{\"dtype\":\"F32\",\"shape\":[2,3],"
            + "\"data_offsets\":[0,24]},\"b\":{\"dtype\":\"BF16\",\"shape\":[4],"
            + "\"data_offsets\":[24,32]}}";
    return List.of(SafetensorsModelTest.file(json, new byte[32]));
  }

  /** Reads the header of a safetensors file. */
  public static void safetensors(byte[] bytes) {
    SafetensorsHeader.read(NAME, ByteSource.of(bytes));
  }

  /** Lists of tensors, of which {@link #folderWith} has the first one's. */
  public static List<byte[]> indexes() {
    return List.of(
        utf8(
            "{\"metadata\":{\"total_size\":112},\"weight_map\":{"
                + "\"model.embed_tokens.weight\":\"part-1.safetensors\","
                + "\"model.norm.weight\":\"part-1.safetensors\"}}"));
  }

  /** A folder with one part and this index. */
  public static Map<String, byte[]> folderWith(byte[] index) {
    String header =
        "{\"model.embed_tokens.weight\":{\"dtype\":\"F32\",\"shape\":[6,4],"
            + "\"data_offsets\":[0,96]},\"model.norm.weight\":{\"dtype\":\"F32\",\"shape\":[4],"
            + "\"data_offsets\":[96,112]}}";
    return Map.of(
        "config.json",
        configs().get(0),
        "tokenizer.json",
        tokenizers().get(0),
        "part-1.safetensors",
        SafetensorsModelTest.file(header, new byte[112]),
        "model.safetensors.index.json",
        index);
  }

  public static List<byte[]> configs() {
    String gemma =
        "{\"model_type\":\"gemma3_text\",\"hidden_size\":640,\"num_hidden_layers\":2,"
            + "\"num_attention_heads\":4,\"num_key_value_heads\":1,\"head_dim\":256,"
            + "\"intermediate_size\":2048,\"vocab_size\":262144,\"sliding_window\":512,"
            + "\"max_position_embeddings\":32768,\"hidden_activation\":\"gelu_pytorch_tanh\","
            + "\"layer_types\":[\"sliding_attention\",\"full_attention\"]}";
    String deep =
        "{\"model_type\":\"deepseek_v2\",\"hidden_size\":2048,\"num_hidden_layers\":27,"
            + "\"num_attention_heads\":16,\"kv_lora_rank\":512,\"qk_rope_head_dim\":64,"
            + "\"qk_nope_head_dim\":128,\"v_head_dim\":128,\"intermediate_size\":10944,"
            + "\"moe_intermediate_size\":1408,\"n_routed_experts\":64,\"n_shared_experts\":2,"
            + "\"num_experts_per_tok\":6,\"first_k_dense_replace\":1,\"vocab_size\":102400,"
            + "\"max_position_embeddings\":163840,\"hidden_act\":\"silu\"}";
    return List.of(utf8(SafetensorsModelTest.CONFIG.replace("\n", "")), utf8(gemma), utf8(deep));
  }

  /** Reads a {@code config.json}. */
  public static void config(byte[] bytes) {
    HuggingFaceConfig.of(NAME, json(bytes)).spec().matrixWeights();
  }

  public static List<byte[]> tokenizers() {
    String bytes =
        "{\"added_tokens\":[{\"id\":4,\"content\":\"<x>\",\"special\":false}],\"normalizer\":null,"
            + "\"pre_tokenizer\":{\"type\":\"ByteLevel\",\"add_prefix_space\":false,"
            + "\"use_regex\":true},\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0,\"b\":1,"
            + "\"ab\":2,\"Ġ\":3},\"merges\":[[\"a\",\"b\"]]}}";
    return List.of(utf8(SafetensorsModelTest.TOKENIZER), utf8(bytes));
  }

  /** Reads a {@code tokenizer.json}, with the same bytes as {@code tokenizer_config.json}. */
  public static Tokenizer tokenizer(byte[] bytes) {
    JsonNode root = json(bytes);
    JsonNode config = HuggingFaceConfig.parseObject(NAME, configs().get(0));
    return HuggingFaceTokenizer.of(NAME, root, root, HuggingFaceConfig.of(NAME, config), 6);
  }

  private static JsonNode json(byte[] bytes) {
    return HuggingFaceConfig.parseObject(NAME, bytes);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
