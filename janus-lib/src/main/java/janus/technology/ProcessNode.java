package janus.technology;

/**
 * The process a technology's facts belong to, and the processes in which it has been published.
 *
 * @param nm name of the node in nanometres
 * @param smallestPublishedNm the smallest node with a published cell, macro or product
 * @param largestPublishedNm the largest
 */
public record ProcessNode(double nm, double smallestPublishedNm, double largestPublishedNm) {
  public ProcessNode {
    if (!(nm > 0 && smallestPublishedNm > 0 && largestPublishedNm >= smallestPublishedNm)) {
      throw new IllegalArgumentException(
          String.format(
              java.util.Locale.ROOT,
              "node must be positive and its published range in order: %s nm, %s to %s nm",
              nm,
              smallestPublishedNm,
              largestPublishedNm));
    }
  }

  /** Whether silicon at this node has been published. */
  public boolean isPublished(double nodeNm) {
    return smallestPublishedNm <= nodeNm && nodeNm <= largestPublishedNm;
  }
}
