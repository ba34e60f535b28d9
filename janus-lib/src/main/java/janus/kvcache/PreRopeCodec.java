package janus.kvcache;

import java.util.List;
import java.util.Objects;

/**
 * Keys coded before the rotary position is applied, where channels keep their outliers to
 * themselves; the reader decodes a key and then rotates it to its position. Spelled as the inner
 * codec with {@code -prerope} behind it. See Hooper et al., "KVQuant", NeurIPS 2024, section 3.2.
 *
 * @param inner what codes the vectors
 */
public record PreRopeCodec(KvCodec inner) implements KvCodec {
  public PreRopeCodec {
    Objects.requireNonNull(inner, "inner");
    if (inner.isBeforeRope()) {
      throw new IllegalArgumentException("codec is before the rotary position already: " + inner);
    }
  }

  @Override
  public String spelling() {
    return inner.spelling() + "-prerope";
  }

  @Override
  public int blockTokens() {
    return inner.blockTokens();
  }

  @Override
  public int payloadBits() {
    return inner.payloadBits();
  }

  @Override
  public int overheadBits(int headDim) {
    return inner.overheadBits(headDim);
  }

  /**
   * The inner work, and the rotation of every key read: for a pair of channels four products, two
   * sums, a sine and a cosine. The table of sines grows with the context and is not counted.
   */
  @Override
  public ReadWork readWork(int headDim) {
    return inner.readWork(headDim).plus(new ReadWork(1, 2, 1, 0, 0, 0));
  }

  @Override
  public boolean takesSample() {
    return inner.takesSample();
  }

  @Override
  public List<KvCodec> fit(List<float[]> sample, int headDim) {
    return inner.fit(sample, headDim).stream().<KvCodec>map(PreRopeCodec::new).toList();
  }

  @Override
  public boolean isBeforeRope() {
    return true;
  }

  @Override
  public void requireHeadDim(int headDim) {
    inner.requireHeadDim(headDim);
  }

  @Override
  public void roundTrip(float[] data, int offset, int stride, int tokens, int headDim) {
    inner.roundTrip(data, offset, stride, tokens, headDim);
  }
}
