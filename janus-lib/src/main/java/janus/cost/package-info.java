/**
 * What a chip costs to make: dies by node, area and yield, packages, tests, masks, memory.
 *
 * <pre>{@code
 * var process = CostCatalog.of(DataFolder.bundled()).process(5);
 * System.out.println(process.waferPrice().unit()); // USD/wafer
 * }</pre>
 */
package janus.cost;
