package janus.kvcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.transformer.AttentionShape;
import janus.transformer.FeedForward;
import janus.transformer.TransformerSpec;
import java.util.BitSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What windows, residuals and eviction leave in the cache is what is read, and lies apart. */
class KvLayoutSchemeTest {
  private static final int TOKENS = 150;
  private static final TransformerSpec SPEC =
      TransformerSpec.decoder(
          "small",
          1,
          128,
          AttentionShape.full(2, 2, 64),
          FeedForward.dense(16, false),
          10,
          1000,
          true);

  private static KvScheme scheme(String keys, String values, String rule) {
    return KvScheme.parse(
        "keys=" + keys + " values=" + values + " rotation=none queries=none semantics=" + rule);
  }

  /** The bytes of an access, read and written, each at most once. */
  private static void walk(KvLayout.Walk walk, KvAccess access, BitSet read, BitSet written) {
    walk.start(access);
    while (walk.next()) {
      for (long repeat = 0, repeats = walk.repeats(); repeat <= repeats; repeat++) {
        long shift = repeat * walk.strideBytes();
        for (long at = walk.firstByte() + shift; at <= walk.lastByte() + shift; at++) {
          BitSet bytes = walk.write() ? written : read;
          assertTrue(!bytes.get((int) at), access + " touches byte " + at + " twice");
          bytes.set((int) at);
        }
      }
      walk.takeRepeats();
    }
  }

  private static KvAccess access(KvPart part, int head, long from, long to, boolean write) {
    return new KvAccess(0, 0, part, head, from, to, write);
  }

  // Vectors of 64 channels fill whole bytes, so that bytes read are those that the size counts.
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "int4-token int4-token all",
        "int4-token int8-token window(4,32)",
        "int4-token int4-token window(0,0)",
        "int4-channel-g32 int4-token window(5,40)",
        "int4-channel-g32 int4-token kivi(64)",
        "int2-asym-channel-g32 int2-asym-token kivi(32)",
        "int4-token int4-token evict(4,60)",
        "f16 f16 evict(0,1)",
        "int8-token int8-token h2o(16,32)",
      })
  void everyStepReadsWhatTheCacheHoldsAndWasWritten(String keys, String values, String rule) {
    KvScheme scheme = scheme(keys, values, rule);
    var layout =
        new KvLayout(
            KvContents.of(SPEC, scheme, TOKENS),
            KvOrder.Contiguous.HEAD_MAJOR,
            ScalePlacement.INTERLEAVED);
    KvLayout.Walk walk = layout.walk();
    var everWritten = new BitSet();
    for (int tokens = 1; tokens <= TOKENS; tokens++) {
      for (KvPart part : new KvPart[] {KvPart.KEY, KvPart.VALUE}) {
        for (int head = 0; head < 2; head++) {
          var flushed = new BitSet();
          var written = new BitSet();
          walk(walk, access(part, head, tokens - 1, tokens, true), flushed, written);
          flushed.andNot(everWritten);
          assertEquals(0, flushed.cardinality(), "coded from bytes never written");
          everWritten.or(written);
        }
      }
      var read = new BitSet();
      for (KvPart part : new KvPart[] {KvPart.KEY, KvPart.VALUE}) {
        for (int head = 0; head < 2; head++) {
          walk(walk, access(part, head, 0, tokens, false), read, new BitSet());
        }
      }
      assertEquals(
          KvCacheSize.of(SPEC, scheme, tokens).total().bytes(), read.cardinality(), rule + tokens);
      read.andNot(everWritten);
      assertEquals(0, read.cardinality(), "read bytes never written");
    }
  }

  // Long after the window is full, the places of an evicting cache are those of the window.
  @ParameterizedTest
  @ValueSource(strings = {"evict(4,60)", "h2o(24,40)"})
  void evictionBoundsTheFootprint(String rule) {
    KvScheme scheme = scheme("int8-token", "int8-token", rule);
    var layout =
        new KvLayout(
            KvContents.of(SPEC, scheme, 100_000),
            KvOrder.Contiguous.HEAD_MAJOR,
            ScalePlacement.INTERLEAVED);
    assertEquals(
        KvCacheSize.of(SPEC, scheme, 100_000).total().bytes(),
        layout.footprintBytes() + layout.bufferBytes());
  }
}
