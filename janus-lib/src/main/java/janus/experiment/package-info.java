/**
 * The steps of the co-design loop as experiments: each reads facts, computes with the rooms below,
 * and writes one folder of results.
 */
package janus.experiment;
