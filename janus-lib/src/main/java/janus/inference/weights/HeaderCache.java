package janus.inference.weights;

import janus.provenance.BadInputException;
import janus.transformer.CacheShape;
import janus.transformer.LayerCache;
import janus.transformer.LayerState;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The cache of a sequence, from the keys of a GGUF header. Accepted are the architectures of {@link
 * #ARCHITECTURES} and the keys of {@link #HARMLESS} beside those read here; any other key of the
 * architecture is refused by name, since it may shape the cache. Which layers keep what, and how
 * large a state is, follow llama.cpp: {@code llama-hparams.cpp} and the loaders of each
 * architecture.
 */
final class HeaderCache {
  private static final String INDEX_KEY = "attention.indexer.key_length";

  private static final Set<String> ARCHITECTURES =
      Set.of(
          """
          afmoe apertus arcee arctic baichuan bailingmoe bailingmoe2 bitnet bloom chatglm codeshell
          cohere2 command-r dbrx deci deepseek deepseek2 deepseek32 dots1 ernie4_5 ernie4_5-moe
          exaone exaone4 falcon falcon-h1 gemma gemma2 gemma3 gemma3n gemma4 glm-dsa glm4 glm4moe
          gpt-oss gpt2 gptj gptneox gptoss granite granitehybrid granitemoe grok grovemoe
          hunyuan-dense hunyuan-moe internlm2 jais jamba kimi-linear laguna lfm2 lfm2moe llama
          llama4 mamba mamba2 mellum mimo2 minicpm minicpm3 minimax-m2 minimax-m3 mistral3 mpt
          nemotron nemotron_h nemotron_h_moe olmo olmo2 olmoe openelm orion pangu-embedded phi2 phi3
          phimoe plamo plm qwen qwen2 qwen2moe qwen2vl qwen3 qwen35 qwen35moe qwen3moe qwen3next
          qwen3vl qwen3vlmoe refact seed_oss smallthinker smollm3 stablelm starcoder starcoder2
          step35 xverse\
          """
              .split("\\s+"));

  /** Keys, or beginnings that end with a full stop or underscore, that shape no cache. */
  private static final List<String> HARMLESS =
      List.of(
          """
          vocab_size embedding_length embedding_length_out embedding_length_per_layer_input
          feed_forward_length expert_ experts_per_group swiglu_clamp_ use_parallel_residual
          tensor_data_layout moe_every_n_layers moe_latent_size interleave_moe_layer_step
          n_deepstack_layers deepstack_mapping hidden_activation pooling_type logit_scale
          attn_logit_softcapping router_logit_softcapping final_logit_softcapping residual_scale
          embedding_scale rope. altup. laurel. activation_sparsity_scale activation_sparsity_pattern
          attention.max_alibi_bias attention.clamp_kqv attention.layer_norm_epsilon
          attention.layer_norm_rms_epsilon attention.group_norm_ attention.scale
          attention.output_scale attention.value_scale attention.temperature_ attention.q_lora_rank
          attention.gate_lora_rank attention.indexer.head_count attention.indexer.top_k
          attention.indexer.block_ ssm.dt_b_c_rms dense_2_feat_ dense_3_feat_ vision. audio. mm.
          classifier. norm_before_residual\
          """
              .split("\\s+"));

  /** Keys that are read here. */
  private static final Set<String> UNDERSTOOD =
      Set.of(
          """
          context_length block_count leading_dense_block_count full_attention_interval
          nextn_predict_layers attention.head_count attention.head_count_kv attention.key_length
          attention.value_length attention.key_length_swa attention.value_length_swa
          attention.key_length_mla attention.value_length_mla attention.kv_lora_rank
          attention.sliding_window attention.sliding_window_pattern attention.shared_kv_layers
          attention.recurrent_layers attention.indexer.key_length attention.causal
          attention.chunk_size ssm.conv_kernel ssm.inner_size ssm.state_size ssm.group_count
          ssm.time_step_rank kda.head_dim shortconv.l_cache\
          """
              .split("\\s+"));

  /** Keys of the size of a state; 0 or absent in a model without. */
  private static final List<String> STATES =
      List.of("ssm.state_size", "kda.head_dim", "shortconv.l_cache");

  /** Llama 4's chunks, which no key states. */
  private static final int CHUNK_TOKENS = 8192;

  /** Layers of Gemma 3n with keys of their own, where no key states them. */
  private static final int GEMMA_3N_LAYERS = 20;

  private final Metadata metadata;
  private final String architecture;
  private final int layers;

  /** Keys with the architecture in front, made once: models have many layers. */
  private final Map<String, String> keys = new HashMap<>();

  private final int[] kvHeads;
  private final int mostHeads;
  private final int[] ffnDims;
  private final List<Boolean> slides;

  private HeaderCache(Metadata metadata) {
    this.metadata = metadata;
    this.architecture = metadata.getString("general.architecture");
    requireKnown();
    this.layers = number("block_count");
    CacheShape.requireLayers(layers);
    int[] heads = perLayer("attention.head_count", 0);
    this.mostHeads = Arrays.stream(heads).max().orElse(0);
    this.kvHeads = has("attention.head_count_kv") ? perLayer("attention.head_count_kv", 0) : heads;
    this.ffnDims = perLayer("feed_forward_length", 1);
    this.slides = HeaderWindow.of(metadata, architecture, layers);
  }

  /**
   * Reads the keys.
   *
   * @throws BadInputException if the architecture or a key is unknown, or a number is impossible
   */
  static CacheShape of(Metadata metadata) {
    try {
      return new HeaderCache(metadata).shape();
    } catch (IllegalArgumentException e) {
      throw new BadInputException(metadata.place() + ": " + e.getMessage(), e);
    }
  }

  private void requireKnown() {
    if (!ARCHITECTURES.contains(architecture)) {
      throw metadata.bad("general.architecture", "one whose cache is known");
    }
    for (String key : metadata.keys()) {
      if (key.startsWith(architecture + ".")
          && !isKnown(key.substring(architecture.length() + 1))
          && !metadata.isNought(key)) {
        throw metadata.bad(key, "no such key: what it does to the cache is not known");
      }
    }
    if (metadata.getLong(key("nextn_predict_layers"), 0) != 0) {
      throw metadata.bad(key("nextn_predict_layers"), "0: such layers cannot be sized");
    }
    if (!metadata.getBoolean(key("attention.causal"), true)) {
      throw metadata.bad(key("attention.causal"), "true");
    }
  }

  private static boolean isKnown(String key) {
    return UNDERSTOOD.contains(key)
        || HARMLESS.stream()
            .anyMatch(known -> known.matches(".*[._]") ? key.startsWith(known) : key.equals(known));
  }

  private CacheShape shape() {
    List<LayerCache> caches = IntStream.range(0, layers).mapToObj(this::layer).toList();
    return new CacheShape(
        ModelName.of(metadata), caches, number("context_length", 0), 0, remarks());
  }

  private List<String> remarks() {
    boolean ignored = HeaderWindow.isIgnoredByLlamaCpp(architecture) && slides.contains(true);
    return ignored
        ? List.of(
            key("attention.sliding_window")
                + " is obeyed here; llama.cpp ignores it and keeps every token")
        : List.of();
  }

  private LayerCache layer(int layer) {
    if (layer >= layersWithKeys()) {
      return LayerCache.NOTHING;
    }
    LayerState state = isRecurrent(layer) ? state() : LayerState.NONE;
    return attends(layer) ? attention(layer).withState(state) : LayerCache.stateOnly(state);
  }

  private int layersWithKeys() {
    int otherwise = architecture.equals("gemma3n") ? layers - GEMMA_3N_LAYERS : 0;
    return layers - number("attention.shared_kv_layers", Math.max(0, otherwise));
  }

  private boolean attends(int layer) {
    return switch (architecture) {
      case "mamba", "mamba2" -> false;
      case "qwen3next", "qwen35", "qwen35moe" -> !isRecurrent(layer);
      default -> kvHeads[layer] > 0;
    };
  }

  private boolean isRecurrent(int layer) {
    String listed = key("attention.recurrent_layers");
    if (metadata.has(listed)) {
      return metadata.booleans(listed).get(layer);
    }
    return switch (architecture) {
      case "mamba", "mamba2", "falcon-h1" -> true;
      case "qwen3next", "qwen35", "qwen35moe" ->
          (layer + 1) % number("full_attention_interval", 4) != 0;
      case "nemotron_h", "nemotron_h_moe" -> kvHeads[layer] == 0 && ffnDims[layer] == 0;
      case "jamba", "granitehybrid", "kimi-linear", "lfm2", "lfm2moe" -> kvHeads[layer] == 0;
      default -> requireNoState();
    };
  }

  private boolean requireNoState() {
    for (String key : STATES) {
      if (number(key, 0) != 0) {
        throw metadata.bad(key(key), "0 in a model of architecture " + architecture);
      }
    }
    return false;
  }

  /** The state of a layer; llama.cpp keeps every number in 32 bits. */
  private LayerState state() {
    if (has("shortconv.l_cache")) {
      long inputs = number("embedding_length") * (number("shortconv.l_cache") - 1L);
      return new LayerState(0, inputs);
    }
    long inputs = number("ssm.conv_kernel") - 1L;
    if (has("kda.head_dim")) {
      long dim = number("kda.head_dim");
      long heads = perLayer("attention.head_count", 0)[0];
      return new LayerState(0, 3 * inputs * heads * dim + heads * dim * dim);
    }
    long inner = number("ssm.inner_size");
    long stateDim = number("ssm.state_size");
    long groups = number("ssm.group_count", 0);
    return new LayerState(0, inputs * (inner + 2 * groups * stateDim) + inner * stateDim);
  }

  private LayerCache attention(int layer) {
    LayerCache cache = has("attention.kv_lora_rank") ? latent() : keysAndValues(layer);
    int index = indexed(layer) ? number(INDEX_KEY, 0) : 0;
    return cache.withIndex(index).withWindow(slides.get(layer) ? window() : 0);
  }

  /** Whether a layer keeps index keys; of other architectures llama.cpp would ignore them. */
  private boolean indexed(int layer) {
    return switch (architecture) {
      case "deepseek32", "glm-dsa" -> true;
      case "minimax-m3" -> layer >= number("leading_dense_block_count", 0);
      default -> {
        if (number(INDEX_KEY, 0) != 0) {
          throw metadata.bad(key(INDEX_KEY), "0 in a model of architecture " + architecture);
        }
        yield false;
      }
    };
  }

  private LayerCache latent() {
    return LayerCache.latent(number("attention.kv_lora_rank") + number("rope.dimension_count"));
  }

  private LayerCache keysAndValues(int layer) {
    int usual = mostHeads == 0 ? 0 : number("embedding_length") / mostHeads;
    int keyDim = number("attention.key_length", usual);
    int valueDim = number("attention.value_length", usual);
    if (slides.get(layer)) {
      keyDim = number("attention.key_length_swa", keyDim);
      valueDim = number("attention.value_length_swa", valueDim);
    }
    return LayerCache.keysAndValues(kvHeads[layer], keyDim, valueDim);
  }

  private int window() {
    return architecture.equals("llama4")
        ? number("attention.chunk_size", CHUNK_TOKENS)
        : number("attention.sliding_window");
  }

  private boolean has(String key) {
    return metadata.has(key(key));
  }

  private int number(String key) {
    return metadata.getInt(key(key));
  }

  private int number(String key, int otherwise) {
    return metadata.getInt(key(key), otherwise);
  }

  private String key(String key) {
    return keys.computeIfAbsent(key, name -> architecture + "." + name);
  }

  /** A number for each layer; one number stands for all. */
  private int[] perLayer(String key, int otherwise) {
    if (!metadata.isList(key(key))) {
      int[] same = new int[layers];
      Arrays.fill(same, otherwise == 0 ? number(key) : number(key, otherwise));
      return same;
    }
    int[] numbers = metadata.ints(key(key));
    if (numbers.length != layers) {
      throw metadata.bad(key(key), "as many as layers, " + layers);
    }
    return numbers;
  }
}
