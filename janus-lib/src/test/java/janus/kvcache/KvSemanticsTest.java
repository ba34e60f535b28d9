package janus.kvcache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.provenance.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KvSemanticsTest {
  /** What query t sees of key j: Q quantized, F in full, - not at all. */
  private static String seen(KeyRanges ranges) {
    var picture = new StringBuilder();
    for (int j = 0; j < ranges.end(); j++) {
      boolean sink = j < ranges.sinkEnd();
      boolean hidden = !sink && j < ranges.unseenEnd();
      boolean quantized = !sink && !hidden && j < ranges.quantizedEnd();
      picture.append(hidden ? '-' : quantized ? 'Q' : 'F');
    }
    return picture.toString();
  }

  private static String keys(String semantics, int query, int blockTokens) {
    return seen(KvSemanticsParser.parse(semantics).keyRanges(query, 4, blockTokens));
  }

  private static String values(String semantics, int query, int blockTokens) {
    return seen(KvSemanticsParser.parse(semantics).valueRanges(query, 4, blockTokens));
  }

  @Test
  void ggmlSeesItselfQuantized() {
    assertEquals("Q", keys("all", 0, 1));
    assertEquals("QQQQ", keys("all", 3, 1));
  }

  @Test
  void unfinishedBlocksAreSeenInFull() {
    assertEquals("FFF", keys("all", 2, 4));
    assertEquals("QQQQ", keys("all", 3, 4));
    assertEquals("QQQQF", keys("all", 4, 4));
  }

  // Full iff j < 2 or t - j < 3: of t = 6, j = 0, 1 and 4, 5, 6.
  @Test
  void windowKeepsSinksAndRecentTokens() {
    assertEquals("F", keys("window(2,3)", 0, 1));
    assertEquals("FFFFF", keys("window(2,3)", 4, 1));
    assertEquals("FFQFFF", keys("window(2,3)", 5, 1));
    assertEquals("FFQQFFF", keys("window(2,3)", 6, 1));
    assertEquals("FQQQ", keys("window(1,0)", 3, 1));
  }

  // Blocks of 4 begin behind the 2 sinks: [2, 6) is seen quantized once all of it is old, t = 8.
  @Test
  void blocksBeginBehindTheSinks() {
    assertEquals("FFFFFFFF", keys("window(2,3)", 7, 4));
    assertEquals("FFQQQQFFF", keys("window(2,3)", 8, 4));
  }

  // R = 4. Keys: j < 4 floor(t/4). Values: t - j > 4.
  @Test
  void kiviFlushesKeysInBlocksAndValuesOneByOne() {
    assertEquals("FFFF", keys("kivi(4)", 3, 2));
    assertEquals("QQQQF", keys("kivi(4)", 4, 2));
    assertEquals("QQQQFFFF", keys("kivi(4)", 7, 2));
    assertEquals("FFFFF", values("kivi(4)", 4, 1));
    assertEquals("QFFFFF", values("kivi(4)", 5, 1));
    assertEquals("QQQFFFFF", values("kivi(4)", 7, 1));
  }

  @Test
  void evictHidesWhatIsNeitherSinkNorRecent() {
    assertEquals("F", keys("evict(1,2)", 0, 1));
    assertEquals("FQQ", keys("evict(1,2)", 2, 1));
    assertEquals("F--QQ", keys("evict(1,2)", 4, 1));
    assertEquals("--QQ", keys("evict(0,2)", 3, 1));
  }

  // The fourth token is the last of the prompt.
  @Test
  void prefillFullQuantizesBehindThePrompt() {
    assertEquals("FFFF", keys("prefill-full", 3, 1));
    assertEquals("QQQQQ", keys("prefill-full", 4, 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"all", "window(4,32)", "kivi(128)", "evict(4,256)", "h2o(64,64)", "prefill-full"})
  void spellingSurvivesTheParser(String spelling) {
    assertEquals(spelling, KvSemanticsParser.parse(spelling).spelling());
  }

  @Test
  void theOldSpellingOfAllIsRead() {
    assertEquals(new AllSemantics(), KvSemanticsParser.parse("ggml"));
  }

  @Test
  void spacesAfterCommasAreRead() {
    assertEquals("window(4,32)", KvSemanticsParser.parse("window(4, 32)").spelling());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "window",
        "window(4)",
        "kivi(1,2)",
        "all()",
        "all(1)",
        "Ggml",
        "evict(4,2",
        "h2o(-1,2)",
        "tova",
        "snapkv(4)",
        "window(99999999999,1)"
      })
  void unknownSpellingListsTheValidOnes(String spelling) {
    var error = assertThrows(BadInputException.class, () -> KvSemanticsParser.parse(spelling));
    assertTrue(
        error
            .getMessage()
            .endsWith(
                "valid are all, window(S,W), kivi(R), evict(S,W), h2o(H,W), tova(K),"
                    + " snapkv(K,W), prefill-full, numbers from 0 to 999999999"));
  }

  @Test
  void numbersOutOfRangeAreNamed() {
    var error = assertThrows(BadInputException.class, () -> KvSemanticsParser.parse("kivi(0)"));
    assertEquals("semantics 'kivi(0)': residual must be at least 1: 0", error.getMessage());
  }

  @Test
  void codecsMustFitTheRule() {
    KvCodec channel = KvCodecs.parse("int4-channel-g32");
    KvCodec token = KvCodecs.parse("int4-token");
    var kivi = new KiviSemantics(48);
    var h2o = new HeavyHitterSemantics(4, 4);
    assertThrows(IllegalArgumentException.class, () -> kivi.requireCodecs(channel, token));
    assertThrows(IllegalArgumentException.class, () -> h2o.requireCodecs(channel, token));
    new KiviSemantics(64).requireCodecs(channel, token);
  }
}
