/** {@code janus bench}: how fast the engines of the library run on this machine. */
package janus.bench;
