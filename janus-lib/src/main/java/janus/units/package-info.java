/** Quantities that keep their unit: data sizes and ranges. Imports nothing of the project. */
package janus.units;
