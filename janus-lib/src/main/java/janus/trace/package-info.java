/**
 * Streams of memory accesses: generated, captured, read and written.
 *
 * <pre>{@code
 * var profile = TraceProfile.of(SyntheticTrace.sequential(1000, 128), 128, Progress.NONE);
 * System.out.println(profile.footprintLines()); // 1000
 * }</pre>
 */
package janus.trace;
