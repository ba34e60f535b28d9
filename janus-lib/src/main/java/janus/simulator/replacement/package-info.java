/**
 * Replacement policies: which line leaves a full set.
 *
 * <pre>{@code
 * var lru = new Lru().sized(1, 2);
 * lru.onFill(0, 100);
 * lru.onFill(1, 200);
 * lru.onHit(0);
 * System.out.println(lru.victim(0, new long[2], 5)); // 1
 * }</pre>
 */
package janus.simulator.replacement;
