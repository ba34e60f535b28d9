package janus.kvcache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.transformer.AttentionShape;
import janus.transformer.FeedForward;
import janus.transformer.TransformerSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every codec that the parser knows. */
class CodecSweepTest {
  private static final int DIM = 128;
  private static final int TOKENS = 128;
  private static final TransformerSpec SPEC =
      TransformerSpec.decoder(
          "small",
          2,
          128,
          AttentionShape.full(2, 2, DIM),
          FeedForward.dense(16, false),
          10,
          1000,
          true);

  /** Each spelling of the help, with all options and with none. */
  static Stream<String> codecs() {
    return KvCodecs.spellings().stream()
        .filter(help -> !help.contains(" "))
        .flatMap(
            help -> Stream.of(help.replaceAll("\\[[^\\]]*]", ""), help.replaceAll("[\\[\\]]", "")))
        .flatMap(CodecSweepTest::choices)
        .distinct();
  }

  /** Every choice of {@code {x,y}}, and the first number of {@code {x..y}}. */
  private static Stream<String> choices(String help) {
    int open = help.indexOf('{');
    if (open < 0) {
      return Stream.of(help);
    }
    int close = help.indexOf('}');
    String inside = help.substring(open + 1, close);
    return Stream.of(inside.replaceFirst("\\.\\..*", "").split(",", -1))
        .map(choice -> help.substring(0, open) + choice + help.substring(close + 1))
        .flatMap(CodecSweepTest::choices);
  }

  private static float[] vectors(int tokens, long seed) {
    var random = new Random(seed);
    var x = new float[tokens * DIM];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) (random.nextGaussian() * (i % DIM == 7 ? 8 : 1));
    }
    return x;
  }

  private static KvCodec fitted(String spelling) {
    return KvCodecs.parse(spelling).fit(List.of(vectors(TOKENS, 3)), DIM).get(0);
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void fittingKeepsSpellingAndBits(String spelling) {
    KvCodec parsed = KvCodecs.parse(spelling);
    KvCodec fitted = fitted(spelling);
    assertEquals(parsed.spelling(), fitted.spelling());
    assertEquals(parsed.bitsPerElement(DIM), fitted.bitsPerElement(DIM));
    assertEquals(parsed.blockTokens(), fitted.blockTokens());
    assertTrue(!fitted.takesSample());
    assertEquals(fitted, fitted(spelling));
  }

  // A block decodes to the same numbers whatever lies around it, and nothing around it changes.
  @ParameterizedTest
  @MethodSource("codecs")
  void aBlockIsReadWithoutItsNeighbours(String spelling) {
    KvCodec codec = fitted(spelling);
    int block = codec.blockTokens();
    float[] alone = vectors(TOKENS, 5);
    float[] all = alone.clone();
    for (int t = 0; t + block <= TOKENS; t += block) {
      codec.roundTrip(all, t * DIM, DIM, block, DIM);
    }
    int last = TOKENS - block;
    float[] before = Arrays.copyOf(alone, last * DIM);
    codec.roundTrip(alone, last * DIM, DIM, block, DIM);
    assertArrayEquals(before, Arrays.copyOf(alone, last * DIM));
    assertArrayEquals(
        Arrays.copyOfRange(all, last * DIM, TOKENS * DIM),
        Arrays.copyOfRange(alone, last * DIM, TOKENS * DIM));
  }

  // Of uniform numbers, 2^b levels over the range leave at least the variance of 1 / 2^b of it; a
  // hundred times that still tells a codec from a stand-in that stores nothing or everything.
  @ParameterizedTest
  @MethodSource("codecs")
  void theErrorIsThatOfTheBits(String spelling) {
    KvCodec codec = fitted(spelling);
    float[] x = vectors(TOKENS, 5);
    float[] seen = x.clone();
    for (int t = 0; t < TOKENS; t += codec.blockTokens()) {
      codec.roundTrip(seen, t * DIM, DIM, codec.blockTokens(), DIM);
    }
    double error = 0;
    double power = 0;
    for (int i = 0; i < x.length; i++) {
      error += (seen[i] - x[i]) * (double) (seen[i] - x[i]);
      power += x[i] * (double) x[i];
    }
    double ratio = error / power;
    int bits = codec.payloadBits();
    assertTrue(ratio < 1, spelling + ": " + ratio);
    assertTrue(
        bits == 32 || ratio > 0.1 * Math.scalb(1.0, -2 * bits - 10), spelling + ": " + ratio);
  }

  // Two layers, keys and values, two heads: what the size counts is what the layout places.
  @ParameterizedTest
  @MethodSource("codecs")
  void bitsCountedAreBitsStored(String spelling) {
    KvCodec codec = KvCodecs.parse(spelling);
    KvScheme scheme = KvScheme.of(codec, codec);
    double bits = codec.bitsPerElement(DIM) * 2 * 2 * 2 * DIM * TOKENS;
    assertEquals(bits, 8.0 * KvCacheSize.of(SPEC, scheme, TOKENS).total().bytes());
    for (ScalePlacement scales : ScalePlacement.values()) {
      var layout =
          new KvLayout(KvContents.of(SPEC, scheme, TOKENS), KvOrder.Contiguous.HEAD_MAJOR, scales);
      assertEquals(bits, 8.0 * layout.footprintBytes());
    }
  }
}
