package janus.transformer;

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
    int kvLoraRank, int ropeHeadDim, int qLoraRank, int nopeHeadDim, int valueHeadDim) {
  public LatentAttention {
    AttentionShape.requireCount("kvLoraRank", kvLoraRank, AttentionShape.MOST_CHANNELS);
    AttentionShape.requireCount("ropeHeadDim", ropeHeadDim, AttentionShape.MOST_CHANNELS);
    AttentionShape.requireCount("nopeHeadDim", nopeHeadDim, AttentionShape.MOST_CHANNELS);
    AttentionShape.requireCount("valueHeadDim", valueHeadDim, AttentionShape.MOST_CHANNELS);
    AttentionShape.requireAtMost("qLoraRank", qLoraRank, AttentionShape.MOST_CHANNELS);
    if (qLoraRank < 0) {
      throw new IllegalArgumentException("qLoraRank must be at least 0: " + qLoraRank);
    }
  }
}
