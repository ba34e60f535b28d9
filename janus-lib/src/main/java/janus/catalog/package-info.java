/** Reads the facts in {@code data/}: one part per file, each value with its origin. */
package janus.catalog;
