/**
 * Memory technologies as ranges with sources, and what an array of one costs: power, area, latency,
 * lifetime. Imports {@link janus.transformer}, {@link janus.units} and {@link janus.provenance} at
 * most.
 */
package janus.technology;
