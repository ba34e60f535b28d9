package janus.inference.weights;

import janus.provenance.BadInputException;
import janus.transformer.AttentionShape;
import janus.transformer.CacheShape;
import janus.transformer.FeedForward;
import janus.transformer.LatentAttention;
import janus.transformer.SlidingWindow;
import janus.transformer.TransformerSpec;
import java.util.stream.IntStream;

/** A transformer's shape from the metadata and the tensor list of a model file. */
final class HeaderSpec {
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
      TransformerSpec spec = new HeaderSpec(file).spec();
      CacheShape cache = HeaderCache.of(file.metadata());
      if (!spec.cache().layers().equals(cache.layers())) {
        throw file.metadata().bad("general.architecture", "a model whose layers cache alike");
      }
      return spec;
    } catch (IllegalArgumentException e) {
      throw new BadInputException(file.path() + ": " + e.getMessage(), e);
    }
  }

  private TransformerSpec spec() {
    return TransformerSpec.decoder(
        ModelName.of(metadata),
        metadata.getInt(prefix + "block_count"),
        metadata.getInt(prefix + "embedding_length"),
        attention(),
        feedForward(),
        vocabulary(),
        metadata.getInt(prefix + "context_length"),
        !file.has("output.weight"));
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

  private SlidingWindow slidingWindow() {
    int layers = metadata.getInt(prefix + "block_count");
    CacheShape.requireLayers(layers);
    int tokens = metadata.getInt(prefix + "attention.sliding_window", 0);
    return new SlidingWindow(tokens, HeaderWindow.of(metadata, file.architecture(), layers));
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
