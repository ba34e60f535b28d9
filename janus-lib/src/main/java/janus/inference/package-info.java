/**
 * Runs a transformer in Java and measures what a compressed KV cache costs.
 *
 * <pre>{@code
 * System.out.println(LanguageModel.sequencesAtOnce(512)); // 2
 * }</pre>
 */
package janus.inference;
