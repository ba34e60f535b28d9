package janus.inference.llamacpp;

/**
 * The order in which a vector processor of 16 lanes adds a long sum: element {@code k} goes to the
 * partial sum {@code k mod lanes}, and partial sums are added in pairs half their number apart,
 * until one is left; elements behind the last whole round follow one by one. So llama.cpp adds on
 * AVX-512: with 16 partial sums where the length is a multiple of 16, else with 64.
 *
 * <p>Matrices are kept with their elements in the order {@link #place} says, so that each partial
 * sum is a product of neighbouring elements.
 *
 * @param length elements of the sum
 * @param lanes partial sums
 * @param perLane elements of each
 */
record LaneOrder(int length, int lanes, int perLane) {
  private static final int VECTOR = 16;
  private static final int FOUR_VECTORS = 64;

  static LaneOrder of(int length) {
    int lanes = length % VECTOR == 0 ? VECTOR : FOUR_VECTORS;
    return new LaneOrder(length, lanes, length / lanes);
  }

  /** Elements that follow one by one. */
  int rest() {
    return length - lanes * perLane;
  }

  /** Index at which element {@code k} is kept. */
  int place(int k) {
    return k < lanes * perLane ? k % lanes * perLane + k / lanes : k;
  }
}
