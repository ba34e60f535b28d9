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
  public int payloadBits() {
    return code;
  }

  @Override
  public int overheadBits(int headDim) {
    return blockTokens == 1 ? scaleBits : scaleBits * headDim;
  }

  @Override
  public ReadWork readWork(int headDim) {
    return ReadWork.NONE;
  }

  @Override
  public void roundTrip(float[] data, int offset, int stride, int tokens, int headDim) {
    throw new UnsupportedOperationException("places bits only");
  }
}
