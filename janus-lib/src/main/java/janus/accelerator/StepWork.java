package janus.accelerator;

import janus.transformer.AttentionShape;
import janus.transformer.LatentAttention;
import janus.transformer.TransformerSpec;
import janus.transformer.WeightMatrix;
import janus.units.Bounds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The matrix products of one step of a decoder: decoding one token of each sequence of a batch, or
 * prefilling a prompt. Normalisation, rotary positions, softmax and activations are left out.
 *
 * @param name for tables
 * @param operations the products, in order of first use
 */
public record StepWork(String name, List<Operation> operations) {

  /** The kind of the second matrix of a product. */
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
      Bounds.atLeast("count", 1, count);
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
   * not; a mixture's tokens are spread evenly over its routed experts.
   *
   * @param contextTokens tokens each sequence attends to, the new one included
   * @throws IllegalArgumentException if the model is no decoder or a count is below 1
   */
  public static StepWork decode(TransformerSpec spec, long batch, long contextTokens) {
    return check(spec, batch, 1, contextTokens);
  }

  /**
   * Decoding several tokens of every sequence of a batch at once, as where drafted tokens are
   * checked: weights are shared by all of them, a cache by those of its sequence.
   *
   * @param tokens of each sequence
   * @param contextTokens tokens that each of them attends to
   * @throws IllegalArgumentException if the model is no decoder or a count is below 1
   */
  public static StepWork check(TransformerSpec spec, long batch, long tokens, long contextTokens) {
    long all = Math.multiplyExact(batch, tokens);
    return step(spec, "decode", all, batch, tokens, all, contextTokens);
  }

  /** This step after another, of a draft model, that is taken several times. */
  public StepWork after(StepWork other, int times) {
    var all = new ArrayList<Operation>();
    for (Operation each : other.operations) {
      long count = Math.multiplyExact(each.count(), (long) times);
      all.add(
          new Operation(
              "draft." + each.name(), each.gemm(), count, each.sideBySide(), each.operand()));
    }
    all.addAll(operations);
    return new StepWork(name, all);
  }

  /**
   * Prefilling a prompt, every query against every key of its window, as an array without masking
   * computes it. The output matrix is applied to the last token alone.
   *
   * @throws IllegalArgumentException if the model is no decoder or there is no token
   */
  public static StepWork prefill(TransformerSpec spec, long promptTokens) {
    return step(spec, "prefill", promptTokens, 1, promptTokens, 1, promptTokens);
  }

  private static StepWork step(
      TransformerSpec spec,
      String kind,
      long tokens,
      long sequences,
      long queries,
      long outputs,
      long context) {
    if (spec.kind() != TransformerSpec.Kind.DECODER) {
      throw new IllegalArgumentException(
          "model must be a decoder: " + spec.name() + " is " + spec.kind());
    }
    if (tokens < 1 || context < 1) {
      throw new IllegalArgumentException(
          "tokens must be at least 1: " + tokens + " new, " + context + " in context");
    }
    var list = new ArrayList<Operation>();
    matrices(spec)
        .forEach(
            (matrix, layers) -> {
              if (matrix.name().equals(firstAfterCache(spec))) {
                cacheReads(spec, sequences, queries).add(list, spec, context);
              }
              addProducts(list, spec, matrix, layers, tokens);
            });
    if (spec.vocabulary() > 0) {
      Gemm output = new Gemm(outputs, spec.vocabulary(), spec.hiddenDim());
      list.add(new Operation("output", output, 1, 1, Operand.WEIGHTS));
    }
    return new StepWork(spec.name() + " " + kind, list);
  }

  /** Every matrix of the model with the number of its layers, in the order of use. */
  private static Map<WeightMatrix, Integer> matrices(TransformerSpec spec) {
    var layers = new LinkedHashMap<WeightMatrix, Integer>();
    for (int layer = 0; layer < spec.layers(); layer++) {
      spec.matrices(layer).forEach(matrix -> layers.merge(matrix, 1, Integer::sum));
    }
    return layers;
  }

  private static String firstAfterCache(TransformerSpec spec) {
    return spec.attention().latent() == null ? "attention.output" : "attention.value-up";
  }

  /**
   * Products with a matrix. Tokens are spread over as many routed experts as they can, evenly: some
   * of these have one token more than the others.
   */
  private static void addProducts(
      List<Operation> list, TransformerSpec spec, WeightMatrix matrix, long layers, long tokens) {
    long experts = spec.feedForward().expertsPerToken(matrix.use());
    if (matrix.use() != WeightMatrix.Use.ROUTED_EXPERT) {
      list.add(product(matrix, layers, experts, tokens));
      return;
    }
    long uses = Math.multiplyExact(experts, tokens);
    long used = Math.min(uses, spec.feedForward().experts(matrix.use()));
    long most = uses % used;
    if (most > 0) {
      list.add(product(matrix, layers, most, uses / used + 1));
    }
    list.add(product(matrix, layers, used - most, uses / used));
  }

  private static Operation product(WeightMatrix matrix, long layers, long blocks, long tokens) {
    long sideBySide = matrix.heads() * blocks;
    Gemm gemm = new Gemm(tokens, matrix.outputs(), matrix.inputs());
    long count = layers * sideBySide * matrix.copies();
    return new Operation(matrix.name(), gemm, count, sideBySide, Operand.WEIGHTS);
  }

  /** Scores and sums. With a latent cache, all heads of a sequence read the same vectors. */
  private static CacheReads cacheReads(TransformerSpec spec, long sequences, long queries) {
    AttentionShape attention = spec.attention();
    LatentAttention latent = attention.latent();
    if (latent == null) {
      long sharing = attention.queryHeads() / attention.kvHeads() * queries;
      long heads = sequences * attention.kvHeads();
      return new CacheReads(sharing, heads, attention.headDim(), attention.headDim());
    }
    long cached = (long) latent.kvLoraRank() + latent.ropeHeadDim();
    long sharing = attention.queryHeads() * queries;
    return new CacheReads(sharing, sequences, cached, latent.kvLoraRank());
  }

  /**
   * The reads of a layer from its cache.
   *
   * @param queries queries that share a key
   * @param heads KV heads of all sequences
   * @param keyDim channels of a key
   * @param valueDim channels of a value
   */
  private record CacheReads(long queries, long heads, long keyDim, long valueDim) {
    /** Global layers read the whole context, sliding ones their window. */
    void add(List<Operation> list, TransformerSpec spec, long context) {
      long sliding = IntStream.range(0, spec.layers()).filter(spec.attention()::isSliding).count();
      if (sliding < spec.layers()) {
        add(list, "", spec.layers() - sliding, context);
      }
      if (sliding > 0) {
        long window = Math.min(context, spec.attention().slidingWindowTokens());
        add(list, "-sliding", sliding, window);
      }
    }

    private void add(List<Operation> list, String suffix, long layers, long tokens) {
      var scores = new Gemm(queries, tokens, keyDim);
      var sum = new Gemm(queries, valueDim, tokens);
      long count = heads * layers;
      list.add(new Operation("attention.scores" + suffix, scores, count, heads, Operand.KEYS));
      list.add(new Operation("attention.sum" + suffix, sum, count, heads, Operand.VALUES));
    }
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
