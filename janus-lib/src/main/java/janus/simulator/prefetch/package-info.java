/** Prefetchers: which lines to fetch before they are asked for. */
package janus.simulator.prefetch;
