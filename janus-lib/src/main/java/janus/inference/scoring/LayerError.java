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
    QuantizationError attentionOutput) {}
