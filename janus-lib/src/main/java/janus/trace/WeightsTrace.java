package janus.trace;

import janus.transformer.AttentionShape;
import janus.transformer.FeedForward;
import janus.transformer.LatentAttention;
import janus.transformer.TransformerSpec;
import janus.units.Bounds;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * The weights that decoding streams from memory, each matrix whole, in the order of use: a row of
 * the embedding for each sequence; in every layer the attention's matrices, of a cross-attention
 * those of queries and output (its keys and values are cached), and the feed-forward's, of a
 * mixture of experts the router, the shared experts and the experts chosen; at last the output
 * matrix. A batch reads a matrix once. Matrices are packed to the bit in this order from {@code
 * baseAddress}, the output matrix last (it is the embedding where they are tied). Normalisation
 * vectors and biases are left out, as in {@link TransformerSpec#decodeWeights}.
 *
 * <p>Which rows and experts a token takes is random, all as likely; real routers are less even.
 *
 * @param spec the model
 * @param bitsPerWeight with scales, for example 4.125 for 4 bits and an FP16 scale for 128 weights
 * @param batch sequences decoded together
 * @param steps tokens of each sequence
 * @param seed of rows and experts
 * @param baseAddress byte address of the first weight
 * @param lineBytes bytes of a line, a power of two
 */
public record WeightsTrace(
    TransformerSpec spec,
    double bitsPerWeight,
    int batch,
    long steps,
    long seed,
    long baseAddress,
    int lineBytes)
    implements Trace {
  private static final int MOST_SEQUENCES = 1 << 20;

  public WeightsTrace {
    Objects.requireNonNull(spec, "spec");
    if (!(bitsPerWeight > 0 && bitsPerWeight <= 64)) {
      throw new IllegalArgumentException(
          "bitsPerWeight must be above 0 and at most 64: " + bitsPerWeight);
    }
    if (batch < 1 || steps < 1) {
      throw new IllegalArgumentException(
          "batch and steps must be at least 1: " + batch + ", " + steps);
    }
    Bounds.within("batch", 1, MOST_SEQUENCES, batch);
    Bounds.within("steps", 1, Integer.MAX_VALUE, steps);
    if (baseAddress < 0 || baseAddress >= 1L << 61) {
      throw new IllegalArgumentException("baseAddress must be 0 to 2^61: " + baseAddress);
    }
    LineWalk.requireLine(lineBytes);
  }

  @Override
  public String description() {
    return spec.name()
        + " reads its weights of "
        + bitsPerWeight
        + " bits for "
        + (steps == 1 ? "a step" : steps + " steps")
        + (batch > 1 ? ", batch " + batch : "")
        + ", lines of "
        + lineBytes
        + " B"
        + (chooses() ? ", seed " + seed : "");
  }

  /** Whether anything is random. */
  private boolean chooses() {
    return spec.vocabulary() > 0 || spec.feedForward().isMixture();
  }

  /** Bytes of all weights, those included that a step does not read. */
  public long footprintBytes() {
    return (place().endBit() + 7) / 8;
  }

  /**
   * A matrix.
   *
   * @param weights its weights
   * @param firstBit where it begins
   * @param expert number of the routed expert it belongs to, -1 where all tokens use it
   */
  private record Matrix(long weights, long firstBit, int expert) {}

  /** All matrices in the order of use, by layer; then the output matrix. */
  private record Placed(Matrix embedding, List<List<Matrix>> layers, Matrix output, long endBit) {}

  private long bits(long weights) {
    return (long) Math.ceil(weights * bitsPerWeight);
  }

  private Placed place() {
    long vocabularyWeights = (long) spec.vocabulary() * spec.hiddenDim();
    long end = bits(vocabularyWeights);
    var embedding = new Matrix(vocabularyWeights, 0, -1);
    var layers = new ArrayList<List<Matrix>>();
    for (int layer = 0; layer < spec.layers(); layer++) {
      var matrices = new ArrayList<Matrix>();
      for (long[] matrix : layerMatrices(layer)) {
        matrices.add(new Matrix(matrix[0], end, (int) matrix[1]));
        end = Math.addExact(end, bits(matrix[0]));
      }
      layers.add(matrices);
    }
    Matrix output = embedding;
    if (!spec.tiedEmbeddings()) {
      output = new Matrix(vocabularyWeights, end, -1);
      end += bits(vocabularyWeights);
    }
    return new Placed(embedding, layers, output, end);
  }

  /** Weights and expert of each matrix of a layer, in the order of use. */
  private List<long[]> layerMatrices(int layer) {
    var matrices = new ArrayList<long[]>();
    long hidden = spec.hiddenDim();
    AttentionShape attention = spec.attention();
    LatentAttention latent = attention.latent();
    long heads = attention.queryHeads();
    if (latent == null) {
      long queries = heads * attention.headDim();
      long keys = (long) attention.kvHeads() * attention.headDim();
      addAll(matrices, -1, hidden * queries, hidden * keys, hidden * keys, queries * hidden);
      if (spec.kind() == TransformerSpec.Kind.ENCODER_DECODER) {
        addAll(matrices, -1, hidden * queries, queries * hidden);
      }
    } else {
      long queries = heads * ((long) latent.nopeHeadDim() + latent.ropeHeadDim());
      if (latent.qLoraRank() == 0) {
        addAll(matrices, -1, hidden * queries);
      } else {
        addAll(matrices, -1, hidden * latent.qLoraRank(), latent.qLoraRank() * queries);
      }
      addAll(
          matrices,
          -1,
          hidden * ((long) latent.kvLoraRank() + latent.ropeHeadDim()),
          latent.kvLoraRank() * heads * ((long) latent.nopeHeadDim() + latent.valueHeadDim()),
          heads * latent.valueHeadDim() * hidden);
    }
    FeedForward feedForward = spec.feedForward();
    if (!feedForward.isMixture() || layer < feedForward.denseLayers()) {
      for (int i = 0; i < feedForward.matrices(); i++) {
        addAll(matrices, -1, hidden * feedForward.ffnDim());
      }
      return matrices;
    }
    addAll(matrices, -1, hidden * feedForward.routedExperts());
    for (int expert = -feedForward.sharedExperts();
        expert < feedForward.routedExperts();
        expert++) {
      for (int i = 0; i < feedForward.matrices(); i++) {
        addAll(matrices, Math.max(expert, -1), hidden * feedForward.expertFfnDim());
      }
    }
    return matrices;
  }

  private static void addAll(List<long[]> matrices, int expert, long... weights) {
    for (long count : weights) {
      matrices.add(new long[] {count, expert});
    }
  }

  @Override
  public Cursor open() {
    Placed placed = place();
    return new LineWalk(lineBytes) {
      private final SplittableRandom random = new SplittableRandom(seed);
      private long step;

      /** Rows of the embedding come first, as layer -1; the output matrix last. */
      private int layer = -1;

      private int matrix;
      private BitSet experts = new BitSet();

      @Override
      boolean nextRun() {
        while (step < steps) {
          if (layer < 0) {
            if (spec.vocabulary() > 0 && matrix < batch) {
              matrix++;
              row();
              return true;
            }
            nextLayer();
          } else if (layer < spec.layers()) {
            List<Matrix> matrices = placed.layers().get(layer);
            while (matrix < matrices.size()) {
              Matrix next = matrices.get(matrix++);
              if (next.expert() < 0 || experts.get(next.expert())) {
                bits(next.firstBit(), WeightsTrace.this.bits(next.weights()));
                return true;
              }
            }
            nextLayer();
          } else {
            layer = -1;
            matrix = 0;
            step++;
            if (spec.vocabulary() > 0) {
              Matrix output = placed.output();
              bits(output.firstBit(), WeightsTrace.this.bits(output.weights()));
              return true;
            }
          }
        }
        return false;
      }

      private void nextLayer() {
        layer++;
        matrix = 0;
        experts.clear();
        FeedForward feedForward = spec.feedForward();
        if (feedForward.isMixture() && layer >= feedForward.denseLayers()) {
          for (int sequence = 0; sequence < batch; sequence++) {
            choose(feedForward.routedExperts(), feedForward.expertsPerToken());
          }
        }
      }

      /** Floyd's sample: {@code count} distinct experts of {@code all}. */
      private void choose(int all, int count) {
        var chosen = new BitSet();
        for (int last = all - count; last < all; last++) {
          int expert = below(last + 1L);
          chosen.set(chosen.get(expert) ? last : expert);
        }
        experts.or(chosen);
      }

      private int below(long bound) {
        return (int) Math.multiplyHigh(random.nextLong() >>> 1, bound << 1);
      }

      private void row() {
        long row = below(spec.vocabulary());
        long first = (long) Math.floor(row * spec.hiddenDim() * bitsPerWeight);
        bits(first, WeightsTrace.this.bits(spec.hiddenDim()));
      }

      private void bits(long firstBit, long count) {
        run(baseAddress + (firstBit >> 3), baseAddress + ((firstBit + count - 1) >> 3), false);
      }
    };
  }
}
