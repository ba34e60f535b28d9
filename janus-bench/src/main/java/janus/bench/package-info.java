/** {@code janus bench}: speed of the library's engines on this machine. */
package janus.bench;
