package janus.simulator;

/**
 * A request that waits for its column command.
 *
 * @param line its number
 * @param bank of the line, in its channel
 * @param row of the line, in its bank
 * @param write whether it is a write
 * @param at the cycle in which it arrives
 */
record DramRequest(long line, int bank, long row, boolean write, long at) {}
