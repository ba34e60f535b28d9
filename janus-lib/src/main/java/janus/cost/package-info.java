/** What a chip costs to make: dies by node, area and yield, packages, tests, masks, memory. */
package janus.cost;
