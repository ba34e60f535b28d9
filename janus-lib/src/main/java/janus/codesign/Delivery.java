package janus.codesign;

import java.util.List;

/**
 * Bytes that one memory delivers, one memory after another. What binds is what takes the most time,
 * which need not be where most bytes lie.
 *
 * @param from the memory
 * @param bytes delivered
 * @param bytesPerS its bandwidth; seconds may be cycles on both sides
 */
public record Delivery(String from, double bytes, double bytesPerS) {
  /** Time that it takes, 0 for nothing. */
  public double seconds() {
    return bytes == 0 ? 0 : bytes / bytesPerS;
  }

  /** Share of the time of all deliveries that this one takes. */
  public double share(List<Delivery> all) {
    double sum = all.stream().mapToDouble(Delivery::seconds).sum();
    return sum == 0 ? 0 : seconds() / sum;
  }
}
