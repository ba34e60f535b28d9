package janus.inference.arithmetic;

/**
 * The arrays of a sequence that attention reads and writes.
 *
 * @param tokens length of the sequence
 * @param queryKeyValue queries, keys and values {@code (token, column)}, row-major
 * @param attended receives the output {@code (token, query head and channel)}, in row tiles
 */
@SuppressWarnings("ArrayRecordComponent") // A view of arrays; instances are never compared.
public record AttentionBuffers(int tokens, float[] queryKeyValue, float[] attended) {}
