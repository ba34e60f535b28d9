package janus.simulator;

import janus.units.DataSize;

/**
 * What the trace touches and where it lies: in pages of 4 KiB (or a line where that is larger), or
 * in lines where there is no tier 3.
 *
 * @param touched all pages touched by demand, the warm-up included
 * @param tier2 those that tier 2 holds
 * @param spilled those that tier 2 has no room for, which lie in tier 3
 */
public record Footprint(DataSize touched, DataSize tier2, DataSize spilled) {}
