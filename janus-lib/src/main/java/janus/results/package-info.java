/**
 * Writes what was found: records as CSV and JSON with units in the field names, whole or not at
 * all.
 *
 * <pre>{@code
 * System.out.println(Csv.line(List.of("SRAM, high density", 1.5)).strip()); // "SRAM, high density",1.5
 * }</pre>
 */
package janus.results;
