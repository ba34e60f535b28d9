package janus.inference.arithmetic;

/**
 * Neighbouring tiles of a left or right matrix, see {@link Kernels}.
 *
 * @param data holds them
 * @param at index of the first tile's first element
 * @param stride distance between tiles
 * @param count number of tiles
 */
@SuppressWarnings("ArrayRecordComponent") // A view of arrays; instances are never compared.
public record Tiles(float[] data, int at, int stride, int count) {
  /** Index of a tile's first element. */
  public int at(int tile) {
    return at + tile * stride;
  }
}
