package janus.kvcache;

/**
 * The work of hardware to use a stored cache, beside the multiply-accumulate of every element that
 * attention needs anyway. A factor shared by a group is applied once to the group's partial sum (or
 * to the query, or to the attention weight), so a scale over {@code G} elements costs {@code 1/G}
 * multiplications an element. An orthogonal rotation is applied to the query (and undone on the
 * attention output), not to the stored vectors, so it costs nothing per stored element.
 *
 * @param addsPerElement additions for each stored element read
 * @param multipliesPerElement multiplications for each stored element read
 * @param lookupsPerElement table look-ups for each stored element read
 * @param tableBits size of the tables looked up
 * @param addsPerQueryChannel additions for each channel of a query head (keys) or of an attention
 *     output (values), once a step however long the context
 * @param multipliesPerQueryChannel multiplications likewise
 */
public record ReadWork(
    double addsPerElement,
    double multipliesPerElement,
    double lookupsPerElement,
    long tableBits,
    double addsPerQueryChannel,
    double multipliesPerQueryChannel) {
  /** Nothing: the stored element goes straight into the multiplier. */
  public static final ReadWork NONE = new ReadWork(0, 0, 0, 0, 0, 0);

  public ReadWork {
    if (!(addsPerElement >= 0
        && multipliesPerElement >= 0
        && lookupsPerElement >= 0
        && tableBits >= 0
        && addsPerQueryChannel >= 0
        && multipliesPerQueryChannel >= 0)) {
      throw new IllegalArgumentException("read work must be at least 0");
    }
  }

  /** A factor for each group of elements. */
  static ReadWork scale(double groupSize) {
    return new ReadWork(0, 1 / groupSize, 0, 0, 0, 0);
  }

  /** A factor and an offset for each group: two products and two sums a group. */
  static ReadWork scaleAndOffset(double groupSize) {
    return new ReadWork(2 / groupSize, 2 / groupSize, 0, 0, 0, 0);
  }

  /** One look-up an element. */
  static ReadWork lookup(long tableBits) {
    return new ReadWork(0, 0, 1, tableBits, 0, 0);
  }

  /** Both, one after the other. */
  public ReadWork plus(ReadWork other) {
    return new ReadWork(
        addsPerElement + other.addsPerElement,
        multipliesPerElement + other.multipliesPerElement,
        lookupsPerElement + other.lookupsPerElement,
        tableBits + other.tableBits,
        addsPerQueryChannel + other.addsPerQueryChannel,
        multipliesPerQueryChannel + other.multipliesPerQueryChannel);
  }
}
