/**
 * Progress and cancellation of long computations. Imports nothing.
 *
 * <pre>{@code
 * Progress progress = (done, total, what) -> System.out.println(done + " of " + total + " " + what);
 * progress.update(3, 10, "chunks"); // 3 of 10 chunks
 * }</pre>
 */
package janus.progress;
