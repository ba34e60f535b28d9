package janus.thermal;

/**
 * The orthonormal discrete cosine transform (DCT-II) of any length and its inverse,
 *
 * <pre>
 *   X(k) = s(k) sum over i of x(i) cos(pi (2 i + 1) k / (2 n)),   s(0)^2 = 1/n, else s^2 = 2/n
 * </pre>
 *
 * whose basis are the eigenvectors of conduction along a row of equal cells with insulated ends.
 * Even lengths are halved after B. G. Lee, "A new algorithm to compute the discrete cosine
 * transform", IEEE Trans. ASSP 32(6), 1984; what odd length remains is summed directly.
 *
 * <p>It works on the first index of a matrix of shape (n, width), all columns at once. Not
 * thread-safe: it owns its work space.
 */
final class CosineTransform {
  private final int n;
  private final CosineTransform half;

  /** Even n: 1 / (2 cos(pi (2 i + 1) / (2 n))) for the first half. */
  private final double[] secants;

  /** Odd n: cos(pi (2 i + 1) k / (2 n)), (k, i). */
  private final double[][] cosines;

  private double[] work = new double[0];

  CosineTransform(int n) {
    this.n = n;
    if (n % 2 == 0) {
      half = new CosineTransform(n / 2);
      cosines = null;
      secants = new double[n / 2];
      for (int i = 0; i < n / 2; i++) {
        secants[i] = 0.5 / cosine(2 * i + 1, n);
      }
    } else {
      half = null;
      secants = null;
      cosines = new double[n][n];
      for (int k = 0; k < n; k++) {
        for (int i = 0; i < n; i++) {
          cosines[k][i] = cosine((int) ((2L * i + 1) * k % (4L * n)), n);
        }
      }
    }
  }

  /** cos(pi m / (2 n)). */
  static double cosine(int m, int n) {
    return StrictMath.cos(Math.PI * m / (2.0 * n));
  }

  /** Transforms the columns of {@code data}, (n, width), in place. */
  void forward(double[] data, int width) {
    sums(data, 0, width);
    scale(data, width);
  }

  /** Undoes {@link #forward}. */
  void inverse(double[] data, int width) {
    scale(data, width);
    waves(data, 0, width);
  }

  private void scale(double[] data, int width) {
    double first = Math.sqrt(1.0 / n);
    double other = Math.sqrt(2.0 / n);
    for (int i = 0; i < n * width; i++) {
      data[i] *= i < width ? first : other;
    }
  }

  private double[] space(int size) {
    if (work.length < size) {
      work = new double[size];
    }
    return work;
  }

  /** X(k) = sum over i of x(i) cos(...), from the given offset. */
  private void sums(double[] data, int offset, int width) {
    if (n == 1) {
      return;
    }
    double[] w = space(n * width);
    if (half == null) {
      dense(data, offset, width, w, false);
      return;
    }
    int middle = n / 2 * width;
    for (int i = 0; i < n / 2; i++) {
      int a = offset + i * width;
      int b = offset + (n - 1 - i) * width;
      int even = i * width;
      int odd = middle + i * width;
      double secant = secants[i];
      for (int c = 0; c < width; c++) {
        w[even + c] = data[a + c] + data[b + c];
        w[odd + c] = (data[a + c] - data[b + c]) * secant;
      }
    }
    half.sums(w, 0, width);
    half.sums(w, middle, width);
    for (int k = 0; k < n / 2; k++) {
      int even = k * width;
      int odd = middle + k * width;
      int to = offset + 2 * k * width;
      boolean last = k == n / 2 - 1;
      for (int c = 0; c < width; c++) {
        data[to + c] = w[even + c];
        data[to + width + c] = last ? w[odd + c] : w[odd + c] + w[odd + width + c];
      }
    }
  }

  /** x(i) = sum over k of X(k) cos(...), from the given offset. */
  private void waves(double[] data, int offset, int width) {
    if (n == 1) {
      return;
    }
    double[] w = space(n * width);
    if (half == null) {
      dense(data, offset, width, w, true);
      return;
    }
    int middle = n / 2 * width;
    for (int k = 0; k < n / 2; k++) {
      int even = k * width;
      int odd = middle + k * width;
      int from = offset + 2 * k * width;
      for (int c = 0; c < width; c++) {
        w[even + c] = data[from + c];
        w[odd + c] =
            k == 0 ? data[from + width + c] : data[from + width + c] + data[from - width + c];
      }
    }
    half.waves(w, 0, width);
    half.waves(w, middle, width);
    for (int i = 0; i < n / 2; i++) {
      int a = offset + i * width;
      int b = offset + (n - 1 - i) * width;
      int even = i * width;
      int odd = middle + i * width;
      double secant = secants[i];
      for (int c = 0; c < width; c++) {
        double v = w[odd + c] * secant;
        data[a + c] = w[even + c] + v;
        data[b + c] = w[even + c] - v;
      }
    }
  }

  private void dense(double[] data, int offset, int width, double[] w, boolean inverse) {
    java.util.Arrays.fill(w, 0, n * width, 0.0);
    for (int k = 0; k < n; k++) {
      for (int i = 0; i < n; i++) {
        double cosine = cosines[k][i];
        int to = (inverse ? i : k) * width;
        int from = offset + (inverse ? k : i) * width;
        for (int c = 0; c < width; c++) {
          w[to + c] += cosine * data[from + c];
        }
      }
    }
    System.arraycopy(w, 0, data, offset, n * width);
  }
}
