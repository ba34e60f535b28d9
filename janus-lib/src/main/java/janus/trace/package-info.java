/** Streams of memory accesses: generated, captured, read and written. */
package janus.trace;
