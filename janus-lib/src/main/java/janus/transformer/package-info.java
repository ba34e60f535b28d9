/**
 * The shape of a transformer: what its memory and arithmetic depend on.
 *
 * <pre>{@code
 * System.out.println(AttentionShape.full(32, 8, 128).kvElementsPerToken()); // 2048
 * }</pre>
 */
package janus.transformer;
