package janus.kvcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.provenance.BadInputException;
import janus.transformer.AttentionShape;
import janus.transformer.FeedForward;
import janus.transformer.TransformerSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LayerCodecsTest {
  private static final TransformerSpec FOUR_LAYERS =
      TransformerSpec.decoder(
          "small",
          4,
          64,
          AttentionShape.full(1, 1, 64),
          FeedForward.dense(16, false),
          10,
          1000,
          true);

  private static KvScheme scheme(String layers) {
    return KvScheme.parse(
        "keys=int4-token values=int4-token rotation=none queries=none semantics=all layers="
            + layers);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "0-3:int8-token", "0:f16,2-3:int8-token/int4-token"})
  void spellingSurvivesTheParser(String spelling) {
    assertEquals(spelling, LayerCodecs.parse(spelling).spelling());
    assertEquals(scheme(spelling), KvScheme.parse(scheme(spelling).spelling()));
  }

  @ParameterizedTest
  @CsvSource({
    "'',expected none or ranges",
    "0-3,expected none or ranges",
    "'0:f16,',expected none or ranges",
    "3-1:f16,layers must be a range that ascends",
    "'0-2:f16,2:f32',layers must ascend",
    "0:int5-token,codec 'int5-token' is unknown"
  })
  void whatCannotBeReadIsNamed(String spelling, String message) {
    var error = assertThrows(BadInputException.class, () -> LayerCodecs.parse(spelling));
    assertTrue(error.getMessage().contains(message), error.getMessage());
  }

  // 64 channels: int4-token 4.25 bits an element, int8-token 8.25. A layer of 32 tokens holds 4096
  // elements of keys and values: 3 * 4096 * 4.25 + 2048 * (8.25 + 4.25) bits.
  @Test
  void sizeAndLayoutCountEachLayer() {
    KvScheme scheme = scheme("1:int8-token/int4-token");
    long bits = (long) (3 * 4096 * 4.25 + 2048 * (8.25 + 4.25));
    assertEquals(bits, 8 * KvCacheSize.of(FOUR_LAYERS, scheme, 32).total().bytes());
    var layout =
        new KvLayout(
            KvContents.of(FOUR_LAYERS, scheme, 32),
            KvOrder.Contiguous.TOKEN_MAJOR,
            ScalePlacement.INTERLEAVED);
    assertEquals(bits, 8 * layout.footprintBytes());
  }

  @Test
  void layersThatTheModelHasNotAreRefused() {
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> KvCacheSize.of(FOUR_LAYERS, scheme("2-4:f16"), 32));
    assertEquals("layers 2-4:f16: the model has layers 0 to 3", error.getMessage());
  }

  @Test
  void codecsOfLayersAreCheckedLikeTheOthers() {
    assertThrows(IllegalArgumentException.class, () -> scheme("0:f16/int4-token-prerope"));
    assertThrows(IllegalArgumentException.class, () -> scheme("0:mxfp4").requireHeadDim(48));
  }
}
