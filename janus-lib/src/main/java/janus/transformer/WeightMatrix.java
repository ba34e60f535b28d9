package janus.transformer;

/**
 * Equal weight matrices of one layer. {@link TransformerSpec#matrices} lists those of a layer.
 *
 * @param name role, as {@code attention.query}
 * @param outputs output channels of one matrix
 * @param inputs input channels of one matrix
 * @param copies number of such matrices in the block: 2 for up and gate, else 1
 * @param heads number of heads with a matrix of their own, else 1
 * @param use the tokens that read it
 */
public record WeightMatrix(String name, long outputs, long inputs, int copies, int heads, Use use) {

  /** The tokens that read a matrix. */
  public enum Use {
    EVERY_TOKEN,
    /** Read by every token; there is one per shared expert. */
    SHARED_EXPERT,
    /** Read by the tokens that the router sends to the expert; there is one per routed expert. */
    ROUTED_EXPERT
  }

  /** One matrix that every token reads. */
  static WeightMatrix of(String name, long outputs, long inputs) {
    return new WeightMatrix(name, outputs, inputs, 1, 1, Use.EVERY_TOKEN);
  }

  /** Weights of all copies and heads, of one expert. */
  public long weights() {
    return outputs * inputs * copies * heads;
  }
}
