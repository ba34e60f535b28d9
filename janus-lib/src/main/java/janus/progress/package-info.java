/** Progress and cancellation of long computations. Imports nothing. */
package janus.progress;
