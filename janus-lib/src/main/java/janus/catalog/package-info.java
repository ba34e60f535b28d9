/** Reads the facts in {@code data/}: one part a file, each value with its origin. */
package janus.catalog;
