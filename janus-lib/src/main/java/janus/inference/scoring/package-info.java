/**
 * The statistics of an evaluation: which positions of a text are scored, and what mean, spread and
 * divergence their scores have. Knows nothing of the decoder that computes them.
 *
 * <pre>{@code
 * System.out.println(Recipes.parse("sliding(256)").spelling()); // sliding(256)
 * }</pre>
 */
package janus.inference.scoring;
