/**
 * Points with several objectives: which are worth having, and how much a set of them covers.
 *
 * <pre>{@code
 * double[][] points = {{1, 3}, {2, 2}};
 * System.out.println(Hypervolume.of(points, new double[] {4, 4})); // 5.0
 * }</pre>
 */
package janus.pareto;
