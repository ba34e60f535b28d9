package janus.kvcache;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * KVQuant's non-uniform levels: numbers are brought to -1 to 1 and each is replaced by the nearest
 * of 2<sup>b</sup> FP16 levels of the layer, the means that {@link LevelSearch} finds in the
 * sample. Spelled {@code nuq4-channel} or {@code nuq4-token}, with {@code -1%} behind it where
 * outliers are kept. See Hooper et al., "KVQuant", NeurIPS 2024, and its authors' code.
 *
 * <p>{@code y = (x - mid) / range}. Of {@code -channel}, meant for keys before their position
 * ({@code nuq4-channel-1%-prerope}), middle and range of each channel come from the sample: between
 * its least and largest value, or with {@code -1%} between its quantiles 0.005 and 0.995. Of {@code
 * -token} they come from each vector and are stored as FP16.
 *
 * <p>With {@code -1%} outliers are kept as FP16 with their places, and the rest is coded without
 * them. Of {@code -channel} these are the numbers beyond the channel's range, however many a vector
 * has: the first token of a sequence may have dozens. Their bits are counted at the hundredth that
 * they are of the sample. Of {@code -token} they are the {@code ceil(d / 100)} numbers farthest
 * from the vector's median; KVQuant draws its quantiles over all heads of a token. It weighs the
 * search for levels by the loss's curvature; here numbers count alike.
 */
public final class NonUniformCodec implements CalibratedCodec {
  /** The elements that share a middle and a range. */
  public enum Grouping {
    CHANNEL,
    TOKEN
  }

  private final int bits;
  private final Grouping grouping;
  private final boolean outliers;

  /** Ascending; null before the codec is fitted. */
  private final float[] levels;

  /** Of each channel; null with {@link Grouping#TOKEN}. */
  private final float[] middle;

  private final float[] range;

  /**
   * @param bits 2, 3 or 4
   * @param outliers whether a hundredth of the numbers is kept
   */
  public NonUniformCodec(int bits, Grouping grouping, boolean outliers) {
    this(bits, grouping, outliers, null, null, null);
  }

  private NonUniformCodec(
      int bits,
      Grouping grouping,
      boolean outliers,
      float[] levels,
      float[] middle,
      float[] range) {
    if (bits < 2 || bits > 4) {
      throw new IllegalArgumentException("bits must be 2, 3 or 4: " + bits);
    }
    this.bits = bits;
    this.grouping = Objects.requireNonNull(grouping, "grouping");
    this.outliers = outliers;
    this.levels = levels;
    this.middle = middle;
    this.range = range;
  }

  @Override
  public String spelling() {
    return "nuq"
        + bits
        + (grouping == Grouping.CHANNEL ? "-channel" : "-token")
        + (outliers ? "-1%" : "");
  }

  @Override
  public int payloadBits() {
    return bits;
  }

  /** Middle and range of a token; the numbers kept, with their places. */
  @Override
  public int overheadBits(int headDim) {
    int place = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, headDim - 1));
    int sparse = (int) Math.ceil(kept(headDim) * (16 + place));
    return (grouping == Grouping.TOKEN ? 32 : 0) + sparse;
  }

  /** Numbers kept of a vector, in the mean. */
  private double kept(int headDim) {
    double mean = grouping == Grouping.TOKEN ? Math.ceil(headDim / 100.0) : headDim / 100.0;
    return outliers ? mean : 0;
  }

  /**
   * A look-up; range and middle at the query's channels or at the token; a product a kept number.
   */
  @Override
  public ReadWork readWork(int headDim) {
    double sparse = kept(headDim) / headDim;
    ReadWork dense =
        grouping == Grouping.TOKEN
            ? ReadWork.scaleAndOffset(headDim)
            : new ReadWork(0, 0, 0, 0, 1, 2);
    return dense.plus(ReadWork.lookup(16L << bits)).plus(new ReadWork(sparse, sparse, 0, 0, 0, 0));
  }

  @Override
  public boolean takesSample() {
    return levels == null;
  }

  @Override
  public List<KvCodec> fit(List<float[]> sample, int headDim) {
    var heads = new ArrayList<NonUniformCodec>();
    var normal = new float[sample.stream().mapToInt(head -> head.length).sum()];
    int count = 0;
    for (float[] head : sample) {
      NonUniformCodec ranged = ranged(head, headDim);
      heads.add(ranged);
      for (int start = 0; start < head.length; start += headDim) {
        count = ranged.addNormal(head, start, headDim, normal, count);
      }
    }
    float[] found = LevelSearch.levels(Arrays.copyOf(normal, count), 1 << bits);
    return heads.stream()
        .<KvCodec>map(h -> new NonUniformCodec(bits, grouping, outliers, found, h.middle, h.range))
        .toList();
  }

  /** With the channels' middles and ranges, without levels. */
  private NonUniformCodec ranged(float[] head, int headDim) {
    if (grouping == Grouping.TOKEN) {
      return this;
    }
    var middles = new float[headDim];
    var ranges = new float[headDim];
    var column = new float[head.length / headDim];
    for (int c = 0; c < headDim; c++) {
      for (int t = 0; t < column.length; t++) {
        column[t] = head[t * headDim + c];
      }
      Arrays.sort(column);
      double low = outliers ? quantile(column, 0.005) : column[0];
      double high = outliers ? quantile(column, 0.995) : column[column.length - 1];
      middles[c] = (float) ((high + low) / 2);
      ranges[c] = (float) ((high - low) / 2);
    }
    return new NonUniformCodec(bits, grouping, outliers, null, middles, ranges);
  }

  /** Between neighbours of the sorted values, at {@code f (n - 1)}. */
  private static double quantile(float[] sorted, double f) {
    double at = f * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * ((double) sorted[above] - sorted[below]);
  }

  /** Appends what is coded of a vector and lies within its range. */
  private int addNormal(float[] x, int start, int headDim, float[] to, int count) {
    var vector = new Vector(x, start, headDim);
    int end = count;
    for (int i = 0; i < headDim; i++) {
      float y = vector.normal(i);
      if (!vector.isKept[i] && Math.abs(y) <= 1) {
        to[end++] = y;
      }
    }
    return end;
  }

  @Override
  public void code(float[] data, int start, int headDim) {
    var vector = new Vector(data, start, headDim);
    for (int i = 0; i < headDim; i++) {
      float x = data[start + i];
      float level = levels[LevelSearch.nearest(levels, vector.normal(i))];
      float coded = vector.isKept[i] ? Fp16.round(x) : level * vector.range(i) + vector.middle(i);
      data[start + i] = Float.isNaN(x) ? x : coded;
    }
  }

  /** The numbers of one vector that are kept, and the scaling of the others to -1 to 1. */
  private final class Vector {
    final boolean[] isKept;
    private final float[] x;
    private final int start;
    private float ownMiddle;
    private float ownRange;

    Vector(float[] x, int start, int headDim) {
      this.x = x;
      this.start = start;
      this.isKept = new boolean[headDim];
      if (grouping == Grouping.CHANNEL) {
        for (int i = 0; outliers && i < headDim; i++) {
          isKept[i] = Math.abs(normal(i)) > 1;
        }
        return;
      }
      float median = outliers ? median(headDim) : 0;
      for (double kept = kept(headDim); kept > 0; kept--) {
        keepFarthest(median);
      }
      findRange();
    }

    /** The lower of the middle two, as in the authors' code. */
    private float median(int headDim) {
      float[] sorted = Arrays.copyOfRange(x, start, start + headDim);
      Arrays.sort(sorted);
      return sorted[(headDim - 1) / 2];
    }

    private void keepFarthest(float median) {
      int farthest = -1;
      float most = -1;
      for (int i = 0; i < isKept.length; i++) {
        float distance = Math.abs(x[start + i] - median);
        if (!isKept[i] && distance > most) {
          farthest = i;
          most = distance;
        }
      }
      if (farthest >= 0) {
        isKept[farthest] = true;
      }
    }

    private void findRange() {
      float low = Float.POSITIVE_INFINITY;
      float high = Float.NEGATIVE_INFINITY;
      for (int i = 0; i < isKept.length; i++) {
        if (!isKept[i]) {
          low = Math.min(low, x[start + i]);
          high = Math.max(high, x[start + i]);
        }
      }
      ownMiddle = Fp16.roundSaturating((high + low) / 2);
      ownRange = Fp16.roundSaturating((high - low) / 2);
    }

    float middle(int i) {
      return middle == null ? ownMiddle : middle[i];
    }

    float range(int i) {
      return range == null ? ownRange : range[i];
    }

    /** The number brought to -1 to 1; 0 where all are equal. */
    float normal(int i) {
      float width = range(i);
      return width > 0 ? (x[start + i] - middle(i)) / width : 0;
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NonUniformCodec that
        && spelling().equals(that.spelling())
        && Arrays.equals(levels, that.levels)
        && Arrays.equals(middle, that.middle)
        && Arrays.equals(range, that.range);
  }

  @Override
  public int hashCode() {
    return 31 * spelling().hashCode() + Arrays.hashCode(levels);
  }

  @Override
  public String toString() {
    return spelling();
  }
}
