package janus.inference.llamacpp;

/**
 * Functions of single floats as the GNU C library computes them since version 2.28, which took them
 * from Arm's Optimized Routines: in FP64, by the polynomials of that source, rounded once. Their
 * results are not always the nearest float (errors up to 0.56 units in the last place), so a
 * program that wants the bits of one that calls them has to take the same polynomials. What is done
 * here with FP64's rounding errors may differ in one of some ten million results.
 */
final class GnuMath {
  private static final int PER_OCTAVE = 32;
  private static final double SHIFT = 0x1.8p52;
  private static final double PER_OCTAVE_OVER_LN2 = 0x1.71547652b82fep+0 * PER_OCTAVE;

  /** {@code 2^(r / 32)} near 0: coefficients of r^3, r^2 and r. */
  private static final double EXP_3 = 0x1.c6af84b912394p-5 / (PER_OCTAVE * PER_OCTAVE * PER_OCTAVE);

  private static final double EXP_2 = 0x1.ebfce50fac4f3p-3 / (PER_OCTAVE * PER_OCTAVE);
  private static final double EXP_1 = 0x1.62e42ff0c52d6p-1 / PER_OCTAVE;

  /** Above, exp is no float any more. */
  private static final double LN_LARGEST = 0x1.62e42ep6;

  /** Below, exp is 0. */
  private static final double LN_SMALLEST = -0x1.9fe368p6;

  /** Below, and only there, {@code sin x = x} and {@code cos x = 1}. */
  private static final float TINY = 0x1p-12f;

  private static final float QUARTER_PI = 0x1.921FB6p-1f;
  private static final double HALF_PI = 0x1.921FB54442D18p0;
  private static final double REST_OF_HALF_PI = 0x1.1A62633145C07p-54;
  private static final double TWO_OVER_PI = 0x1.45F306DC9C883p-1;

  /** From here on the product of the whole quotient and half a pi is taken exactly. */
  private static final float LARGE = 120;

  private static final double SIN_3 = -0x1.555545995a603p-3;
  private static final double SIN_5 = 0x1.1107605230bc4p-7;
  private static final double SIN_7 = -0x1.994eb3774cf24p-13;
  private static final double COS_2 = -0x1.ffffffd0c621cp-2;
  private static final double COS_4 = 0x1.55553e1068f19p-5;
  private static final double COS_6 = -0x1.6c087e89a359dp-10;
  private static final double COS_8 = 0x1.99343027bf8c3p-16;

  /** Bits of {@code 2^(i / 32)}, less what the sum with {@code i} in place brings. */
  private static final long[] POWERS = powers();

  private GnuMath() {}

  private static long[] powers() {
    var bits = new long[PER_OCTAVE];
    for (int i = 0; i < PER_OCTAVE; i++) {
      double power = StrictMath.pow(2, (double) i / PER_OCTAVE);
      bits[i] = Double.doubleToRawLongBits(power) - ((long) i << 52) / PER_OCTAVE;
    }
    return bits;
  }

  /** {@code expf}. */
  static float exp(float x) {
    if (!(x <= LN_LARGEST)) {
      return Float.isNaN(x) ? x : Float.POSITIVE_INFINITY;
    }
    if (x < LN_SMALLEST) {
      return 0;
    }
    double steps = PER_OCTAVE_OVER_LN2 * x;
    double shifted = steps + SHIFT;
    long k = Double.doubleToRawLongBits(shifted);
    double r = steps - (shifted - SHIFT);
    long power = POWERS[(int) k & (PER_OCTAVE - 1)] + k * ((1L << 52) / PER_OCTAVE);
    double high = Math.fma(EXP_3, r, EXP_2);
    double low = Math.fma(EXP_1, r, 1);
    return (float) (Math.fma(high, r * r, low) * Double.longBitsToDouble(power));
  }

  /** {@code sinf}, of at most some millions. */
  static float sin(float x) {
    if (Math.abs(x) < TINY) {
      return x;
    }
    int quadrant = quadrant(x);
    return turned(reduced(x, quadrant), quadrant);
  }

  /** {@code cosf}, of at most some millions. */
  static float cos(float x) {
    if (Math.abs(x) < TINY) {
      return 1;
    }
    int quadrant = quadrant(x);
    return turned(reduced(x, quadrant), quadrant + 1);
  }

  private static int quadrant(float x) {
    return Math.abs(x) < QUARTER_PI ? 0 : (int) Math.rint(x * TWO_OVER_PI);
  }

  private static double reduced(float x, int quadrant) {
    double near = Math.fma(-quadrant, HALF_PI, x);
    return Math.abs(x) < LARGE ? near : Math.fma(-quadrant, REST_OF_HALF_PI, near);
  }

  /** {@code sin(r + quadrant pi / 2)}, r at most a quarter of pi. */
  private static float turned(double r, int quadrant) {
    double square = r * r;
    double value;
    if ((quadrant & 1) == 0) {
      double cube = square * r;
      double low = Math.fma(cube, SIN_3, r);
      value = Math.fma(cube * square, Math.fma(square, SIN_7, SIN_5), low);
    } else {
      double fourth = square * square;
      double low = Math.fma(fourth, COS_4, Math.fma(square, COS_2, 1));
      value = Math.fma(fourth * square, Math.fma(square, COS_8, COS_6), low);
    }
    return (float) ((quadrant & 2) == 0 ? value : -value);
  }
}
