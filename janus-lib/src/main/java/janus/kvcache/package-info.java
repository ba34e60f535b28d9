/**
 * The KV cache: codecs that compress it, how many bits they truly take, who sees which key, and how
 * the bytes lie in memory.
 */
package janus.kvcache;
