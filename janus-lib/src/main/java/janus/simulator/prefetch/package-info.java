/**
 * Prefetchers: which lines to fetch before they are asked for.
 *
 * <pre>{@code
 * new NextLinePrefetcher(1).onAccess(10, false, System.out::println); // 11
 * }</pre>
 */
package janus.simulator.prefetch;
