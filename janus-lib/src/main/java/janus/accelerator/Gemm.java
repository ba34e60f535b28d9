package janus.accelerator;

import janus.provenance.BadInputException;
import janus.units.Bounds;

/**
 * A matrix product C = A B with A of shape (m, k), B of shape (k, n) and C of shape (m, n). With m
 * or n of 1 it is a matrix-vector product.
 *
 * @param m rows of A and C: tokens, when A holds activations
 * @param n columns of B and C: output channels
 * @param k columns of A, rows of B: input channels
 */
public record Gemm(long m, long n, long k) {
  public Gemm {
    Bounds.within("m", 1, Integer.MAX_VALUE, m);
    Bounds.within("n", 1, Integer.MAX_VALUE, n);
    Bounds.within("k", 1, Integer.MAX_VALUE, k);
  }

  /**
   * Reads {@code M,N,K}, as in {@code 128,128,128}.
   *
   * @throws BadInputException if the text is not three whole numbers of at least 1
   */
  public static Gemm parse(String text) {
    String[] parts = text.split(",", -1);
    if (parts.length == 3) {
      try {
        return new Gemm(
            Long.parseLong(parts[0].strip()),
            Long.parseLong(parts[1].strip()),
            Long.parseLong(parts[2].strip()));
      } catch (NumberFormatException e) {
        throw malformed(text, e);
      } catch (IllegalArgumentException e) {
        throw new BadInputException("gemm '" + text + "': " + e.getMessage(), e);
      }
    }
    throw malformed(text, null);
  }

  private static BadInputException malformed(String text, Throwable cause) {
    return new BadInputException(
        "gemm '" + text + "': expected M,N,K, three whole numbers of at least 1", cause);
  }

  /** Multiply-accumulates: m n k. */
  public long macs() {
    try {
      return Math.multiplyExact(Math.multiplyExact(m, n), k);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("gemm is too large to count: " + this, e);
    }
  }

  /** Elements of B. */
  public long weightElements() {
    return k * n;
  }

  /** {@code M,N,K}, as {@link #parse} reads it. */
  @Override
  public String toString() {
    return m + "," + n + "," + k;
  }
}
