package janus.kvcache;

/**
 * A codec as far as layouts care: code bits an element, scale bits a block.
 *
 * @param code bits of an element's code
 * @param scaleBits bits of scales a vector, or a channel where tokens are coded together
 */
public record PlainCodec(int code, int scaleBits, int blockTokens) implements KvCodec {
  @Override
  public String spelling() {
    return "plain" + code;
  }

  @Override
  public double bitsPerElement(int headDim) {
    return blockTokens == 1
        ? code + (double) scaleBits / headDim
        : code + (double) scaleBits / blockTokens;
  }

  @Override
  public int codeBits(int headDim) {
    return code;
  }

  @Override
  public void roundTrip(float[] data, int offset, int stride, int tokens, int headDim) {
    throw new UnsupportedOperationException("places bits only");
  }
}
