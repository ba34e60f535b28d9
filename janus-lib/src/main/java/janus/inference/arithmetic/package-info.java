/**
 * What a decoder computes with: kernels on tiles, the threads that run them, and the {@link
 * janus.inference.arithmetic.Arithmetic} that says in which order a sequence's sums are added.
 *
 * <pre>{@code
 * try (var workers = new Workers(2)) {
 *   System.out.println(workers.count()); // 2
 * }
 * }</pre>
 */
package janus.inference.arithmetic;
