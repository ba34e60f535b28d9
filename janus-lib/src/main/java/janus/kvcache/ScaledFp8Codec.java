package janus.kvcache;

import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * An 8-bit float after a calibrated FP32 scale: {@code s = amax / max}, {@code x^ = s fp8(x / s)},
 * {@code amax} the largest magnitude of the sample and {@code max} the largest of the format; later
 * values beyond it saturate. One scale serves a head ({@code fp8-e4m3-head}) or all heads of a
 * layer ({@code fp8-e4m3-tensor}), as inference engines load them. See Micikevicius et al., "FP8
 * Formats for Deep Learning", arXiv 2209.05433, section 3.
 *
 * @param format the split of the bits
 * @param perHead whether each head has a scale of its own
 * @param scale as calibrated; 0 before that
 */
public record ScaledFp8Codec(Fp8Codec.Format format, boolean perHead, float scale)
    implements CalibratedCodec {
  public ScaledFp8Codec {
    Objects.requireNonNull(format, "format");
    if (!(scale >= 0)) {
      throw new IllegalArgumentException("scale must be at least 0: " + scale);
    }
  }

  @Override
  public String spelling() {
    return new Fp8Codec(format).spelling() + (perHead ? "-head" : "-tensor");
  }

  @Override
  public int payloadBits() {
    return 8;
  }

  @Override
  public int overheadBits(int headDim) {
    return 0;
  }

  /** The scale joins that of the scores, or of the output: a product a query channel. */
  @Override
  public ReadWork readWork(int headDim) {
    return new ReadWork(0, 0, 0, 0, 0, 1);
  }

  @Override
  public boolean takesSample() {
    return scale == 0;
  }

  @Override
  public List<KvCodec> fit(List<float[]> sample, int headDim) {
    if (perHead) {
      return sample.stream().map(head -> fitted(CalibratedCodec.amax(List.of(head)))).toList();
    }
    return Collections.nCopies(sample.size(), fitted(CalibratedCodec.amax(sample)));
  }

  private KvCodec fitted(float amax) {
    float fitted = CalibratedCodec.usableScale(amax / format.rounding().max());
    return new ScaledFp8Codec(format, perHead, fitted);
  }

  @Override
  public void code(float[] data, int start, int headDim) {
    SmallFloat rounding = format.rounding();
    for (int i = start; i < start + headDim; i++) {
      data[i] = rounding.round(data[i] / scale) * scale;
    }
  }
}
