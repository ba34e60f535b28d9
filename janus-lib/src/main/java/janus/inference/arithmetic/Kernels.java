package janus.inference.arithmetic;

/**
 * The arithmetic a decoder spends its time in. Matrices are cut into tiles:
 *
 * <ul>
 *   <li>left matrix {@code A}, {@code (rows, depth)}: tiles of {@link #rowTile()} rows, element
 *       {@code (r, k)} at {@code (r / R) * stride + k * R + r % R};
 *   <li>right matrix {@code B}, {@code (depth, columns)}: tiles of {@link #columnTile()} columns,
 *       element {@code (k, c)} at {@code (c / C) * depth * C + k * C + c % C}.
 * </ul>
 *
 * Every implementation gives the same bits on every machine: an element of a product is a chain of
 * fused multiply-adds in order of {@code k}; a sum over a row is kept in {@link #LANES} partial
 * sums, element {@code i} in sum {@code i % LANES}, added in order at the end; {@code exp} is one
 * polynomial. Implementations have no state.
 */
public interface Kernels {
  /** Partial sums of a sum over a row. */
  int LANES = 16;

  /**
   * Index at which matrices begin. Where objects lie at multiples of 64 bytes, as the launcher asks
   * of the JVM, the element behind a header of 16 bytes and {@code START} floats begins a cache
   * line, and vectors do not lie across two.
   */
  int START = 12;

  /** Name of the implementation: {@code vector-256}, {@code plain}. */
  String name();

  /** Rows of a tile of the left matrix. */
  int rowTile();

  /** Columns of a tile of the right matrix. */
  int columnTile();

  /** Columns that make a product fast, if it can have them. */
  int manyColumns();

  /** Row tiles that are best multiplied with weights in one call. */
  int rowTilesAtOnce();

  /**
   * Column tiles of weights that are best multiplied in one call; even.
   *
   * @param depth length of each sum
   */
  int columnTilesAtOnce(int depth);

  /**
   * Brings weights into the cache that are about to be multiplied with many rows, if these kernels
   * gain by it: all tiles are read side by side, and the processor fetches several streams in less
   * time than one.
   *
   * @param b right matrix
   * @return a number that depends on what was read
   */
  default float fetch(Tiles b) {
    return 0;
  }

  /**
   * {@code C = A B}, or {@code C = C + A B}, for whole tiles. Continuing the sums of an earlier
   * part of the depth gives the bits of one product over the whole depth.
   *
   * @param a left matrix
   * @param b right matrix
   * @param depth length of each sum
   * @param c receives {@code a.count() * R} rows of {@code b.count() * C} columns
   * @param add whether the sums start from what {@code c} holds, not from 0
   */
  void multiply(Tiles a, Tiles b, int depth, RowMajor c, boolean add);

  /**
   * Turns scores into unnormalised attention weights, column by column of one column tile: {@code s
   * = exp(scale (s - max s))}.
   *
   * @param s scores {@code (rows, C)}
   * @param at index of the first
   * @param rows how many
   * @param scale positive
   * @param maxima {@code C} numbers: on return the largest score of each column
   * @param sums {@code C} numbers: on return the sum of the new {@code s} of each column, in order
   *     of rows
   */
  void softmaxColumns(float[] s, int at, int rows, float scale, float[] maxima, float[] sums);

  /** The largest of {@code count} numbers, {@code count} a multiple of {@link #LANES}. */
  float max(float[] x, int at, int count);

  /**
   * The sum of {@code exp(x - shift)}; {@code count} is a multiple of {@link #LANES}.
   *
   * @param shift at least every {@code x}
   */
  float sumExp(float[] x, int at, int count, float shift);

  /** The sum of squares; any {@code count}. */
  float sumSquares(float[] x, int at, int count);

  /** {@code to = to + x}, {@code count} numbers; {@code x} and {@code to} do not overlap. */
  void add(float[] x, int at, float[] to, int toAt, int count);

  /** {@code to = x * factor * weight}, as many numbers as weights; {@code x} is not {@code to}. */
  void scale(float[] x, int at, float factor, float[] weight, float[] to, int toAt);

  /**
   * {@code to = to + sum_j weights_j x_j}, fused multiply-adds in order of rows.
   *
   * @param x {@code (rows, columns)}, the columns a multiple of 32 and the stride
   * @param rows at least 1
   * @param weights one number for each row, from {@code weightsAt} on
   * @param to receives the sums, from index 0 on
   */
  void addWeighted(RowMajor x, int rows, float[] weights, int weightsAt, float[] to);

  /** The same, every sum rounded to binary16. */
  void addWeightedInHalves(RowMajor x, int rows, float[] weights, int weightsAt, float[] to);

  /**
   * {@code x = x / by}, column by column.
   *
   * @param x {@code (rows, columns)}
   * @param at index of the first
   * @param by one number for each column
   * @param columns a multiple of {@link #columnTile()}
   */
  void divideColumns(float[] x, int at, int rows, float[] by, int columns);

  /**
   * The gate of a feed-forward layer, {@code gate = gate / (1 + exp(-gate)) * up} (SiLU).
   *
   * @param x rows of {@code C} gates and the {@code C} numbers they let pass
   * @param at index of the first
   * @param rows how many
   * @param stride distance between them
   */
  void silu(float[] x, int at, int rows, int stride);

  /**
   * The same with {@code gelu(x) = 0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)))}, computed as
   * {@code x / (1 + exp(-2 sqrt(2 / pi) (x + 0.044715 x^3)))}.
   */
  void gelu(float[] x, int at, int rows, int stride);

  /**
   * Kullback-Leibler divergence of {@code q} from {@code p}, {@code sum_i p_i (ln p_i - ln q_i)},
   * from log-probabilities.
   *
   * @param count any
   */
  double divergence(float[] logP, int pAt, float[] logQ, int qAt, int count);

  /**
   * Runs independent fused multiply-adds in registers, to measure what the processor can do.
   *
   * @param steps how often
   * @return floating-point operations done; a product and a sum are two
   */
  long multiplyAdds(int steps);

  /** The exponential of every implementation, good to two units in the last place. */
  static float exp(float x) {
    return PlainKernels.exp(x);
  }

  /** The fastest kernels this JVM can run. */
  static Kernels best() {
    return Holder.BEST;
  }

  /** The kernels without the Vector API. */
  static Kernels plain() {
    return Holder.PLAIN;
  }

  /** Whether the module the fast kernels need is in the running JVM. */
  static boolean hasVectorModule() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
  }

  /** Found once. */
  final class Holder {
    private static final Kernels PLAIN = new PlainKernels();
    private static final Kernels BEST = find();

    private Holder() {}

    private static Kernels find() {
      if (!hasVectorModule()) {
        return PLAIN;
      }
      try {
        return Class.forName("janus.inference.vector.VectorKernels")
            .asSubclass(Kernels.class)
            .getDeclaredConstructor()
            .newInstance();
      } catch (ReflectiveOperationException | LinkageError e) {
        // Another JDK's incubator may have changed; the plain kernels give the same numbers.
        return PLAIN;
      }
    }
  }
}
