package janus.inference.weights;

import janus.provenance.BadInputException;
import janus.transformer.AttentionShape;
import janus.transformer.FeedForward;
import janus.transformer.LatentAttention;
import janus.transformer.SlidingWindow;
import janus.transformer.TransformerSpec;
import java.util.List;
import java.util.stream.IntStream;

/** A transformer's shape from the metadata and the tensor list of a model file. */
final class HeaderSpec {
  /** Keys of models whose layers are not all attention, or attend in another way. */
  private static final List<String> OTHER_CACHES =
      List.of(
          "ssm.conv_kernel",
          "ssm.state_size",
          "wkv.head_size",
          "shortconv.l_cache",
          "attention.shared_kv_layers",
          "attention.chunk_size",
          "attention.relative_buckets_count",
          "nextn_predict_layers",
          "full_attention_interval");

  private final ModelFile file;
  private final Metadata metadata;
  private final String prefix;

  private HeaderSpec(ModelFile file) {
    this.file = file;
    this.metadata = file.metadata();
    this.prefix = file.architecture() + ".";
  }

  static TransformerSpec of(ModelFile file) {
    try {
      return new HeaderSpec(file).spec();
    } catch (IllegalArgumentException e) {
      throw new BadInputException(file.path() + ": " + e.getMessage(), e);
    }
  }

  private TransformerSpec spec() {
    requireUsualLayers();
    return TransformerSpec.decoder(
        metadata.getString("general.name", file.path().getFileName().toString()),
        metadata.getInt(prefix + "block_count"),
        metadata.getInt(prefix + "embedding_length"),
        attention(),
        feedForward(),
        vocabulary(),
        metadata.getInt(prefix + "context_length"),
        !file.has("output.weight"));
  }

  private void requireUsualLayers() {
    for (String key : OTHER_CACHES) {
      if (metadata.getLong(prefix + key, 0) != 0) {
        throw metadata.bad(prefix + key, "0: only a cache of keys and values can be sized");
      }
    }
    if (!metadata.getBoolean(prefix + "attention.causal", true)) {
      throw metadata.bad(prefix + "attention.causal", "true");
    }
    if (file.architecture().equals("llama4") || file.architecture().equals("t5")) {
      throw metadata.bad("general.architecture", "a decoder of keys and values of every token");
    }
  }

  private AttentionShape attention() {
    int heads = ofEveryLayer("attention.head_count", 0);
    int kvHeads = ofEveryLayer("attention.head_count_kv", heads);
    int usual = heads == 0 ? 0 : metadata.getInt(prefix + "embedding_length") / heads;
    int headDim = metadata.getInt(prefix + "attention.key_length", usual);
    LatentAttention latent = null;
    if (metadata.has(prefix + "attention.kv_lora_rank")) {
      int rope = metadata.getInt(prefix + "rope.dimension_count");
      latent =
          new LatentAttention(
              metadata.getInt(prefix + "attention.kv_lora_rank"),
              rope,
              metadata.getInt(prefix + "attention.q_lora_rank", 0),
              metadata.getInt(prefix + "attention.key_length_mla", headDim) - rope,
              metadata.getInt(
                  prefix + "attention.value_length_mla",
                  metadata.getInt(prefix + "attention.value_length", headDim)));
      kvHeads = heads;
    } else if (metadata.getInt(prefix + "attention.value_length", usual) != headDim) {
      throw metadata.bad(prefix + "attention.value_length", "that of the keys, " + headDim);
    }
    return new AttentionShape(heads, kvHeads, headDim, slidingWindow(), latent);
  }

  /**
   * Which layers slide is what the header says, as a number or layer by layer, or else what the
   * family does.
   */
  private SlidingWindow slidingWindow() {
    int tokens = metadata.getInt(prefix + "attention.sliding_window", 0);
    String key = prefix + "attention.sliding_window_pattern";
    if (tokens == 0) {
      return SlidingWindow.NONE;
    }
    if (metadata.isList(key)) {
      List<Boolean> slides = metadata.booleans(key);
      int layers = metadata.getInt(prefix + "block_count");
      if (slides.size() != layers) {
        throw metadata.bad(key, "as many as layers, " + layers);
      }
      return new SlidingWindow(tokens, slides);
    }
    if (metadata.has(key)) {
      return SlidingWindow.exceptEvery(metadata.getInt(key), tokens);
    }
    return switch (file.architecture()) {
      case "llama", "qwen2", "qwen3", "phi3", "phimoe", "starcoder2" ->
          SlidingWindow.inEveryLayer(tokens);
      case "gemma2", "gpt-oss" -> SlidingWindow.exceptEvery(2, tokens);
      case "cohere2", "exaone4", "olmo2" -> SlidingWindow.exceptEvery(4, tokens);
      case "gemma3" -> SlidingWindow.exceptEvery(6, tokens);
      default -> throw metadata.bad(key, "which layers slide");
    };
  }

  private FeedForward feedForward() {
    boolean gated =
        file.has("blk.0.ffn_gate.weight")
            || file.has("blk.0.ffn_gate_exps.weight")
            || file.architecture().equals("phi3");
    int experts = metadata.getInt(prefix + "expert_count", 0);
    int ffnDim = ofEveryLayer("feed_forward_length", 0);
    if (experts == 0) {
      return FeedForward.dense(ffnDim, gated);
    }
    int expertDim = metadata.getInt(prefix + "expert_feed_forward_length", ffnDim);
    return new FeedForward(
        ffnDim,
        gated,
        experts,
        metadata.getInt(prefix + "expert_shared_count", sharedExperts(expertDim)),
        metadata.getInt(prefix + "expert_used_count"),
        expertDim,
        metadata.getInt(prefix + "leading_dense_block_count", 0));
  }

  /** Experts that one block for all tokens is as large as. */
  private int sharedExperts(int expertDim) {
    String key = prefix + "expert_shared_feed_forward_length";
    int shared = metadata.getInt(key, 0);
    if (shared % Math.max(1, expertDim) != 0) {
      throw metadata.bad(key, "a multiple of an expert's, " + expertDim);
    }
    return shared / Math.max(1, expertDim);
  }

  private int vocabulary() {
    return Math.toIntExact(Math.min(Integer.MAX_VALUE, file.tensor("token_embd.weight").rows()));
  }

  /** A number, or one for each layer, all the same. */
  private int ofEveryLayer(String key, int otherwise) {
    if (!metadata.isList(prefix + key)) {
      return otherwise == 0
          ? metadata.getInt(prefix + key)
          : metadata.getInt(prefix + key, otherwise);
    }
    int[] numbers = metadata.ints(prefix + key);
    if (numbers.length == 0 || IntStream.of(numbers).distinct().count() > 1) {
      throw metadata.bad(prefix + key, "one number for all layers");
    }
    return numbers[0];
  }
}
