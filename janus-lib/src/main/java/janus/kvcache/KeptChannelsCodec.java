package janus.kvcache;

import janus.units.Bounds;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Integers with a few channels of every head kept in FP16: those whose largest magnitude in the
 * sample is greatest, the same for every token. Spelled as the integers with {@code -top2} behind
 * it; 1 to 8 channels. A kept channel counts for no scale; where scales belong to channels, it has
 * none.
 */
public final class KeptChannelsCodec implements KvCodec {
  private static final int MOST = 8;
  private static final int SMALLEST_GROUP = 16;

  private final IntegerCodec inner;
  private final int count;

  /** Ascending; null before the codec is fitted. */
  private final int[] channels;

  /**
   * @param inner what codes the other channels
   * @param count channels kept, 1 to 8
   */
  public KeptChannelsCodec(IntegerCodec inner, int count) {
    this(inner, count, null);
  }

  private KeptChannelsCodec(IntegerCodec inner, int count, int[] channels) {
    this.inner = Objects.requireNonNull(inner, "inner");
    Bounds.within("kept channels", 1, MOST, count);
    this.count = count;
    this.channels = channels;
  }

  @Override
  public String spelling() {
    return inner.spelling() + "-top" + count;
  }

  @Override
  public int blockTokens() {
    return inner.blockTokens();
  }

  @Override
  public int payloadBits() {
    return inner.payloadBits();
  }

  /** The bits of kept channels beyond those of the integers; kept channels have no scales. */
  @Override
  public int overheadBits(int headDim) {
    boolean scaleEach = inner.grouping() == IntegerCodec.Grouping.CHANNEL;
    int scales = inner.overheadBits(headDim);
    int less = scaleEach ? scales / headDim * count : 0;
    return scales - less + count * (16 - inner.bits()) * blockTokens();
  }

  @Override
  public ReadWork readWork(int headDim) {
    return inner.readWork(headDim);
  }

  @Override
  public void requireHeadDim(int headDim) {
    inner.requireHeadDim(headDim);
    if (headDim <= count) {
      throw new IllegalArgumentException(
          "codec " + spelling() + " needs headDim to be above " + count + ": " + headDim);
    }
  }

  @Override
  public boolean takesSample() {
    return channels == null;
  }

  @Override
  public List<KvCodec> fit(List<float[]> sample, int headDim) {
    return sample.stream().<KvCodec>map(head -> fitted(head, headDim)).toList();
  }

  private KeptChannelsCodec fitted(float[] head, int headDim) {
    var amax = new float[headDim];
    for (int i = 0; i < head.length; i++) {
      amax[i % headDim] = Math.max(amax[i % headDim], Math.abs(head[i]));
    }
    int[] chosen =
        IntStream.range(0, headDim)
            .boxed()
            .sorted((a, b) -> Float.compare(amax[b], amax[a]))
            .limit(count)
            .mapToInt(c -> c)
            .sorted()
            .toArray();
    return new KeptChannelsCodec(inner, count, chosen);
  }

  @Override
  public void roundTrip(float[] data, int offset, int stride, int tokens, int headDim) {
    if (takesSample()) {
      float[] sample = CalibratedCodec.sample(data, offset, stride, tokens, headDim);
      fitted(sample, headDim).roundTrip(data, offset, stride, tokens, headDim);
      return;
    }
    var kept = new float[tokens * count];
    for (int t = 0; t < tokens; t++) {
      for (int i = 0; i < count; i++) {
        int at = offset + t * stride + channels[i];
        kept[t * count + i] = Fp16.round(data[at]);
        data[at] = data[at + neighbour(channels[i], headDim)];
      }
    }
    inner.roundTrip(data, offset, stride, tokens, headDim);
    for (int t = 0; t < tokens; t++) {
      for (int i = 0; i < count; i++) {
        data[offset + t * stride + channels[i]] = kept[t * count + i];
      }
    }
  }

  /** Distance to a channel of the same group that is not kept: its number changes no scale. */
  private int neighbour(int channel, int headDim) {
    boolean inGroups = inner.grouping() == IntegerCodec.Grouping.TOKEN && inner.groupSize() > 0;
    int group = inGroups ? SMALLEST_GROUP : headDim;
    int first = channel / group * group;
    int other = first;
    while (Arrays.binarySearch(channels, other) >= 0) {
      other++;
    }
    return other - channel;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeptChannelsCodec that
        && spelling().equals(that.spelling())
        && Arrays.equals(channels, that.channels);
  }

  @Override
  public int hashCode() {
    return 31 * spelling().hashCode() + Arrays.hashCode(channels);
  }

  @Override
  public String toString() {
    return spelling();
  }
}
