package janus.thermal;

import java.util.Arrays;

/**
 * The orthonormal discrete cosine transform (DCT-II) of any length, and its inverse:
 *
 * <pre>
 *   X(k) = s(k) sum over i of x(i) cos(pi (2 i + 1) k / (2 n)),   s(0)^2 = 1/n, else s^2 = 2/n
 * </pre>
 *
 * Its basis vectors are the eigenvectors of conduction along a row of equal cells with insulated
 * ends. An even length is halved (B. G. Lee, "A new algorithm to compute the discrete cosine
 * transform", IEEE Trans. ASSP 32(6), 1984); an odd length is summed directly.
 *
 * <p>The transform runs over the first index of a matrix of shape (n, width), all columns at once.
 * Not thread-safe: it owns its work space.
 */
final class CosineTransform {
  private final int n;

  /** The transform of half the length; null if n is odd. */
  private final CosineTransform half;

  /** Even n: 1 / (2 cos(pi (2 i + 1) / (2 n))) for the first half. */
  private final double[] secants;

  /** Odd n: cos(pi (2 i + 1) k / (2 n)), (k, i). */
  private final double[][] cosines;

  private double[] work = new double[0];

  CosineTransform(int n) {
    this.n = n;
    boolean even = n % 2 == 0;
    half = even ? new CosineTransform(n / 2) : null;
    secants = even ? secants(n) : null;
    cosines = even ? null : cosines(n);
  }

  private static double[] secants(int n) {
    double[] secants = new double[n / 2];
    for (int i = 0; i < n / 2; i++) {
      secants[i] = 0.5 / cosine(2 * i + 1, n);
    }
    return secants;
  }

  private static double[][] cosines(int n) {
    double[][] cosines = new double[n][n];
    for (int k = 0; k < n; k++) {
      for (int i = 0; i < n; i++) {
        cosines[k][i] = cosine((int) ((2L * i + 1) * k % (4L * n)), n);
      }
    }
    return cosines;
  }

  /** cos(pi m / (2 n)). */
  static double cosine(int m, int n) {
    return StrictMath.cos(Math.PI * m / (2.0 * n));
  }

  /** Transforms the columns of {@code data}, (n, width), in place. */
  void forward(double[] data, int width) {
    transform(data, 0, width, false);
    scale(data, width);
  }

  /** The inverse of {@link #forward}. */
  void inverse(double[] data, int width) {
    scale(data, width);
    transform(data, 0, width, true);
  }

  private void scale(double[] data, int width) {
    double first = Math.sqrt(1.0 / n);
    double other = Math.sqrt(2.0 / n);
    for (int i = 0; i < n * width; i++) {
      data[i] *= i < width ? first : other;
    }
  }

  private void reserve(int size) {
    if (work.length < size) {
      work = new double[size];
    }
  }

  /**
   * X(k) = sum over i of x(i) cos(...), or x(i) = sum over k of X(k) cos(...) for the inverse, from
   * an offset on.
   */
  private void transform(double[] data, int offset, int width, boolean inverse) {
    if (n == 1) {
      return;
    }
    reserve(n * width);
    if (half == null) {
      dense(data, offset, width, inverse);
    } else if (inverse) {
      separate(data, offset, width);
      transformHalves(width, true);
      unfoldEnds(data, offset, width);
    } else {
      foldEnds(data, offset, width);
      transformHalves(width, false);
      interleave(data, offset, width);
    }
  }

  private void transformHalves(int width, boolean inverse) {
    half.transform(work, 0, width, inverse);
    half.transform(work, n / 2 * width, width, inverse);
  }

  /** Sums and differences of elements equally far from the two ends, into the work space. */
  private void foldEnds(double[] data, int offset, int width) {
    for (int i = 0; i < n / 2; i++) {
      int a = offset + i * width;
      int b = offset + (n - 1 - i) * width;
      int even = i * width;
      int odd = (n / 2 + i) * width;
      for (int c = 0; c < width; c++) {
        work[even + c] = data[a + c] + data[b + c];
        work[odd + c] = (data[a + c] - data[b + c]) * secants[i];
      }
    }
  }

  private void unfoldEnds(double[] data, int offset, int width) {
    for (int i = 0; i < n / 2; i++) {
      int a = offset + i * width;
      int b = offset + (n - 1 - i) * width;
      int even = i * width;
      int odd = (n / 2 + i) * width;
      for (int c = 0; c < width; c++) {
        double v = work[odd + c] * secants[i];
        data[a + c] = work[even + c] + v;
        data[b + c] = work[even + c] - v;
      }
    }
  }

  /** Even coefficients, and odd ones as sums of neighbours, from the work space. */
  private void interleave(double[] data, int offset, int width) {
    for (int k = 0; k < n / 2; k++) {
      int even = k * width;
      int odd = (n / 2 + k) * width;
      int to = offset + 2 * k * width;
      boolean last = k == n / 2 - 1;
      for (int c = 0; c < width; c++) {
        data[to + c] = work[even + c];
        data[to + width + c] = last ? work[odd + c] : work[odd + c] + work[odd + width + c];
      }
    }
  }

  private void separate(double[] data, int offset, int width) {
    for (int k = 0; k < n / 2; k++) {
      int from = offset + 2 * k * width;
      int odd = (n / 2 + k) * width;
      System.arraycopy(data, from, work, k * width, width);
      for (int c = 0; c < width; c++) {
        double own = data[from + width + c];
        work[odd + c] = k == 0 ? own : own + data[from - width + c];
      }
    }
  }

  private void dense(double[] data, int offset, int width, boolean inverse) {
    Arrays.fill(work, 0, n * width, 0.0);
    for (int k = 0; k < n; k++) {
      for (int i = 0; i < n; i++) {
        double cosine = cosines[k][i];
        int to = (inverse ? i : k) * width;
        int from = offset + (inverse ? k : i) * width;
        for (int c = 0; c < width; c++) {
          work[to + c] += cosine * data[from + c];
        }
      }
    }
    System.arraycopy(work, 0, data, offset, n * width);
  }
}
