package janus.accelerator;

import janus.transformer.AttentionShape;
import janus.transformer.FeedForward;
import janus.transformer.LatentAttention;
import janus.transformer.TransformerSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * The matrix products of one step of a decoder: decoding one token of each sequence of a batch, or
 * prefilling a prompt. Normalisation, rotary positions, softmax and activations are left out.
 *
 * @param name for tables
 * @param operations the products, in order of first use
 */
public record StepWork(String name, List<Operation> operations) {

  /** What the second matrix of a product is. */
  public enum Operand {
    WEIGHTS,
    /** Cached keys: scores. */
    KEYS,
    /** Cached values: the weighted sum. */
    VALUES
  }

  /**
   * Equal products.
   *
   * @param name what they are, as {@code attention.query}
   * @param gemm one of them: m tokens (or queries), n outputs, k inputs
   * @param count how many there are in the step
   * @param sideBySide how many of them do not wait for each other: the heads or experts of a layer
   * @param operand what the second matrix is
   */
  public record Operation(String name, Gemm gemm, long count, long sideBySide, Operand operand) {
    public Operation {
      if (count < 1) {
        throw new IllegalArgumentException("count must be at least 1: " + count);
      }
      if (sideBySide < 1 || count % sideBySide != 0) {
        throw new IllegalArgumentException(
            "sideBySide must be at least 1 and divide " + count + ": " + sideBySide);
      }
    }

    public long macs() {
      return Math.multiplyExact(gemm.macs(), count);
    }

    /** Elements of the second matrices, each read once. */
    public long operandElements() {
      return Math.multiplyExact(gemm.weightElements(), count);
    }
  }

  public StepWork {
    operations = List.copyOf(operations);
  }

  /**
   * Decoding one token of every sequence of a batch. Weights are shared by the batch, caches are
   * not; of a mixture's routed experts every token uses its own.
   *
   * @param contextTokens tokens each sequence attends to, the new one included
   * @throws IllegalArgumentException if the model is no decoder or a count is below 1
   */
  public static StepWork decode(TransformerSpec spec, long batch, long contextTokens) {
    return step(spec, "decode", batch, batch, 1, contextTokens);
  }

  /**
   * Prefilling a prompt, every query against every key of its window, as an array without masking
   * computes it. The output matrix is applied to the last token alone.
   *
   * @throws IllegalArgumentException if the model is no decoder or there is no token
   */
  public static StepWork prefill(TransformerSpec spec, long promptTokens) {
    return step(spec, "prefill", promptTokens, 1, promptTokens, promptTokens);
  }

  private static StepWork step(
      TransformerSpec spec, String kind, long tokens, long sequences, long queries, long context) {
    if (spec.kind() != TransformerSpec.Kind.DECODER) {
      throw new IllegalArgumentException(
          "model must be a decoder: " + spec.name() + " is " + spec.kind());
    }
    if (tokens < 1 || context < 1) {
      throw new IllegalArgumentException(
          "tokens must be at least 1: " + tokens + " new, " + context + " in context");
    }
    var list = new ArrayList<Operation>();
    if (spec.attention().latent() == null) {
      addAttention(list, spec, tokens, sequences, queries, context);
    } else {
      addLatentAttention(list, spec, tokens, sequences, queries, context);
    }
    addFeedForward(list, spec, tokens);
    if (spec.vocabulary() > 0) {
      list.add(weights("output", sequences, spec.vocabulary(), spec.hiddenDim(), 1));
    }
    return new StepWork(spec.name() + " " + kind, list);
  }

  private static Operation weights(String name, long m, long n, long k, long count) {
    return weights(name, m, n, k, count, 1);
  }

  private static Operation weights(
      String name, long m, long n, long k, long count, long sideBySide) {
    return new Operation(name, new Gemm(m, n, k), count, sideBySide, Operand.WEIGHTS);
  }

  private static void addAttention(
      List<Operation> list,
      TransformerSpec spec,
      long tokens,
      long sequences,
      long queries,
      long context) {
    AttentionShape attention = spec.attention();
    long hidden = spec.hiddenDim();
    long layers = spec.layers();
    long inner = (long) attention.queryHeads() * attention.headDim();
    long outer = (long) attention.kvHeads() * attention.headDim();
    list.add(weights("attention.query", tokens, inner, hidden, layers));
    list.add(weights("attention.key", tokens, outer, hidden, layers));
    list.add(weights("attention.value", tokens, outer, hidden, layers));
    long sharing = attention.queryHeads() / attention.kvHeads() * queries;
    long heads = sequences * attention.kvHeads();
    addCache(list, spec, sharing, heads, attention.headDim(), attention.headDim(), context);
    list.add(weights("attention.output", tokens, hidden, inner, layers));
  }

  /** Queries and values absorbed into the latent space, as the cache stores it. */
  private static void addLatentAttention(
      List<Operation> list,
      TransformerSpec spec,
      long tokens,
      long sequences,
      long queries,
      long context) {
    AttentionShape attention = spec.attention();
    LatentAttention latent = attention.latent();
    long hidden = spec.hiddenDim();
    long layers = spec.layers();
    long heads = attention.queryHeads();
    long query = heads * ((long) latent.nopeHeadDim() + latent.ropeHeadDim());
    long cached = (long) latent.kvLoraRank() + latent.ropeHeadDim();
    if (latent.qLoraRank() == 0) {
      list.add(weights("attention.query", tokens, query, hidden, layers));
    } else {
      list.add(weights("attention.query-down", tokens, latent.qLoraRank(), hidden, layers));
      list.add(weights("attention.query-up", tokens, query, latent.qLoraRank(), layers));
    }
    list.add(weights("attention.latent", tokens, cached, hidden, layers));
    list.add(
        weights(
            "attention.key-up",
            tokens,
            latent.kvLoraRank(),
            latent.nopeHeadDim(),
            layers * heads,
            heads));
    addCache(list, spec, heads * queries, sequences, cached, latent.kvLoraRank(), context);
    list.add(
        weights(
            "attention.value-up",
            tokens,
            latent.valueHeadDim(),
            latent.kvLoraRank(),
            layers * heads,
            heads));
    list.add(weights("attention.output", tokens, hidden, heads * latent.valueHeadDim(), layers));
  }

  private static void addCache(
      List<Operation> list,
      TransformerSpec spec,
      long queries,
      long heads,
      long keyDim,
      long valueDim,
      long context) {
    long sliding = 0;
    for (int layer = 0; layer < spec.layers(); layer++) {
      sliding += spec.attention().isSliding(layer) ? 1 : 0;
    }
    long global = spec.layers() - sliding;
    if (global > 0) {
      addCache(list, "", queries, heads * global, heads, keyDim, valueDim, context);
    }
    if (sliding > 0) {
      long window = Math.min(context, spec.attention().slidingWindowTokens());
      addCache(list, "-sliding", queries, heads * sliding, heads, keyDim, valueDim, window);
    }
  }

  private static void addCache(
      List<Operation> list,
      String suffix,
      long queries,
      long count,
      long heads,
      long keyDim,
      long valueDim,
      long tokens) {
    list.add(
        new Operation(
            "attention.scores" + suffix,
            new Gemm(queries, tokens, keyDim),
            count,
            heads,
            Operand.KEYS));
    list.add(
        new Operation(
            "attention.sum" + suffix,
            new Gemm(queries, valueDim, tokens),
            count,
            heads,
            Operand.VALUES));
  }

  private static void addFeedForward(List<Operation> list, TransformerSpec spec, long tokens) {
    FeedForward ffn = spec.feedForward();
    long hidden = spec.hiddenDim();
    long dense = ffn.isMixture() ? ffn.denseLayers() : spec.layers();
    if (dense > 0) {
      list.add(weights("ffn.up", tokens, ffn.ffnDim(), hidden, dense * (ffn.matrices() - 1)));
      list.add(weights("ffn.down", tokens, hidden, ffn.ffnDim(), dense));
    }
    long sparse = spec.layers() - dense;
    if (sparse > 0) {
      list.add(weights("experts.router", tokens, ffn.routedExperts(), hidden, sparse));
      long routed = sparse * ffn.expertsPerToken() * tokens;
      addExperts(list, "experts.routed", ffn, hidden, 1, routed, routed / sparse);
      long shared = ffn.sharedExperts();
      if (shared > 0) {
        addExperts(list, "experts.shared", ffn, hidden, tokens, sparse * shared, shared);
      }
    }
  }

  private static void addExperts(
      List<Operation> list,
      String name,
      FeedForward ffn,
      long hidden,
      long tokens,
      long count,
      long experts) {
    long inner = ffn.expertFfnDim();
    list.add(weights(name + "-up", tokens, inner, hidden, count * (ffn.matrices() - 1), experts));
    list.add(weights(name + "-down", tokens, hidden, inner, count, experts));
  }

  /** Multiply-accumulates of the step. */
  public long macs() {
    return operations.stream().mapToLong(Operation::macs).sum();
  }

  /** Elements of the second matrices of one kind, each read once. */
  public long elements(Operand operand) {
    return operations.stream()
        .filter(operation -> operation.operand() == operand)
        .mapToLong(Operation::operandElements)
        .sum();
  }
}
