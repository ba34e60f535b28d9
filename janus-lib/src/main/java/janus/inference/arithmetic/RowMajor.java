package janus.inference.arithmetic;

/**
 * A row-major matrix inside an array.
 *
 * @param data holds it
 * @param at index of its first element
 * @param stride distance between rows
 */
@SuppressWarnings("ArrayRecordComponent") // A view of arrays; instances are never compared.
public record RowMajor(float[] data, int at, int stride) {
  /** Index of a row's first element. */
  public int at(int row) {
    return at + row * stride;
  }
}
