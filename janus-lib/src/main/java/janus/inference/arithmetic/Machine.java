package janus.inference.arithmetic;

/**
 * Kernels, threads, and the working memory of each thread.
 *
 * @param scratch one for each thread
 */
@SuppressWarnings("ArrayRecordComponent") // A view of arrays; instances are never compared.
public record Machine(Kernels kernels, Workers workers, Scratch[] scratch) {
  /** With scratch of its own. */
  public static Machine of(Kernels kernels, Workers workers) {
    return new Machine(kernels, workers, Scratch.of(workers));
  }
}
