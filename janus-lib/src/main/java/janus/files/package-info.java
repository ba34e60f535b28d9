/** Writes outputs: a file appears whole or not at all; a pipe or a device takes a stream. */
package janus.files;
