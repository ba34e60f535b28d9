package janus.transformer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class TransformerSpecTest {
  private static final AttentionShape FOUR_HEADS_OVER_TWO = AttentionShape.full(4, 2, 2);

  @SuppressWarnings("EnumOrdinal") // Decoders have no encoder layer, encoder-decoders one.
  private static TransformerSpec spec(
      TransformerSpec.Kind kind, int layers, AttentionShape attention, FeedForward feedForward) {
    return new TransformerSpec(
        "m",
        kind,
        layers,
        8,
        attention,
        feedForward,
        10,
        64,
        true,
        0,
        kind == TransformerSpec.Kind.ENCODER_DECODER ? 5 : 0);
  }

  private static TransformerSpec decoder(
      int layers, AttentionShape attention, FeedForward feedForward) {
    return spec(TransformerSpec.Kind.DECODER, layers, attention, feedForward);
  }

  private static List<String> names(TransformerSpec spec, int layer) {
    return spec.matrices(layer).stream().map(WeightMatrix::name).toList();
  }

  private static List<Long> weights(TransformerSpec spec, int layer) {
    return spec.matrices(layer).stream().map(WeightMatrix::weights).toList();
  }

  // 8 channels, 4 heads of 2 over 2 KV heads: q 8 x 8, k and v 4 x 8, o 8 x 8; up and gate 16 x 8.
  @Test
  void aGatedLayerOnPaper() {
    TransformerSpec spec = decoder(3, FOUR_HEADS_OVER_TWO, FeedForward.dense(16, true));
    assertEquals(
        List.of(
            "attention.query",
            "attention.key",
            "attention.value",
            "attention.output",
            "ffn.up",
            "ffn.down"),
        names(spec, 0));
    assertEquals(List.of(64L, 32L, 32L, 64L, 256L, 128L), weights(spec, 0));
    assertEquals(3 * 576 + 80, spec.matrixWeights());
    assertEquals(3 * 576 + 80 + 8, spec.decodeWeights());
  }

  // Of 6 routed experts a token uses 2, of 1 shared expert 1; each is 3 x 8, up and down.
  @Test
  void onlyTheExpertsOfATokenAreRead() {
    TransformerSpec spec =
        decoder(2, FOUR_HEADS_OVER_TWO, new FeedForward(16, false, 6, 1, 2, 3, 1));
    assertEquals(
        List.of("ffn.up", "ffn.down"), names(spec, 0).subList(4, 6), "the dense first layer");
    assertEquals(
        List.of(
            "experts.router",
            "experts.routed-up",
            "experts.routed-down",
            "experts.shared-up",
            "experts.shared-down"),
        names(spec, 1).subList(4, 9));
    long attention = 2 * 192;
    long dense = 2 * 128;
    long router = 6 * 8;
    assertEquals(attention + dense + router + 7 * 48 + 80, spec.matrixWeights());
    assertEquals(attention + dense + router + 3 * 48 + 80 + 8, spec.decodeWeights());
  }

  // Latent of 4 and rotary key of 2: q 4 x (3 + 2) x 8, down 6 x 8, up 4 heads of 4 x 3 and 5 x 4.
  @Test
  void latentAttentionProjectsPerHead() {
    var latent = new LatentAttention(4, 2, 0, 3, 5);
    var attention = new AttentionShape(4, 4, 5, SlidingWindow.NONE, latent);
    TransformerSpec spec = decoder(1, attention, FeedForward.dense(16, false));
    assertEquals(List.of(160L, 48L, 48L, 80L, 160L), weights(spec, 0).subList(0, 5));
  }

  // Keys and values of the encoder are cached: a step reads two more matrices of 8 x 8.
  @Test
  void crossAttentionAddsQueriesAndOutput() {
    FeedForward feedForward = FeedForward.dense(16, true);
    TransformerSpec decoder = decoder(3, FOUR_HEADS_OVER_TWO, feedForward);
    TransformerSpec both =
        spec(TransformerSpec.Kind.ENCODER_DECODER, 3, FOUR_HEADS_OVER_TWO, feedForward);
    assertEquals(3 * 128, both.decodeWeights() - decoder.decodeWeights());
  }
}
