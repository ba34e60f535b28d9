/**
 * Memory technologies as ranges with sources, and what an array of one costs: power, area, latency,
 * lifetime. Imports {@link janus.transformer}, {@link janus.units} and {@link janus.provenance} at
 * most.
 *
 * <pre>{@code
 * // Standby of 1 at 25 and 4 at 85 degrees, halfway: their geometric mean.
 * System.out.println(Standby.interpolate(1, 4, 55)); // 2.0
 * }</pre>
 */
package janus.technology;
