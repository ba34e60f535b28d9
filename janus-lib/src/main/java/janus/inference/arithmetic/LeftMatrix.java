package janus.inference.arithmetic;

/**
 * A left matrix {@code (rows, depth)} in row tiles, see {@link Kernels}.
 *
 * @param data holds it, from index 0 on
 * @param depth elements of a row
 */
@SuppressWarnings("ArrayRecordComponent") // A view of arrays; instances are never compared.
public record LeftMatrix(float[] data, int depth) {
  /** Some of its row tiles of {@code r} rows. */
  public Tiles tiles(int first, int count, int r) {
    return new Tiles(data, first * r * depth, r * depth, count);
  }
}
