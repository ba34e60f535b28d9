/**
 * Model files: the weights as FP32 or as the encoded bytes, the header's facts, and the tokenizer.
 * One contract, {@link janus.inference.weights.ModelFile}, stands before every container.
 *
 * <pre>{@code
 * System.out.println(TensorType.Q4_0.bytes(4096)); // 2304
 * }</pre>
 */
package janus.inference.weights;
