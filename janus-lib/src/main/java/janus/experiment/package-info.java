/**
 * The steps of the co-design loop as experiments: each reads facts, computes with the rooms below,
 * and writes one folder of results.
 *
 * <pre>{@code
 * System.out.println(Experiments.byName("memory-sweep").name()); // 3-technology-choice
 * }</pre>
 */
package janus.experiment;
