package janus.inference.arithmetic;

/**
 * The order in which a sequence's sums are added, outside attention. A decoder chooses one for each
 * sequence, and computes every row of the sequence with it. Implementations have no state; several
 * threads call them for different rows.
 */
public interface Arithmetic {
  /**
   * RMS normalisation of a row, {@code to = x / sqrt(mean(x^2) + epsilon) * weight}.
   *
   * @param weight as many numbers as the row has
   * @param to is not {@code x}
   */
  void normalise(float[] x, int at, float[] weight, float[] to, int toAt);

  /**
   * {@code to = to + normalise(x)} of a row.
   *
   * @param x undefined on return
   * @param at index of the row in {@code x} and in {@code to}
   */
  void addNormalised(float[] x, int at, float[] weight, float[] to);

  /** {@code gate = f(gate) * number}, {@code f} the model's SiLU or GELU. */
  void gate(GateTile tile);

  /**
   * Writes some columns of a row tile of a left matrix, in the order {@link #multiply} reads.
   *
   * @param x the tile's rows, as many as a row tile has
   * @param columns number of columns
   * @param to receives them
   * @param tile row tile
   * @param firstColumn their place in the row
   */
  void write(RowMajor x, int columns, LeftMatrix to, int tile, int firstColumn);

  /**
   * Brings tiles of weights into the order {@link #multiply} reads, once for all products of a
   * thread with them.
   *
   * @param weights right matrix in the order of {@link Kernels}
   * @param depth rows of the right matrix
   * @param scratch keeps the arranged tiles
   */
  default void arrange(Tiles weights, int depth, Scratch scratch) {}

  /** The result of the last call of {@link #arrange} with these weights. */
  default Tiles arranged(Tiles weights, Scratch scratch) {
    return weights;
  }

  /**
   * {@code C = A B}.
   *
   * @param a left matrix, written by {@link #write}
   * @param b right matrix, from {@link #arranged}
   * @param depth length of each sum
   * @param c receives the product
   */
  void multiply(Tiles a, Tiles b, int depth, RowMajor c, Scratch scratch);
}
