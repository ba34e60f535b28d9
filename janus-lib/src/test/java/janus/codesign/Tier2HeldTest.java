package janus.codesign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import janus.kvcache.KvCodec;
import janus.kvcache.KvCodecs;
import janus.kvcache.KvScheme;
import janus.units.DataSize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * SmolLM2-135M in 8 bits: 30 layers of 3,538,944 weights, and a table of 49152 x 576 = 28,311,552
 * that is embedding and output head.
 */
class Tier2HeldTest {
  private static final Facts FACTS = Facts.bundled();
  private static final DesignEvaluator EVALUATOR = new DesignEvaluator(FACTS);
  private static final long LAYER = 3_538_944;
  private static final long TABLE = 28_311_552;
  private static final long ROW = 576;

  private static Workload workload(String holds) {
    KvCodec f16 = KvCodecs.parse("f16");
    return new Workload("smollm2-135m", 8, KvScheme.of(f16, f16), 100, 0, 100, 1)
        .withTier2Holds(Tier2Contents.parse(holds));
  }

  private static ResolvedWorkload load(String holds) {
    return FACTS.resolve(workload(holds));
  }

  /** 30 layers x 2 x 3 heads x 64 channels x 2 bytes x 100 tokens. */
  private static final long CACHE = 30L * 2 * 3 * 64 * 2 * 100;

  @ParameterizedTest
  @ValueSource(
      strings = {"auto", "cache", "weights,cache", "draft,cache,model", "layers(12),output,cache"})
  void listsAreSpelledAsTheyAreRead(String list) {
    assertEquals(list, Tier2Contents.parse(list).spelling());
  }

  @Test
  void whatIsHeldIsCountedInWholeLayers() {
    ResolvedWorkload load = load("cache,weights");
    DataSize capacity = DataSize.ofBytes(CACHE + 7 * LAYER + LAYER / 2);
    assertEquals(CACHE, load.cacheKept(capacity).bytes());
    assertEquals(7 * LAYER, load.weightsKept(capacity).bytes());
    assertEquals(7 * LAYER, load.weightsReadKept(capacity).bytes());
    assertEquals(23 * LAYER + TABLE, load.offChipNeeded(capacity).bytes());
    assertEquals(23 * LAYER + TABLE + ROW, load.offChipRead(capacity));
  }

  @Test
  void theFirstOfTheListComesFirst() {
    ResolvedWorkload load = load("output,layers(2),cache");
    DataSize capacity = DataSize.ofBytes(TABLE + 2 * LAYER + CACHE / 2);
    assertEquals(TABLE + 2 * LAYER, load.weightsKept(capacity).bytes());
    assertEquals(CACHE / 2, load.cacheKept(capacity).bytes());
    assertEquals(CACHE / 2, load.cacheSpilled(capacity).bytes());
  }

  // One byte less than model and cache, and the weights stay outside; with it, nothing is read
  // there.
  @Test
  void aModelThatFitsReadsNothingOutside() {
    ResolvedWorkload load = load("auto");
    DataSize all = DataSize.ofBytes(CACHE + 30 * LAYER + TABLE);
    DataSize less = DataSize.ofBytes(all.bytes() - 1);
    assertEquals(0, load.weightsKept(less).bytes());
    assertEquals(30 * LAYER + TABLE + ROW, load.offChipRead(less));
    assertEquals(0, load.offChipRead(all));
    assertEquals(0, load.offChipNeeded(all).bytes());
    assertEquals(30 * LAYER + TABLE + ROW + CACHE, load.tier2Read(all).bytes());
  }

  // An untied model reads a row of its embedding, wherever that is. TinyLlama in 4 bits.
  @Test
  void anUntiedModelHoldsItsEmbeddingToo() {
    Workload work = workload("auto").withModel("tinyllama-1.1b").withWeightBits(4);
    ResolvedWorkload load = FACTS.resolve(work);
    DataSize all = load.weights().plus(load.cache());
    assertEquals(load.weights(), load.weightsKept(all));
    assertEquals(0, load.offChipRead(all));
  }

  @Test
  void theReportHasNoRoofOfAMemoryThatIsNotRead() {
    DesignReport report = EVALUATOR.evaluate(Design.janus1(), workload("auto"));
    assertNull(report.roofs().offChipTokensPerS());
    assertEquals(report.storage().weightsMib(), report.storage().weightsTier2Mib());
    assertEquals("on_chip_memory", report.binds());
    DesignReport outside = EVALUATOR.evaluate(Design.janus1(), workload("cache"));
    assertTrue(report.decodeTokensPerS() > outside.decodeTokensPerS());
    assertTrue(report.joulePerToken() < outside.joulePerToken());
    assertTrue(
        report.power().stream()
            .filter(row -> row.component().equals("interface"))
            .allMatch(row -> row.watts().typical() == 0));
  }

  // Prefill reads the same weights from tier 2, however few of its keys and values are there.
  @Test
  void aPromptFindsTheWeightsOfItsWorkload() {
    ResolvedWorkload load = load("cache,weights");
    DataSize capacity = DataSize.ofBytes(CACHE + 7 * LAYER);
    assertEquals(7 * LAYER, load.ofPrompt().weightsKept(capacity).bytes());
    assertEquals(7 * LAYER, load.whenAt(1).weightsKept(capacity).bytes());
    assertEquals(CACHE / 100, load.whenAt(1).cacheKept(capacity).bytes());
  }

  @Test
  void aDraftModelIsHeldBeforeTheCache() {
    Workload drafts =
        workload("auto")
            .withModel("llama-3.2-3b")
            .withDrafting(new Drafting(3, 0.8, "smollm2-135m"));
    ResolvedWorkload load = FACTS.resolve(drafts);
    DataSize capacity = DataSize.ofBytes(30 * LAYER + TABLE + 3 * CACHE / 2);
    assertEquals(30 * LAYER + TABLE, load.weightsKept(capacity).bytes());
    assertEquals(3 * (30 * LAYER + TABLE + ROW), load.weightsReadKept(capacity).bytes());
    assertEquals(3 * CACHE / 2, load.cacheKept(capacity).bytes());
    assertEquals(3 * CACHE + CACHE / 2, load.cacheReadKept(capacity).bytes());
    assertFalse(load.ofPrompt().held(capacity).draft());
  }

  @Test
  void whatMustFitAndDoesNotIsRefused() {
    assertEquals(
        "tier 2 must hold model of 128.25 MiB: 64 MiB of its 64 MiB are free",
        refused("model", "smollm2-135m"));
    assertEquals(
        "tier2Holds must name at most 30 layers, which SmolLM2-135M has: layers(31)",
        refused("layers(31)", "smollm2-135m"));
    assertEquals(
        "tier2Holds names draft: expected a draft model, found none", refused("draft,cache", null));
    assertEquals(
        "tier 2 must hold draft of 128.25 MiB: 64 MiB of its 64 MiB are free",
        refused("draft,cache", "smollm2-135m"));
    assertEquals(
        "tier2Holds must name each of its contents once: cache,cache",
        refused("cache,cache", "smollm2-135m"));
  }

  private static String refused(String holds, String draft) {
    Design small = Design.janus1();
    Design with64 = small.withTier2(small.tier2().withCapacityMib(64));
    Drafting drafting = draft == null ? Drafting.NONE : new Drafting(2, 0.5, draft);
    return assertThrows(
            IllegalArgumentException.class,
            () ->
                EVALUATOR.evaluate(
                    with64,
                    workload("auto")
                        .withDrafting(drafting)
                        .withTier2Holds(Tier2Contents.parse(holds))))
        .getMessage();
  }

  // The design without tier 2 holds nothing there, whatever the list asks for.
  @Test
  void nullDesignsNeedNotHoldAnything() {
    DesignReport report = EVALUATOR.evaluate(Design.janus1(), workload("model"));
    assertEquals(3, report.nullDesigns().size());
    assertTrue(report.nullDesigns().get(0).joulePerToken() > 0);
  }
}
