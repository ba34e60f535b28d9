package janus.transformer;

import janus.transformer.WeightMatrix.Use;
import janus.units.Bounds;
import java.io.Serializable;

/**
 * The feed-forward part of a layer: two matrices, or three if gated (SwiGLU, GeGLU), as one dense
 * block or as a mixture of experts.
 *
 * @param ffnDim inner channels of a dense layer
 * @param gated whether there is a gate matrix beside the up matrix
 * @param routedExperts experts to choose from, 0 in a dense model
 * @param sharedExperts experts that every token uses
 * @param expertsPerToken routed experts that one token uses
 * @param expertFfnDim inner channels of one expert
 * @param denseLayers number of dense layers at the start of a mixture-of-experts model
 */
public record FeedForward(
    int ffnDim,
    boolean gated,
    int routedExperts,
    int sharedExperts,
    int expertsPerToken,
    int expertFfnDim,
    int denseLayers)
    implements Serializable {
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

  /** Matrices of one block: up, down and, if gated, gate. */
  public int matrices() {
    return gated ? 3 : 2;
  }

  public boolean isMixture() {
    return routedExperts > 0;
  }

  /** Number of experts with a matrix of some use; 1 outside experts. */
  public int experts(Use use) {
    return switch (use) {
      case EVERY_TOKEN -> 1;
      case SHARED_EXPERT -> sharedExperts;
      case ROUTED_EXPERT -> routedExperts;
    };
  }

  /** Number of these experts that one token uses. */
  public int expertsPerToken(Use use) {
    return use == Use.ROUTED_EXPERT ? expertsPerToken : experts(use);
  }
}
