/**
 * Writes what was found: records as CSV and JSON with units in the field names, whole or not at
 * all.
 */
package janus.results;
