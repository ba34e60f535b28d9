package janus.codesign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.kvcache.KvCodec;
import janus.kvcache.KvCodecs;
import janus.kvcache.KvScheme;
import janus.transformer.TransformerSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequirementTest {
  private static final Facts FACTS = Facts.bundled();

  private static Workload workload(String model, String codec, double weightBits, long context) {
    KvCodec kv = KvCodecs.parse(codec);
    return new Workload(model, weightBits, KvScheme.of(kv, kv), context, 0, context, 1);
  }

  // ChipLeap 0.3.0, `chipleap require -m MODEL --context 1024 --weights int4 --kv int8 -t 5
  // --json`:
  // stream_mb_per_step and gmac_per_s. Its int4 weights have 4.25 bits. It leaves out the scales of
  // the cache (2 bytes a head and token), what a step writes, and the row of the embedding.
  @ParameterizedTest
  @CsvSource({
    "smollm2-135m, 83.2389, 0.8493",
    "llama-3.2-1b, 673.2677, 6.5143",
    "llama-3.2-3b, 1765.4006, 16.9437"
  })
  void movesWhatChipLeapMovesAndWhatItLeavesOut(String model, double mb, double gmacPerS) {
    TransformerSpec spec = FACTS.model(model);
    var step = Requirement.of(FACTS, workload(model, "int8-token", 4.25, 1024), 5, null).step();
    long scales = 2L * 2 * spec.layers() * spec.attention().kvHeads() * 1024;
    double row = spec.hiddenDim() * 4.25 / 8;
    double without = step.weightsBytes() - row + step.cacheBytes() - scales;
    assertEquals(mb, without / 1e6, 5.1e-5);
    assertEquals(gmacPerS, 5 * step.macs() / 1e9, 5.1e-5);
  }

  // The same tool's build_llm: bytes of the second matrices of its products, and their MACs.
  @ParameterizedTest
  @CsvSource({
    "smollm2-135m, 71442432, 11796480, 169869312",
    "llama-3.2-1b, 656490496, 16777216, 1302855680",
    "llama-3.2-3b, 1706680320, 58720256, 3388735488"
  })
  void bytesDifferFromThoseOfChipLeapByScalesAndARow(
      String model, long weights, long cache, long macs) {
    TransformerSpec spec = FACTS.model(model);
    var step = Requirement.of(FACTS, workload(model, "int8-token", 4.25, 1024), 5, null).step();
    long embeddingRow = (long) Math.ceil(spec.hiddenDim() * 4.25 / 8);
    assertEquals(weights + embeddingRow, step.weightsBytes());
    assertEquals(
        cache + 2L * 2 * spec.layers() * spec.attention().kvHeads() * 1024, step.cacheBytes());
    assertEquals(macs, step.macs());
  }

  // The same tool at 8192 tokens, 5332.992 MB with int8 weights of 8 bits: it has no window, and
  // 2048 tokens are all that the 4k model of this name attends to.
  @Test
  void windowOfPhi3MiniBoundsItsCache() {
    var step =
        Requirement.of(FACTS, workload("phi-3-mini-4k-instruct", "int8-token", 8, 8192), 5, null)
            .step();
    long vectors = 2L * 32 * 32 * 2048;
    assertEquals(vectors * (96 + 2), step.cacheBytes());
    double unbounded = step.weightsBytes() - 3072 + 4.0 * vectors * 96;
    assertEquals(5332.992, unbounded / 1e6, 5.1e-4);
  }

  // 1 tokens/s and 1 MiB kept: 2^20 bytes a second less. Twice the rate needs twice of everything.
  @Test
  void needsGrowWithTheRate() {
    Workload janus1 = Workload.janus1();
    var slow = Requirement.of(FACTS, janus1, 1, null);
    var fast = Requirement.of(FACTS, janus1, 2, null);
    assertEquals(1.048576, slow.savedMbPerSPerMib());
    assertEquals(slow.step().bytes() / 1e9, slow.needs().bandwidthGbPerS());
    assertEquals(2 * slow.needs().bandwidthGbPerS(), fast.needs().bandwidthGbPerS());
    assertEquals(2 * slow.needs().tops(), fast.needs().tops());
    assertEquals(slow.needs().residentMib(), fast.needs().residentMib());
    assertNull(slow.needs().firstTokenTops());
  }

  // A design with the bandwidth reaches the rate; with less it does not.
  @Test
  void bandwidthIsTheRoofOfADesignWithoutTier2() {
    double rate = 7;
    var needs = Requirement.of(FACTS, Workload.janus1(), rate, null).needs();
    Design without = Design.janus1().withTier2(Design.janus1().tier2().withCapacityMib(0));
    DecodeRate roofs =
        new DesignEvaluator(FACTS).prepare(without).roofs(FACTS.resolve(Workload.janus1()));
    double gbPerS = FACTS.resolve(without).reachedGbPerS();
    assertEquals(rate, roofs.offChipTokensPerS() * needs.bandwidthGbPerS() / gbPerS, 1e-9);
  }

  // 3.5 GB of weights in 10 ms are 350 GB/s, the bandwidth of decoding is less.
  @Test
  void promptMayNeedMoreThanDecoding() {
    var requirement = Requirement.of(FACTS, Workload.janus1(), 1, 10.0);
    Requirement.Needs needs = requirement.needs();
    assertEquals(requirement.step().weightsBytes() / 1e7, needs.firstTokenBandwidthGbPerS());
    assertEquals(needs.firstTokenBandwidthGbPerS(), needs.largestGbPerS());
    for (Requirement.OffChip memory : requirement.offChip()) {
      double peak = FACTS.technologies().byName(memory.technology()).bandwidth().typical();
      double reached = 0.864 * peak;
      assertTrue(memory.packages() * reached >= needs.largestGbPerS());
      assertTrue((memory.packages() - 1) * reached < needs.largestGbPerS());
      assertEquals(
          needs.largestGbPerS(), memory.usedPercent() / 100 * memory.packages() * reached, 1e-9);
    }
  }

  @Test
  void refusesARateOfNothing() {
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> Requirement.of(FACTS, Workload.janus1(), 0, null));
    assertEquals("rate must be from 0.001 to 1000000000 tokens/s: 0.0", e.getMessage());
  }
}
