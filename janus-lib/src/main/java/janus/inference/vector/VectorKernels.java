package janus.inference.vector;

import janus.inference.arithmetic.Kernels;
import janus.inference.arithmetic.RowMajor;
import janus.inference.arithmetic.Tiles;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The kernels on vectors of the width the processor prefers: 512 bits with AVX-512, 256 with AVX2,
 * 128 elsewhere. Products go tile by tile, see {@link TileOf5} and {@link TileOf13}.
 */
public final class VectorKernels implements Kernels {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();
  private static final int C = TileOf5.COLUMNS;

  /** Columns of weights that are multiplied together, if their cache has room. */
  private static final int WEIGHT_COLUMNS = 128;

  /** Floats that should stay in the second-level cache while all rows pass. */
  private static final int CACHED_FLOATS = 1 << 18;

  /** Vectors of 512 bits come with 32 registers. */
  private static final boolean WIDE = L == 16;

  private static final int CACHE_LINE_FLOATS = 16;

  /** Chains of multiply-adds that measure the processor's peak. */
  private static final int CHAINS = 10;

  /** Steps of these chains in one call. */
  private static final int STEPS_AT_ONCE = 4096;

  private static final float LOG2_E = 1.442695f;
  private static final float LN2_HIGH = 0.6933594f;
  private static final float LN2_LOW = -0.00021219444f;
  private static final float TO_INTEGER = 0x1.8p23f;
  private static final int BITS_OF_88 = 0x42b00000;

  /** Bits of floats: 2^-14 and infinity. */
  private static final int SMALLEST_NORMAL_HALF = 0x38800000;

  private static final int INFINITE = 0x7f800000;

  /** Called by name. */
  public VectorKernels() {
    if (L != 4 && L != 8 && L != 16) {
      throw new UnsupportedOperationException("vectors of " + L + " floats");
    }
  }

  @Override
  public String name() {
    return "vector-" + S.vectorBitSize();
  }

  @Override
  public int rowTile() {
    return WIDE ? TileOf13.ROWS : TileOf5.ROWS;
  }

  @Override
  public int columnTile() {
    return C;
  }

  @Override
  public int manyColumns() {
    return C;
  }

  @Override
  public int rowTilesAtOnce() {
    return 96 / rowTile();
  }

  @Override
  public int columnTilesAtOnce(int depth) {
    return Math.max(2, Math.min(WEIGHT_COLUMNS / C, CACHED_FLOATS / (depth * C) / 2 * 2));
  }

  @Override
  public float fetch(Tiles b) {
    float sum = 0;
    for (int i = 0; i < b.stride(); i += CACHE_LINE_FLOATS) {
      for (int tile = 0; tile < b.count(); tile++) {
        sum += b.data()[b.at(tile) + i];
      }
    }
    return sum;
  }

  @Override
  public void multiply(Tiles a, Tiles b, int depth, RowMajor c, boolean add) {
    int rows = rowTile();
    for (int row = 0; row < a.count(); row++) {
      for (int i = row * rows; !add && i < (row + 1) * rows; i++) {
        Arrays.fill(c.data(), c.at(i), c.at(i) + b.count() * C, 0);
      }
      for (int tile = 0; tile < b.count(); tile++) {
        var sums = new RowMajor(c.data(), c.at(row * rows) + tile * C, c.stride());
        if (WIDE) {
          TileOf13.multiply(a, row, b, tile, depth, sums, C);
        } else {
          TileOf5.multiply(a, row, b, tile, depth, sums, C);
        }
      }
    }
  }

  /**
   * {@code exp(-y)}, y at least -88. {@code max} and {@code min} of floats take care of zeros'
   * signs and of what is not a number, in several instructions: here and below the bits are
   * compared, as integers, in one.
   */
  private static FloatVector expOfMinus(FloatVector y) {
    FloatVector clamped = min88(y);
    FloatVector shifted = clamped.fma(vector(-LOG2_E), vector(TO_INTEGER));
    FloatVector n = shifted.sub(TO_INTEGER);
    // -r, and polynomials of either sign by turns, for the bits that r gives.
    FloatVector m = n.fma(vector(LN2_HIGH), clamped);
    m = n.fma(vector(LN2_LOW), m);
    FloatVector p = vector(0.00019875691f).fma(m, vector(-0.0013981999f));
    p = p.fma(m, vector(0.008333452f));
    p = p.fma(m, vector(-0.041665796f));
    p = p.fma(m, vector(0.16666666f));
    p = p.fma(m, vector(-0.5f));
    FloatVector mantissa = vector(1f).sub(p.fma(m.mul(m), m));
    IntVector power =
        shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).add(0x3f800000);
    return mantissa.mul(power.reinterpretAsFloats());
  }

  /** The smaller of x and 88: bits of floats from 0 on are in order, those below 0 negative. */
  private static FloatVector min88(FloatVector x) {
    return x.reinterpretAsInts().lanewise(VectorOperators.MIN, BITS_OF_88).reinterpretAsFloats();
  }

  /** {@code exp(-y)} for any y. */
  private static FloatVector expOfMinusAny(FloatVector y) {
    return expOfMinus(min88(y.neg()).neg());
  }

  /** Integers in the order of floats; does the reverse, too. */
  private static IntVector inOrder(IntVector bits) {
    IntVector flip = bits.lanewise(VectorOperators.ASHR, 31).lanewise(VectorOperators.LSHR, 1);
    return bits.lanewise(VectorOperators.XOR, flip);
  }

  private static IntVector loadInOrder(float[] x, int at) {
    return inOrder(load(x, at).reinterpretAsInts());
  }

  private static FloatVector vector(float x) {
    return FloatVector.broadcast(S, x);
  }

  private static FloatVector load(float[] x, int at) {
    return FloatVector.fromArray(S, x, at);
  }

  @Override
  public void softmaxColumns(
      float[] s, int at, int rows, float scale, float[] maxima, float[] sums) {
    softmaxVector(s, at, rows, scale, maxima, sums, 0);
    softmaxVector(s, at, rows, scale, maxima, sums, L);
  }

  /**
   * One vector of columns of {@link #softmaxColumns}, from column {@code first} on. A method that
   * calls {@code exp} twice is more than the compiler inlines; it then allocates every vector.
   */
  private static void softmaxVector(
      float[] s, int at, int rows, float scale, float[] maxima, float[] sums, int first) {
    IntVector largest = loadInOrder(s, at + first);
    for (int i = 1; i < rows; i++) {
      largest = largest.max(loadInOrder(s, at + first + i * C));
    }
    FloatVector max = inOrder(largest).reinterpretAsFloats();
    FloatVector factor = vector(scale);
    // 0, but not a number where one of the column is none: the exponential takes some for 88.
    FloatVector sum = max.sub(max);
    for (int i = 0; i < rows; i++) {
      FloatVector e = expOfMinus(factor.mul(max.sub(load(s, at + first + i * C))));
      sum = sum.add(e);
      e.intoArray(s, at + first + i * C);
    }
    max.intoArray(maxima, first);
    sum.intoArray(sums, first);
  }

  @Override
  public float max(float[] x, int at, int count) {
    IntVector largest = loadInOrder(x, at);
    for (int i = L; i < count; i += L) {
      largest = largest.max(loadInOrder(x, at + i));
    }
    int max = largest.reduceLanes(VectorOperators.MAX);
    return Float.intBitsToFloat(max ^ max >> 31 >>> 1);
  }

  @Override
  public float sumExp(float[] x, int at, int count, float shift) {
    var lanes = new float[LANES];
    for (int first = 0; first < LANES; first += L) {
      sumExpVector(x, at + first, count, shift, lanes, first);
    }
    return inOrder(lanes);
  }

  /** {@code L} of the partial sums of {@link #sumExp}. */
  private static void sumExpVector(
      float[] x, int at, int count, float shift, float[] lanes, int first) {
    FloatVector sum = FloatVector.zero(S);
    FloatVector from = vector(shift);
    for (int i = 0; i < count; i += LANES) {
      sum = sum.add(expOfMinus(from.sub(load(x, at + i))));
    }
    sum.intoArray(lanes, first);
  }

  @Override
  public float sumSquares(float[] x, int at, int count) {
    FloatVector zero = FloatVector.zero(S);
    FloatVector s0 = zero;
    FloatVector s1 = zero;
    FloatVector s2 = zero;
    FloatVector s3 = zero;
    int whole = count / LANES * LANES;
    for (int i = 0; i < whole; i += LANES) {
      FloatVector x0 = load(x, at + i);
      s0 = x0.fma(x0, s0);
      if (L <= 8) {
        FloatVector x1 = load(x, at + i + L);
        s1 = x1.fma(x1, s1);
      }
      if (L == 4) {
        FloatVector x2 = load(x, at + i + 2 * L);
        FloatVector x3 = load(x, at + i + 3 * L);
        s2 = x2.fma(x2, s2);
        s3 = x3.fma(x3, s3);
      }
    }
    float[] lanes = lanes(s0, s1, s2, s3);
    for (int i = whole; i < count; i++) {
      lanes[i - whole] = Math.fma(x[at + i], x[at + i], lanes[i - whole]);
    }
    return inOrder(lanes);
  }

  private static float[] lanes(FloatVector s0, FloatVector s1, FloatVector s2, FloatVector s3) {
    var lanes = new float[LANES];
    s0.intoArray(lanes, 0);
    if (L <= 8) {
      s1.intoArray(lanes, L);
    }
    if (L == 4) {
      s2.intoArray(lanes, 2 * L);
      s3.intoArray(lanes, 3 * L);
    }
    return lanes;
  }

  private static float inOrder(float[] lanes) {
    float sum = 0;
    for (float lane : lanes) {
      sum += lane;
    }
    return sum;
  }

  @Override
  public void add(float[] x, int at, float[] to, int toAt, int count) {
    int whole = count / L * L;
    for (int i = 0; i < whole; i += L) {
      load(to, toAt + i).add(load(x, at + i)).intoArray(to, toAt + i);
    }
    for (int i = whole; i < count; i++) {
      to[toAt + i] += x[at + i];
    }
  }

  @Override
  public void scale(float[] x, int at, float factor, float[] weight, float[] to, int toAt) {
    int whole = weight.length / L * L;
    FloatVector by = vector(factor);
    for (int i = 0; i < whole; i += L) {
      load(x, at + i).mul(by).mul(load(weight, i)).intoArray(to, toAt + i);
    }
    for (int i = whole; i < weight.length; i++) {
      to[toAt + i] = x[at + i] * factor * weight[i];
    }
  }

  @Override
  public void addWeighted(RowMajor x, int rows, float[] weights, int weightsAt, float[] to) {
    for (int column = 0; column < x.stride(); column += C) {
      FloatVector sum = load(to, column);
      FloatVector next = load(to, column + L);
      for (int j = 0; j < rows; j++) {
        FloatVector weight = vector(weights[weightsAt + j]);
        int from = x.at(j) + column;
        sum = load(x.data(), from).fma(weight, sum);
        next = load(x.data(), from + L).fma(weight, next);
      }
      sum.intoArray(to, column);
      next.intoArray(to, column + L);
    }
  }

  @Override
  public void addWeightedInHalves(
      RowMajor x, int rows, float[] weights, int weightsAt, float[] to) {
    for (int column = 0; column < x.stride(); column += L) {
      FloatVector sum = load(to, column);
      for (int j = 0; j < rows; j++) {
        FloatVector weight = vector(weights[weightsAt + j]);
        sum = toHalf(load(x.data(), x.at(j) + column).fma(weight, sum));
      }
      sum.intoArray(to, column);
    }
  }

  /**
   * The nearest binary16, of two equally near the even one, 0 without its sign: a sum with 1.5
   * times 2^13 times the power of two in {@code x} has the last digit that is wanted.
   */
  private static FloatVector toHalf(FloatVector x) {
    IntVector power = x.reinterpretAsInts().lanewise(VectorOperators.AND, INFINITE);
    FloatVector large =
        power.lanewise(VectorOperators.MAX, SMALLEST_NORMAL_HALF).reinterpretAsFloats().mul(12288f);
    return x.add(large).sub(large).mul(0x1p112f).mul(0x1p-112f);
  }

  @Override
  public void divideColumns(float[] x, int at, int rows, float[] by, int columns) {
    for (int column = 0; column < columns; column += L) {
      FloatVector divisor = load(by, column);
      for (int i = at + column; i < at + column + rows * columns; i += columns) {
        load(x, i).div(divisor).intoArray(x, i);
      }
    }
  }

  @Override
  public void silu(float[] x, int at, int rows, int stride) {
    for (int i = 0; i < 2 * rows; i++) {
      int from = at + i / 2 * stride + i % 2 * L;
      FloatVector gate = load(x, from);
      FloatVector below = expOfMinusAny(gate).add(1f);
      gate.div(below).mul(load(x, from + C)).intoArray(x, from);
    }
  }

  @Override
  public void gelu(float[] x, int at, int rows, int stride) {
    for (int i = 0; i < 2 * rows; i++) {
      int from = at + i / 2 * stride + i % 2 * L;
      FloatVector gate = load(x, from);
      FloatVector inner = gate.mul(gate).mul(gate).fma(vector(0.044715f), gate);
      FloatVector below = expOfMinusAny(inner.mul(1.5957692f)).add(1f);
      gate.div(below).mul(load(x, from + C)).intoArray(x, from);
    }
  }

  @Override
  public double divergence(float[] logP, int pAt, float[] logQ, int qAt, int count) {
    var products = new float[LANES];
    var lanes = new double[LANES];
    int whole = count / LANES * LANES;
    for (int i = 0; i < whole; i += LANES) {
      products(logP, pAt + i, logQ, qAt + i, products);
      for (int lane = 0; lane < LANES; lane++) {
        lanes[lane] += products[lane];
      }
    }
    if (whole < count) {
      var restP = new float[LANES];
      var restQ = new float[LANES];
      System.arraycopy(logP, pAt + whole, restP, 0, count - whole);
      System.arraycopy(logQ, qAt + whole, restQ, 0, count - whole);
      products(restP, 0, restQ, 0, products);
      for (int lane = 0; lane < count - whole; lane++) {
        lanes[lane] += products[lane];
      }
    }
    double sum = 0;
    for (double lane : lanes) {
      sum += lane;
    }
    return sum;
  }

  /** {@code p (ln p - ln q)} of {@code LANES} tokens. */
  private static void products(float[] logP, int pAt, float[] logQ, int qAt, float[] to) {
    for (int part = 0; part < LANES; part += L) {
      FloatVector p = load(logP, pAt + part);
      expOfMinus(p.neg()).mul(p.sub(load(logQ, qAt + part))).intoArray(to, part);
    }
  }

  @Override
  public long multiplyAdds(int steps) {
    var sums = new float[L];
    for (int i = 0; i < steps; i += STEPS_AT_ONCE) {
      multiplyAdds(Math.min(STEPS_AT_ONCE, steps - i), sums);
    }
    // Never negative; looking at a sum keeps the work from being optimised away.
    return 2L * CHAINS * L * steps + (sums[0] < 0 ? 1 : 0);
  }

  /**
   * Ten independent chains, more than latency times units of any processor. A method of its own is
   * compiled as a whole, not from the middle of its first call.
   */
  private static void multiplyAdds(int steps, float[] sums) {
    FloatVector x = vector(0.999f);
    FloatVector y = vector(1e-9f);
    FloatVector c0 = load(sums, 0);
    FloatVector c1 = load(sums, 0);
    FloatVector c2 = load(sums, 0);
    FloatVector c3 = load(sums, 0);
    FloatVector c4 = load(sums, 0);
    FloatVector c5 = load(sums, 0);
    FloatVector c6 = load(sums, 0);
    FloatVector c7 = load(sums, 0);
    FloatVector c8 = load(sums, 0);
    FloatVector c9 = load(sums, 0);
    for (int i = 0; i < steps; i++) {
      c0 = c0.fma(x, y);
      c1 = c1.fma(x, y);
      c2 = c2.fma(x, y);
      c3 = c3.fma(x, y);
      c4 = c4.fma(x, y);
      c5 = c5.fma(x, y);
      c6 = c6.fma(x, y);
      c7 = c7.fma(x, y);
      c8 = c8.fma(x, y);
      c9 = c9.fma(x, y);
    }
    c0 = c0.add(c1).add(c2).add(c3).add(c4).add(c5).add(c6).add(c7).add(c8).add(c9);
    c0.intoArray(sums, 0);
  }
}
