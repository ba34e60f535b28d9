package janus.trace;

import janus.transformer.FeedForward;
import janus.transformer.TransformerSpec;
import janus.transformer.WeightMatrix;
import janus.units.Bounds;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * The weights that decoding streams from memory, each matrix whole, in the order of use: a row of
 * the embedding for each sequence; in every layer the matrices of {@link TransformerSpec#matrices},
 * of a mixture only the chosen experts; and the output matrix. A batch reads a matrix once.
 * Matrices are packed to the bit in this order from {@code baseAddress}, with the output matrix
 * last (with tied embeddings it is the embedding).
 *
 * <p>Rows and experts of a token are random with equal probabilities; real routers are less even.
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
    Bounds.within("batch", 1, MOST_SEQUENCES, batch);
    Bounds.within("steps", 1, Integer.MAX_VALUE, steps);
    Bounds.within("baseAddress", 0, (1L << 61) - 1, baseAddress);
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
      List<Matrix> matrices = layer(layer, end);
      Matrix last = matrices.get(matrices.size() - 1);
      end = Math.addExact(last.firstBit(), bits(last.weights()));
      layers.add(matrices);
    }
    Matrix output = embedding;
    if (!spec.tiedEmbeddings()) {
      output = new Matrix(vocabularyWeights, end, -1);
      end += bits(vocabularyWeights);
    }
    return new Placed(embedding, layers, output, end);
  }

  /** The matrices of a layer from a bit on: those of every token, then expert by expert. */
  private List<Matrix> layer(int layer, long firstBit) {
    var placed = new ArrayList<Matrix>();
    long end = firstBit;
    for (WeightMatrix.Use use : WeightMatrix.Use.values()) {
      for (int expert = 0; expert < spec.feedForward().experts(use); expert++) {
        for (WeightMatrix matrix : spec.matrices(layer)) {
          for (int copy = 0; matrix.use() == use && copy < matrix.copies(); copy++) {
            long weights = matrix.weights() / matrix.copies();
            boolean routed = use == WeightMatrix.Use.ROUTED_EXPERT;
            placed.add(new Matrix(weights, end, routed ? expert : -1));
            end = Math.addExact(end, bits(weights));
          }
        }
      }
    }
    return placed;
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
