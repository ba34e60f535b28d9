package janus.inference.scoring;

/**
 * The quantization error in one layer.
 *
 * @param layer counted from 0
 * @param keys of keys as seen against keys as computed
 * @param values of values likewise
 * @param attentionOutput of the attention output (before the output matrix) with the compressed
 *     cache against that with the uncompressed one, on the same inputs
 */
public record LayerError(
    int layer,
    QuantizationError keys,
    QuantizationError values,
    QuantizationError attentionOutput) {

  /** Whether something in this layer is infinite or not a number. */
  public boolean losesNumbers() {
    return keys.losesNumbers() || values.losesNumbers() || attentionOutput.losesNumbers();
  }

  /**
   * What was lost here first.
   *
   * @param keyCodec spelling of the keys' codec
   * @param valueCodec spelling of the values' codec
   */
  public String lost(String keyCodec, String valueCodec) {
    if (keys.losesNumbers()) {
      return "keys of layer " + layer + " are beyond what " + keyCodec + " can hold";
    }
    if (values.losesNumbers()) {
      return "values of layer " + layer + " are beyond what " + valueCodec + " can hold";
    }
    return "the attention output of layer " + layer + " is not finite";
  }
}
