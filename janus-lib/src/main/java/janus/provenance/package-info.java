/**
 * The origin of a number: facts with basis and source, checksums of inputs, and the circumstances
 * of a result. Imports only {@link janus.units}.
 */
package janus.provenance;
