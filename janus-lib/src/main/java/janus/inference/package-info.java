/** Runs a transformer in Java and measures what a compressed KV cache costs. */
package janus.inference;
