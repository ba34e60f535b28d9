/**
 * Writes outputs: a file appears whole or not at all; a pipe or a device takes a stream.
 *
 * <pre>{@code
 * Path file = Files.createTempFile("janus", ".txt");
 * OutputFile.write(file, "whole".getBytes(StandardCharsets.UTF_8));
 * System.out.println(Files.readString(file)); // whole
 * }</pre>
 */
package janus.files;
