/**
 * What a decoder computes with: kernels on tiles, the threads that run them, and the {@link
 * janus.inference.arithmetic.Arithmetic} that says in which order a sequence's sums are added.
 */
package janus.inference.arithmetic;
