package janus.experiment;

/**
 * A sentence of a step's finding.
 *
 * @param finding in words, its numbers computed
 * @param file the table beside it that they come from
 */
record FindingRow(String finding, String file) {}
