/**
 * Quantities that keep their unit: data sizes and ranges. Imports nothing of the project.
 *
 * <pre>{@code
 * System.out.println(DataSize.ofMiB(256).mb()); // 268.435456
 * }</pre>
 */
package janus.units;
