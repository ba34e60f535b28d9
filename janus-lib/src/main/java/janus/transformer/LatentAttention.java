package janus.transformer;

import janus.units.Bounds;
import java.io.Serializable;

/**
 * Multi-head latent attention. The cache holds one latent vector and one rotary key per token in
 * place of the keys and values of every head. See DeepSeek-AI, "DeepSeek-V2", arXiv 2405.04434,
 * section 2.1.
 *
 * @param kvLoraRank channels of the cached latent vector
 * @param ropeHeadDim channels of the cached rotary key, shared by all heads
 * @param qLoraRank channels of the query's latent vector, 0 if queries are not compressed
 * @param nopeHeadDim channels of a head without rotary position
 * @param valueHeadDim channels of a value head
 */
public record LatentAttention(
    int kvLoraRank, int ropeHeadDim, int qLoraRank, int nopeHeadDim, int valueHeadDim)
    implements Serializable {
  public LatentAttention {
    Bounds.within("kvLoraRank", 1, AttentionShape.MOST_CHANNELS, kvLoraRank);
    Bounds.within("ropeHeadDim", 1, AttentionShape.MOST_CHANNELS, ropeHeadDim);
    Bounds.within("nopeHeadDim", 1, AttentionShape.MOST_CHANNELS, nopeHeadDim);
    Bounds.within("valueHeadDim", 1, AttentionShape.MOST_CHANNELS, valueHeadDim);
    Bounds.atMost("qLoraRank", AttentionShape.MOST_CHANNELS, qLoraRank);
    Bounds.atLeast("qLoraRank", 0, qLoraRank);
  }
}
