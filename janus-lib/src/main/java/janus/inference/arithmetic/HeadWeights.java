package janus.inference.arithmetic;

/**
 * The columns of a layer's heads in its product of queries, keys and values, and the operations on
 * each head.
 *
 * @param columns columns of the product
 * @param firstColumn first column of queries, of keys and of values
 * @param bias biases of queries, keys and values; null where there is none
 * @param queryNorm weights of each query head's normalisation, or null
 * @param keyNorm weights of each key head's normalisation, or null
 */
@SuppressWarnings("ArrayRecordComponent") // A view of arrays; instances are never compared.
public record HeadWeights(
    int columns, int[] firstColumn, float[][] bias, float[] queryNorm, float[] keyNorm) {
  /** Index of queries in {@code firstColumn} and {@code bias}. */
  public static final int QUERY = 0;

  /** Index of keys. */
  public static final int KEY = 1;

  /** Index of values. */
  public static final int VALUE = 2;

  /** Index of a head of a token in the product. */
  public int at(int part, int head, int token, int headDim) {
    return token * columns + firstColumn[part] + head * headDim;
  }

  /** Adds a head's bias, if there is one, to {@code x[at]} and on. */
  public void addBias(int part, int head, float[] x, int at, int headDim) {
    float[] added = bias[part];
    for (int i = 0; added != null && i < headDim; i++) {
      x[at + i] += added[head * headDim + i];
    }
  }
}
