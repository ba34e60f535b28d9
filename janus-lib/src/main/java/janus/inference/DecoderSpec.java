package janus.inference;

import janus.inference.arithmetic.Rope;
import janus.inference.weights.Metadata;
import janus.inference.weights.ModelFile;
import janus.provenance.BadInputException;
import janus.transformer.AttentionShape;
import janus.transformer.TransformerSpec;
import java.util.List;

/**
 * The differences between the families of models that a decoder can run, beside their shapes.
 *
 * @param shape layers, heads and vocabulary
 * @param architecture {@code llama}, {@code qwen2}, {@code qwen3} or {@code gemma3}
 * @param epsilon added to the mean square by RMS normalisation
 * @param embeddingScale factor on the embedding; 1, or the root of the hidden size
 * @param scoreScale factor on a dot product of query and key
 * @param gelu whether the gate is GELU (tanh form) instead of SiLU
 * @param rope rotary position of layers that see the whole context
 * @param slidingRope rotary position of layers with a sliding window
 * @param ropeScaling how {@code rope} was stretched
 */
public record DecoderSpec(
    TransformerSpec shape,
    String architecture,
    float epsilon,
    float embeddingScale,
    float scoreScale,
    boolean gelu,
    Rope rope,
    Rope slidingRope,
    RopeScaling ropeScaling) {
  private static final List<String> KNOWN = List.of("llama", "qwen2", "qwen3", "gemma3");

  /**
   * Reads it from a header.
   *
   * @throws BadInputException if the architecture, or a variant of it the header asks for, cannot
   *     be run
   */
  public static DecoderSpec of(ModelFile file) {
    String architecture = file.architecture();
    Metadata metadata = file.metadata();
    if (!KNOWN.contains(architecture)) {
      throw metadata.bad("general.architecture", "one of " + String.join(", ", KNOWN));
    }
    TransformerSpec shape = file.spec();
    String prefix = architecture + ".";
    requirePlain(file, prefix, shape);
    AttentionShape attention = shape.attention();
    boolean gemma = architecture.equals("gemma3");
    int channels = metadata.getInt(prefix + "rope.dimension_count", attention.headDim());
    if (channels > attention.headDim()) {
      throw metadata.bad(
          prefix + "rope.dimension_count", "at most the head dimension " + attention.headDim());
    }
    boolean halves = !architecture.equals("llama");
    float base = metadata.getFloat(prefix + "rope.freq_base", 10000f);
    try {
      RopeScaling scaling = RopeScaling.of(metadata, prefix);
      Rope rope = scaling.rope(channels, base, halves);
      float slidingBase = metadata.getFloat(prefix + "rope.freq_base_swa", 10000f);
      var slidingRope = gemma ? new Rope(channels, slidingBase, 1, halves) : rope;
      float epsilon = metadata.getFloat(prefix + "attention.layer_norm_rms_epsilon");
      if (!(epsilon >= 0)) {
        throw metadata.bad(prefix + "attention.layer_norm_rms_epsilon", "at least 0");
      }
      // The 27-billion model alone scales by hidden size over heads.
      int scaled =
          gemma && shape.layers() == 62
              ? shape.hiddenDim() / attention.queryHeads()
              : attention.headDim();
      return new DecoderSpec(
          shape,
          architecture,
          epsilon,
          gemma ? (float) StrictMath.sqrt(shape.hiddenDim()) : 1,
          1 / (float) StrictMath.sqrt(scaled),
          gemma,
          rope,
          slidingRope,
          scaling);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(file.path() + ": " + e.getMessage(), e);
    }
  }

  private static void requirePlain(ModelFile file, String prefix, TransformerSpec shape) {
    Metadata metadata = file.metadata();
    if (shape.feedForward().isMixture()) {
      throw metadata.bad(prefix + "expert_count", "0: mixtures of experts cannot be run");
    }
    if (!shape.feedForward().gated()) {
      throw new BadInputException(
          file.path()
              + ": expected a tensor 'blk.0.ffn_gate.weight' in a model of architecture "
              + file.architecture()
              + ", found none");
    }
    if (shape.attention().latent() != null) {
      throw metadata.bad(prefix + "attention.kv_lora_rank", "none: latent attention cannot be run");
    }
    for (String key : List.of("attn_logit_softcapping", "final_logit_softcapping")) {
      if (metadata.has(prefix + key) && metadata.getFloat(prefix + key) != 0) {
        throw metadata.bad(prefix + key, "0: capped logits cannot be computed");
      }
    }
    String causal = prefix + "attention.causal";
    if (!metadata.getBoolean(causal, true)) {
      throw metadata.bad(causal, "true");
    }
    for (String key : List.of("attention.head_count", "attention.head_count_kv")) {
      if (metadata.has(prefix + key) && metadata.isList(prefix + key)) {
        throw metadata.bad(prefix + key, "one number for all layers");
      }
    }
  }

  /** Whether every head of queries and keys is normalised, with weights, before its position. */
  boolean normalisesHeads() {
    return architecture.equals("qwen3") || architecture.equals("gemma3");
  }

  /** Whether what attention and feed-forward give is normalised before it is added. */
  boolean normalisesOutputs() {
    return architecture.equals("gemma3");
  }

  /** The rotary position of a layer. */
  Rope rope(int layer) {
    return shape.attention().isSliding(layer) ? slidingRope : rope;
  }
}
