/** Replacement policies: which line leaves a full set. */
package janus.simulator.replacement;
