/**
 * Heat: packages, floorplans and the temperature of each block of a die.
 *
 * <pre>{@code
 * var core = new Floorplan.Block("core", 2e-3, 1e-3, 0, 0);
 * System.out.println(new Floorplan(List.of(core)).width()); // 0.002
 * }</pre>
 */
package janus.thermal;
