package janus.accelerator;

import janus.units.Bounds;

/**
 * A convolution without padding, as SCALE-Sim's tables give one. Of an input of height H and width
 * W a filter of height R and width S with strides u and v makes an output of height
 *
 * <pre>
 *   E = ceil((H - R + u) / u)   and width   F = ceil((W - S + v) / v)
 * </pre>
 *
 * @param inputHeight H, padding included
 * @param inputWidth W, padding included
 * @param filterHeight R
 * @param filterWidth S
 * @param channels input channels
 * @param filters output channels
 * @param strideHeight u
 * @param strideWidth v
 */
public record Convolution(
    long inputHeight,
    long inputWidth,
    long filterHeight,
    long filterWidth,
    long channels,
    long filters,
    long strideHeight,
    long strideWidth) {
  private static final long LARGEST = 1 << 20;

  public Convolution {
    Bounds.within("IFMAP height", 1, LARGEST, inputHeight);
    Bounds.within("IFMAP width", 1, LARGEST, inputWidth);
    Bounds.within("filter height", 1, inputHeight, filterHeight);
    Bounds.within("filter width", 1, inputWidth, filterWidth);
    Bounds.within("channels", 1, LARGEST, channels);
    Bounds.within("num filter", 1, LARGEST, filters);
    Bounds.within("stride height", 1, LARGEST, strideHeight);
    Bounds.within("stride width", 1, LARGEST, strideWidth);
  }

  /**
   * The product of the matrix of patches (im2col): M = E F output places, N = filters, K = R S
   * channels.
   */
  public Gemm asGemm() {
    long high = SystolicArray.ceilDiv(inputHeight - filterHeight + strideHeight, strideHeight);
    long wide = SystolicArray.ceilDiv(inputWidth - filterWidth + strideWidth, strideWidth);
    return new Gemm(high * wide, filters, filterHeight * filterWidth * channels);
  }
}
