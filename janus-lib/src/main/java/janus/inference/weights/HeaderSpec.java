package janus.inference.weights;

import janus.provenance.BadInputException;
import janus.transformer.AttentionShape;
import janus.transformer.FeedForward;
import janus.transformer.LatentAttention;
import janus.transformer.SlidingWindow;
import janus.transformer.TransformerSpec;
import java.util.List;

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
      return new HeaderSpec(file).spec();
    } catch (IllegalArgumentException e) {
      throw new BadInputException(file.path() + ": " + e.getMessage(), e);
    }
  }

  private TransformerSpec spec() {
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

  private AttentionShape attention() {
    int heads = largest("attention.head_count", 0);
    int kvHeads = largest("attention.head_count_kv", heads);
    int headDim =
        metadata.getInt(
            prefix + "attention.key_length",
            heads == 0 ? 0 : metadata.getInt(prefix + "embedding_length") / heads);
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
    int usual =
        switch (file.architecture()) {
          case "gemma2" -> 2;
          case "gemma3" -> 6;
          default -> 0;
        };
    return SlidingWindow.exceptEvery(metadata.getInt(key, usual), tokens);
  }

  private FeedForward feedForward() {
    boolean gated =
        file.has("blk.0.ffn_gate.weight")
            || file.has("blk.0.ffn_gate_exps.weight")
            || file.architecture().equals("phi3");
    int experts = metadata.getInt(prefix + "expert_count", 0);
    int ffnDim = largest("feed_forward_length", 0);
    if (experts == 0) {
      return FeedForward.dense(ffnDim, gated);
    }
    return new FeedForward(
        ffnDim,
        gated,
        experts,
        metadata.getInt(prefix + "expert_shared_count", 0),
        metadata.getInt(prefix + "expert_used_count"),
        metadata.getInt(prefix + "expert_feed_forward_length", ffnDim),
        metadata.getInt(prefix + "leading_dense_block_count", 0));
  }

  private int vocabulary() {
    return Math.toIntExact(Math.min(Integer.MAX_VALUE, file.tensor("token_embd.weight").rows()));
  }

  /** A number, or the largest of one for each layer. */
  private int largest(String key, int otherwise) {
    if (!metadata.isList(prefix + key)) {
      return otherwise == 0
          ? metadata.getInt(prefix + key)
          : metadata.getInt(prefix + key, otherwise);
    }
    int largest = 0;
    for (int value : metadata.ints(prefix + key)) {
      largest = Math.max(largest, value);
    }
    return largest;
  }
}
