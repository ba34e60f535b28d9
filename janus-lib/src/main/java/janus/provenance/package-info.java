/**
 * Where a number comes from: facts with a basis and a source, checksums of what was read, and the
 * circumstances of a result. Imports {@link janus.units} alone.
 */
package janus.provenance;
