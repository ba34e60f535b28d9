/**
 * An exact search through all designs of a space: numbered designs, limits, and the front.
 *
 * <pre>{@code
 * var limit = Limit.parse("power_w<=5", List.of("power_w"));
 * System.out.println(limit.holds(4.9)); // true
 * }</pre>
 */
package janus.search;
