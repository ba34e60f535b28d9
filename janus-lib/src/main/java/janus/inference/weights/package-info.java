/**
 * Model files: the weights as FP32 or as the encoded bytes, the header's facts, and the tokenizer.
 * One contract, {@link janus.inference.weights.ModelFile}, stands before every container.
 */
package janus.inference.weights;
