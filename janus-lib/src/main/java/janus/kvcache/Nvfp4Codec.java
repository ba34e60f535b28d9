package janus.kvcache;

import java.util.Collections;
import java.util.List;

/**
 * NVIDIA's NVFP4, spelled {@code nvfp4}: E2M1 elements in blocks of 16 channels, an E4M3 scale a
 * block and an FP32 scale a tensor. With {@code T = amax(tensor) / (6 * 448)} calibrated, a block
 * stores {@code s = e4m3((amax / 6) / T)}, an element {@code q = e2m1(x / (s T))}, and {@code x^ =
 * q (s T)}. 4.5 bits an element. A block whose scale rounds to 0 is 0; one beyond the sample's
 * largest value saturates. See NVIDIA, "Pretraining Large Language Models with NVFP4", arXiv
 * 2509.25149, appendix B.
 *
 * @param tensorScale {@code T} as calibrated; 0 before that
 */
public record Nvfp4Codec(float tensorScale) implements CalibratedCodec {
  private static final int BLOCK = 16;

  public Nvfp4Codec {
    if (!(tensorScale >= 0)) {
      throw new IllegalArgumentException("tensorScale must be at least 0: " + tensorScale);
    }
  }

  @Override
  public String spelling() {
    return "nvfp4";
  }

  @Override
  public int payloadBits() {
    return 4;
  }

  @Override
  public int overheadBits(int headDim) {
    return headDim / BLOCK * 8;
  }

  /** A product a block, and one a query channel for the tensor's scale. */
  @Override
  public ReadWork readWork(int headDim) {
    return ReadWork.scale(BLOCK).plus(new ReadWork(0, 0, 0, 0, 0, 1));
  }

  @Override
  public void requireHeadDim(int headDim) {
    KvCodec.requireMultiple(this, BLOCK, headDim);
  }

  @Override
  public boolean takesSample() {
    return tensorScale == 0;
  }

  @Override
  public List<KvCodec> fit(List<float[]> sample, int headDim) {
    float scale = CalibratedCodec.amax(sample) / (SmallFloat.E2M1.max() * SmallFloat.E4M3.max());
    KvCodec fitted = new Nvfp4Codec(CalibratedCodec.usableScale(scale));
    return Collections.nCopies(sample.size(), fitted);
  }

  @Override
  public void code(float[] data, int start, int headDim) {
    for (int block = start; block < start + headDim; block += BLOCK) {
      block(data, block);
    }
  }

  private void block(float[] data, int start) {
    float amax = CalibratedCodec.amax(data, start, BLOCK);
    float scale = SmallFloat.E4M3.round(amax / SmallFloat.E2M1.max() / tensorScale) * tensorScale;
    for (int i = start; i < start + BLOCK; i++) {
      float x = data[i];
      float coded = scale == 0 ? Math.copySign(0, x) : SmallFloat.E2M1.round(x / scale) * scale;
      data[i] = Float.isNaN(x) ? x : coded;
    }
  }
}
