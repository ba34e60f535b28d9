/**
 * Reads the facts in {@code data/}: one part per file, each value with its origin.
 *
 * <pre>{@code
 * var technology = TechnologyCatalog.bundled().byName("edram-1t1c");
 * System.out.println(technology.name()); // eDRAM 1T1C, logic process
 * }</pre>
 */
package janus.catalog;
