/**
 * The statistics of an evaluation: which positions of a text are scored, and what mean, spread and
 * divergence their scores have. Knows nothing of the decoder that computes them.
 */
package janus.inference.scoring;
