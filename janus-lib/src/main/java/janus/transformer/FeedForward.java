package janus.transformer;

import janus.units.Bounds;

/**
 * The feed-forward part of a layer: two matrices, three when gated (SwiGLU, GeGLU), as one block or
 * as a mixture of experts of which a token uses a few.
 *
 * @param ffnDim channels between the matrices of a dense layer
 * @param gated whether a gate matrix stands beside the up matrix
 * @param routedExperts experts to choose from, 0 in a dense model
 * @param sharedExperts experts every token uses
 * @param expertsPerToken routed experts a token uses
 * @param expertFfnDim channels between the matrices of one expert
 * @param denseLayers first layers that are dense in a mixture-of-experts model
 */
public record FeedForward(
    int ffnDim,
    boolean gated,
    int routedExperts,
    int sharedExperts,
    int expertsPerToken,
    int expertFfnDim,
    int denseLayers) {
  private static final int MOST_CHANNELS = 1 << 26;
  private static final int MOST_EXPERTS = 1 << 16;

  public FeedForward {
    if (ffnDim < 1 && routedExperts < 1) {
      throw new IllegalArgumentException("ffnDim must be at least 1: " + ffnDim);
    }
    Bounds.atMost("ffnDim", MOST_CHANNELS, ffnDim);
    Bounds.atMost("expertFfnDim", MOST_CHANNELS, expertFfnDim);
    Bounds.atMost("routedExperts", MOST_EXPERTS, routedExperts);
    Bounds.atMost("sharedExperts", MOST_EXPERTS, sharedExperts);
    if (routedExperts < 0 || sharedExperts < 0 || expertsPerToken < 0 || denseLayers < 0) {
      throw new IllegalArgumentException("expert counts must be at least 0");
    }
    if (expertsPerToken > routedExperts) {
      throw new IllegalArgumentException(
          "expertsPerToken must be at most routedExperts: "
              + expertsPerToken
              + " of "
              + routedExperts);
    }
  }

  /** One block for every token. */
  public static FeedForward dense(int ffnDim, boolean gated) {
    return new FeedForward(ffnDim, gated, 0, 0, 0, 0, 0);
  }

  /** Matrices of one block. */
  public int matrices() {
    return gated ? 3 : 2;
  }

  public boolean isMixture() {
    return routedExperts > 0;
  }
}
